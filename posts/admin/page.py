"""Standing pages on the desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.forms import Script
from django.utils.translation import gettext_lazy as _

from posts.admin.desk import DeskAdmin
from posts.admin.moments import moment_column
from posts.forms import PageForm
from posts.models import Page

# The writing surface of posts, on the text of a page.
WRITES: Any = Script("desk/page.js", type="module")


@admin.register(Page)
class PageAdmin(DeskAdmin):
    """About, colophon and the like, in the order of the footer."""

    saved = staticmethod(moment_column("updated_at", _("saved")))

    form = PageForm
    list_display = ("title", "path", "is_published", "is_in_footer", "position", "saved")
    list_filter = ("is_published", "is_in_footer")
    search_fields = ("title", "path")

    @property
    def media(self) -> forms.Media:
        """Add the script that turns the field of the text into a writing surface."""
        return super().media + forms.Media(js=[WRITES])

    def view_on_site(self, obj: Page) -> str | None:  # type: ignore[override]
        """Return the address of a page that readers see."""
        return obj.get_absolute_url() if obj.is_published else None
