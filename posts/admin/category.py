"""Categories on the desk."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from posts.admin.counts import count_of, in_sight, posts_link
from posts.admin.desk import DeskAdmin
from posts.models import Category, Filing


@admin.register(Category)
class CategoryAdmin(DeskAdmin):
    """Sections, in the order of the navigation."""

    list_display = ("name", "slug", "paper", "position", "is_in_navigation", "post_count")
    list_filter = ("is_in_navigation", "paper")
    search_fields = ("name", "slug")
    prepopulated_fields: ClassVar = {"slug": ["name"]}
    radio_fields: ClassVar = {"paper": admin.HORIZONTAL}
    fields = ("name", "slug", "description", "paper", "position", "is_in_navigation")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Category]:
        """Count each section's posts that may be known of on the way."""
        seen = in_sight(Filing.objects.all(), "post", request)
        return super().get_queryset(request).annotate(post_total=count_of(seen, "category"))

    @admin.display(description=_("posts"), ordering="post_total")
    def post_count(self, category: Category) -> SafeString:
        """Show how many posts are filed here, primarily or further."""
        return posts_link(category.post_total, filed=category.pk)  # type: ignore[attr-defined]
