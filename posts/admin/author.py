"""Authors on the desk."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from posts.admin.counts import count_of, in_sight, posts_link
from posts.admin.desk import DeskAdmin, PartInline
from posts.models import Author, AuthorLink, Byline


class AuthorLinkInline(PartInline, admin.StackedInline):
    """Pages of the author's elsewhere."""

    model = AuthorLink
    extra = 0
    fields = ("label", "url", "position")


@admin.register(Author)
class AuthorAdmin(DeskAdmin):
    """People and desks that sign posts; an account is for those who log in."""

    list_display = ("name", "affiliation", "is_guest", "has_biography", "post_count")
    list_filter = ("is_guest",)
    search_fields = ("name", "slug", "affiliation")
    autocomplete_fields = ("portrait", "user")
    prepopulated_fields: ClassVar = {"slug": ["name"]}
    inlines = (AuthorLinkInline,)
    fields = ("name", "slug", "is_guest", "affiliation", "biography", "portrait", "user")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Author]:
        """Count each author's posts that may be known of on the way."""
        seen = in_sight(Byline.objects.all(), "post", request)
        return super().get_queryset(request).annotate(post_total=count_of(seen, "author"))

    @admin.display(description=_("biography"), boolean=True)
    def has_biography(self, author: Author) -> bool:
        """Tell whether the author's page says who this is."""
        return bool(author.biography)

    @admin.display(description=_("posts"), ordering="post_total")
    def post_count(self, author: Author) -> SafeString:
        """Show how many posts the author signs."""
        return posts_link(author.post_total, author=author.pk)  # type: ignore[attr-defined]
