"""The audit log on the desk, to look at only."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from posts.admin.desk import DeskAdmin
from posts.admin.longlist import BoundedPaginator
from posts.admin.moments import moment_column
from posts.models import AuditEntry
from posts.numbers import number


class AccountFilter(admin.SimpleListFilter):
    """What one account did; those are offered that may log in here, not all that the log names."""

    title, parameter_name = _("account"), "account"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ARG002
        """Offer the accounts of the desk."""
        accounts = get_user_model()._default_manager.filter(is_staff=True)
        return [(str(account.pk), account.get_username()) for account in accounts.order_by("pk")]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:  # noqa: ARG002
        """Keep what the account did."""
        key = number(self.value() or "")
        return queryset.filter(account=key) if key else queryset


@admin.register(AuditEntry)
class AuditAdmin(DeskAdmin):
    """Who decided what, and when; the newest first."""

    when = staticmethod(moment_column("made_at", _("when")))

    list_display = ("when", "event", "about", "detail", "account_name")
    list_display_links = None
    list_filter = ("event", AccountFilter)
    search_fields = ("post_title", "account_name", "detail")
    search_help_text = _("Searches titles of posts, accounts and details.")
    date_hierarchy = "made_at"
    paginator = BoundedPaginator
    show_facets = admin.ShowFacets.NEVER
    actions = None

    @admin.display(description=_("post"), ordering="post_title")
    def about(self, entry: AuditEntry) -> str:
        """Name the post as it was called then, with a link to its history."""
        if entry.post is None:
            return ""
        address = reverse("admin:posts_post_history", args=[entry.post])
        return format_html('<a href="{}">{}</a>', address, entry.post_title)

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Refuse: entries are written with what they tell of."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:  # noqa: ARG002
        """Refuse: the log is append-only."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:  # noqa: ARG002
        """Refuse: the log is append-only."""
        return False
