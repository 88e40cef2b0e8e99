"""The form of a former address."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from django import forms
from django.utils.translation import gettext_lazy as _

from posts.forms.base import DeskForm
from posts.forms.publication import public_name
from posts.models import FormerAddress, Post


class FormerAddressForm(DeskForm):
    """A path that leads to a post; a whole address may be pasted."""

    class Meta:
        model = FormerAddress
        fields = ("path", "post")
        error_messages = {"path": {"unique": _("This address already leads to a post.")}}

    def clean_path(self) -> str:
        """Return the path alone, and refuse one at which a post lives now."""
        path = "/" + unquote(urlsplit(self.cleaned_data["path"].strip()).path).lstrip("/")
        if path == "/":
            raise forms.ValidationError(_("Give the path behind the host, such as /2019/launch/."))
        for post in Post.objects.filter(slug=path.strip("/").rpartition("/")[2])[:1]:
            if unquote(post.get_absolute_url()) == path:
                raise forms.ValidationError(
                    _("%(post)s lives at this address.") % {"post": public_name(post)}
                )
        return path
