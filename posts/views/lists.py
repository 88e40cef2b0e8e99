"""Lists of posts: all of them, and those of a section, a tag, an author or a series."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from posts import counting
from posts.articles import progress_of
from posts.directory import shown_authors, shown_series, shown_tags
from posts.models import Category, Post
from posts.paging import BY_AUTHOR, IN_CATEGORY, LATEST, TAGGED
from posts.structured import (
    author_graph,
    category_graph,
    list_graph,
    series_graph,
    tag_graph,
)
from posts.views.paging import address_of, page_of, paged


@require_safe
@paged
def latest(request: HttpRequest) -> HttpResponse:
    """List every post, the newest first."""
    page = page_of(request, LATEST.of())
    path = address_of(request, page.place)
    structured = list_graph(_("Latest"), path, page.posts)
    context = {
        "page": page,
        "count": counting.everything(),
        "path": path,
        "current_way": "latest",
        "structured": structured,
    }
    return render(request, "posts/latest.html", context)


@require_safe
@paged
def category(request: HttpRequest, slug: str) -> HttpResponse:
    """List the posts filed under a category."""
    found = get_object_or_404(Category.objects.defer("description"), slug=slug)
    page = page_of(request, IN_CATEGORY.of(category=found.pk))
    path = address_of(request, page.place)
    context = {
        "category": found,
        "page": page,
        "count": counting.in_category(found),
        "path": path,
        "current_section": found,
        "structured": category_graph(found, page.posts, path=path),
    }
    return render(request, "posts/category.html", context)


@require_safe
@paged
def tag(request: HttpRequest, slug: str) -> HttpResponse:
    """List the posts that carry a tag."""
    found = get_object_or_404(shown_tags(), slug=slug)
    page = page_of(request, TAGGED.of(tag=found.pk))
    path = address_of(request, page.place)
    structured = tag_graph(found, page.posts, path=path)
    context = {
        "tag": found,
        "page": page,
        "count": counting.tagged(found),
        "path": path,
        "structured": structured,
    }
    return render(request, "posts/tag.html", context)


@require_safe
@paged
def author(request: HttpRequest, slug: str) -> HttpResponse:
    """Introduce an author and list the author's posts."""
    authors = shown_authors().select_related("portrait").prefetch_related("links")
    found = get_object_or_404(authors, slug=slug)
    listed = BY_AUTHOR.of(author=found.pk)
    page = page_of(request, listed)
    path = address_of(request, page.place)
    context = {
        "author": found,
        "page": page,
        "count": counting.by_author(found),
        "path": path,
        "since": listed.posts.reverse().values_list("bylines__published_at", flat=True).first(),
        "structured": author_graph(found, page.posts, path=path),
    }
    return render(request, "posts/author.html", context)


@require_safe
def series(request: HttpRequest, slug: str) -> HttpResponse:
    """List the parts of a series in the order they are read."""
    found = get_object_or_404(shown_series(), slug=slug)
    parts = list(Post.objects.published().in_series(found).with_cards())
    context = {
        "series": found,
        "parts": parts,
        **progress_of(found, parts),
        "minutes": sum(part.reading_minutes for part in parts),
        "current_way": "series",
        "structured": series_graph(found, parts),
    }
    return render(request, "posts/series.html", context)
