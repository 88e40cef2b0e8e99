"""Standing pages on the desk."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from posts.admin.desk import DeskAdmin
from posts.admin.moments import moment_column
from posts.forms import PageForm
from posts.models import Page


@admin.register(Page)
class PageAdmin(DeskAdmin):
    """About, colophon and the like, in the order of the footer."""

    saved = staticmethod(moment_column("updated_at", _("saved")))

    form = PageForm
    list_display = ("title", "path", "is_published", "is_in_footer", "position", "saved")
    list_filter = ("is_published", "is_in_footer")
    search_fields = ("title", "path")
    fields = (
        "title",
        "path",
        "body",
        "description",
        "is_published",
        "is_in_footer",
        "position",
    )

    def view_on_site(self, obj: Page) -> str | None:  # type: ignore[override]
        """Return the address of a page that readers see."""
        return obj.get_absolute_url() if obj.is_published else None
