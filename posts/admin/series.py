"""Series on the desk."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from posts.admin.counts import count_of, posts_link
from posts.admin.desk import DeskAdmin, ListsPostsAdmin
from posts.models import Post, Series


@admin.register(Series)
class SeriesAdmin(ListsPostsAdmin, DeskAdmin):
    """Series with their parts in order."""

    list_display = ("title", "slug", "planned_parts", "post_count")
    search_fields = ("title", "slug")
    prepopulated_fields: ClassVar = {"slug": ["title"]}
    readonly_fields = ("parts",)
    fields = ("title", "slug", "description", "planned_parts", "parts")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Series]:
        """Count each series' posts that may be known of on the way."""
        seen = Post.objects.visible_to(request.user)
        return super().get_queryset(request).annotate(post_total=count_of(seen, "series"))

    @admin.display(description=_("posts"), ordering="post_total")
    def post_count(self, series: Series) -> SafeString:
        """Show how many parts there are, in whatever state."""
        return posts_link(series.post_total, series=series.pk)  # type: ignore[attr-defined]

    @admin.display(description=_("parts"))
    def parts(self, series: Series) -> SafeString | str:
        """List the parts that may be named, with where each one stands."""
        posts = series.posts_in_sight.in_series(series) if series.pk else []  # type: ignore[attr-defined]
        rows = [
            (
                post.series_part,
                reverse("admin:posts_post_change", args=[post.pk]),
                post.title,
                post.state().label,
            )
            for post in posts
        ]
        return format_html_join("", '<p>{}. <a href="{}">{}</a> ({})</p>', rows) or gettext(
            "None yet."
        )
