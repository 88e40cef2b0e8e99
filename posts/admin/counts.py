"""Columns that count, as subqueries of the list's one query."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from posts.models import Post
from posts.querysets import sees_every_post


def count_of(rows: models.QuerySet, key: str) -> Coalesce:
    """Return an expression that counts `rows` whose field `key` is the row of the outer query."""
    own = rows.order_by().filter(**{key: models.OuterRef("pk")}).values(key)
    counted = own.annotate(count=models.Count("pk")).values("count")
    return Coalesce(models.Subquery(counted, output_field=models.IntegerField()), 0)


def in_sight(rows: models.QuerySet, post: str, request: HttpRequest) -> models.QuerySet:
    """Keep the rows whose field `post` is a post that the account may know of."""
    if sees_every_post(request.user):
        return rows
    return rows.filter(**{f"{post}__in": Post.objects.visible_to(request.user).order_by()})


def posts_link(count: int, **filters: object) -> SafeString:
    """Return `count` as a link to the list of posts that it counts."""
    query = "&".join(f"{name}={value}" for name, value in filters.items())
    return format_html(
        '<a href="{}?{}">{}</a>', reverse("admin:posts_post_changelist"), query, count
    )
