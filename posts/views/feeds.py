"""Feeds of the publication and of its lists, each in three forms."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from posts.feeds import AuthorFeed, CategoryFeed, PostFeed, SeriesFeed, TagFeed


@require_safe
def feed(request: HttpRequest, form: str) -> HttpResponse:
    """Answer with the newest posts of the publication."""
    return PostFeed(form)(request)


@require_safe
def category_feed(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """Answer with the newest posts filed under a category."""
    return CategoryFeed(form)(request, slug=slug)


@require_safe
def tag_feed(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """Answer with the newest posts that carry a tag."""
    return TagFeed(form)(request, slug=slug)


@require_safe
def author_feed(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """Answer with the newest posts that an author signs."""
    return AuthorFeed(form)(request, slug=slug)


@require_safe
def series_feed(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """Answer with the newest parts of a series."""
    return SeriesFeed(form)(request, slug=slug)
