"""The form of a standing page."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from posts.forms.base import DeskForm
from posts.forms.fields import MarkdownField
from posts.models import Page
from posts.models.picture import find_pictures
from posts.rendering import RenderRefused, render


class PageForm(DeskForm):
    """A standing page: its path, its text, and whether readers see it."""

    body = MarkdownField(
        label=_("Text in Markdown"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 24, "class": "markdown"}),
        help_text=_("As in a post: headings begin with ##, pictures are called by their names."),
    )

    class Meta:
        model = Page
        fields = (
            "title",
            "path",
            "body",
            "description",
            "is_published",
            "is_in_footer",
            "position",
        )
        widgets: ClassVar = {"description": forms.Textarea(attrs={"rows": 2})}
        help_texts: ClassVar = {
            "path": _(
                "The whole address behind the host, as in about or legal/privacy. When it changes, "
                "the old one leads to the new one."
            ),
            "is_published": _("Readers find the page at its address."),
            "is_in_footer": _("Every page links to it at its foot, under “The publication”."),
        }

    def clean_path(self) -> str:
        """Return the path in lower case and without slashes at its ends; both are often typed."""
        return str(self.cleaned_data["path"]).strip().strip("/").lower()

    def clean_body(self) -> str:
        """Refuse a text that cannot be rendered beside its field, where it is kept."""
        body: str = self.cleaned_data["body"]
        try:
            render(body, find_pictures=find_pictures, site_url=settings.SITE_URL)
        except RenderRefused as error:
            raise forms.ValidationError(str(error)) from error
        return body
