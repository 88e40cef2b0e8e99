"""Standing pages on the desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.forms import Script
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from posts.admin.access import may_publish
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

    def has_change_permission(self, request: HttpRequest, obj: Page | None = None) -> bool:
        """Leave pages that readers see to those who may publish."""
        return super().has_change_permission(request, obj) and _may_touch(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Page | None = None) -> bool:
        """Leave pages that readers see to those who may publish."""
        return super().has_delete_permission(request, obj) and _may_touch(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Page | None = None) -> list[str]:  # noqa: ARG002
        """Let only those publish a page who may publish."""
        return [] if may_publish(request) else ["is_published"]

    @property
    def media(self) -> forms.Media:
        """Add the script that turns the field of the text into a writing surface."""
        return super().media + forms.Media(js=[WRITES])

    def view_on_site(self, obj: Page) -> str | None:  # type: ignore[override]
        """Return the address of a page that readers see."""
        return obj.get_absolute_url() if obj.is_published else None


def _may_touch(request: HttpRequest, page: Page | None) -> bool:
    return page is None or not page.is_published or may_publish(request)
