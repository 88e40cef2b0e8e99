"""Import records on the desk, to look at only: the importer keeps them."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from posts.admin.desk import DeskAdmin, OfPostAdmin
from posts.admin.moments import moment_column
from posts.models import ImportRecord


@admin.register(ImportRecord)
class ImportRecordAdmin(OfPostAdmin, DeskAdmin):
    """Which file each imported post came from."""

    imported = staticmethod(moment_column("imported_at", _("imported")))

    list_display = ("source", "post", "imported")
    list_select_related = ("post",)
    search_fields = ("source", "post__title")
    date_hierarchy = "imported_at"
    readonly_fields = ("imported",)
    fields = ("source", "post", "imported", "source_digest", "post_digest")

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Refuse: only an import makes a record."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:  # noqa: ARG002
        """Refuse: a record that is changed by hand makes the next import wrong."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:  # noqa: ARG002
        """Refuse: without its record, a post would be imported a second time."""
        return False
