"""The form of a former address."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit

from django import forms
from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _

from posts.forms.base import DeskForm
from posts.forms.publication import public_name
from posts.models import FormerAddress, Post
from posts.models.address import KINDS


class FormerAddressForm(DeskForm):
    """A path that leads to one thing with a page of its own; a whole address may be pasted."""

    class Meta:
        model = FormerAddress
        fields = ("path", *KINDS)
        error_messages = {"path": {"unique": _("This address already leads somewhere.")}}

    def clean_path(self) -> str:
        """Return the path alone, and refuse one at which something lives now."""
        path = "/" + unquote(urlsplit(self.cleaned_data["path"].strip()).path).lstrip("/")
        if path == "/":
            raise forms.ValidationError(_("Give the path behind the host, such as /2019/launch/."))
        if thing := _found_at(path):
            raise forms.ValidationError(_("%(thing)s lives at this address.") % {"thing": thing})
        return path


def _found_at(path: str) -> str:
    """Return what answers at `path` now, as it may be named to anybody; nothing where none does."""
    try:
        match = resolve(path)
    except Resolver404:
        return ""
    if match.app_name != "posts" or match.url_name not in KINDS:
        return str(_("The publication itself"))
    field = "path" if match.url_name == "page" else "slug"
    model = FormerAddress._meta.get_field(match.url_name).related_model
    rows: Any = model._default_manager.filter(**{field: match.kwargs[field]})  # type: ignore[union-attr]
    found = rows.first()
    return public_name(found) if isinstance(found, Post) else str(found or "")
