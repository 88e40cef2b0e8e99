"""Pages for readers. Every one of them starts from `published()`."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.paginator import InvalidPage, Page, Paginator
from django.db.models import OuterRef
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from posts.articles import article_context, planned_parts
from posts.models import Author, Category, Post, Series, Tag
from posts.querysets import PostQuerySet

LATEST_ON_HOME = 6
HEADLINES_PER_SECTION = 3


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the lead story, the latest, one series and a contents page of the sections."""
    posts = Post.objects.published().newest_first().with_cards()
    newest = list(posts[: LATEST_ON_HOME + 1])
    pinned = list(posts.filter(is_pinned=True)[:1])
    lead = next(iter(pinned or newest), None)
    latest_posts = [post for post in newest if post != lead][:LATEST_ON_HOME]
    shown = [post.pk for post in [lead, *latest_posts] if post]
    context = {
        "lead": lead,
        "latest": latest_posts,
        "strip": series_strip(),
        "contents": section_headlines(excluding=shown),
    }
    return render(request, "posts/home.html", context)


@require_safe
def post(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an article."""
    found = get_object_or_404(Post.objects.published().with_article(), slug=slug)
    tags = [tagging.tag for tagging in found.taggings.all()]
    context = article_context(found, authors=found.byline, tags=tags)
    return render(request, "posts/post.html", context)


@require_safe
def latest(request: HttpRequest) -> HttpResponse:
    """List every post, the newest first."""
    page = page_of(request, Post.objects.published().newest_first())
    return render(request, "posts/latest.html", {"page": page, "is_latest": True})


@require_safe
def category(request: HttpRequest, slug: str) -> HttpResponse:
    """List the posts filed under a category."""
    found = get_object_or_404(Category.objects.defer("description"), slug=slug)
    page = page_of(request, Post.objects.published().in_category(found))
    context = {"category": found, "page": page, "current_section": found}
    return render(request, "posts/category.html", context)


@require_safe
def tag(request: HttpRequest, slug: str) -> HttpResponse:
    """List the posts that carry a tag."""
    found = get_object_or_404(Tag.objects.defer("description"), slug=slug)
    page = page_of(request, Post.objects.published().tagged(found))
    return render(request, "posts/tag.html", {"tag": found, "page": page})


@require_safe
def author(request: HttpRequest, slug: str) -> HttpResponse:
    """Introduce an author and list the author's posts."""
    authors = Author.objects.select_related("portrait").prefetch_related("links")
    found = get_object_or_404(authors.defer("biography"), slug=slug)
    page = page_of(request, Post.objects.published().by_author(found))
    return render(request, "posts/author.html", {"author": found, "page": page})


@require_safe
def series(request: HttpRequest, slug: str) -> HttpResponse:
    """List the parts of a series in the order they are read."""
    found = get_object_or_404(Series.objects.defer("description"), slug=slug)
    parts = list(Post.objects.published().in_series(found).with_cards())
    context = {
        "series": found,
        "parts": parts,
        "planned": planned_parts(found, parts),
        "minutes": sum(part.reading_minutes for part in parts),
    }
    return render(request, "posts/series.html", context)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Say that the page is not here, and offer what is."""
    suggestions = Post.objects.published().newest_first().with_cards()[:3]
    return render(request, "404.html", {"suggestions": suggestions}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Say that something broke, without asking the database or anything else that might."""
    context = {"site": settings.SITE}
    try:
        page = render_to_string("500.html", context)
    except ValueError:
        # The storage of static files says so when `collectstatic` has not run.
        page = render_to_string("500-plain.html", context)
    return HttpResponseServerError(page)


def page_of(request: HttpRequest, posts: PostQuerySet) -> Page:
    """Return the page of `posts` that the visitor asked for; a page that is not there is a 404."""
    paginator = Paginator(posts.with_cards(), settings.PAGE_SIZE)
    try:
        return paginator.page(request.GET.get("page", 1))
    except InvalidPage as error:
        raise Http404(_("There is no such page of this list.")) from error


def series_strip() -> dict[str, Any] | None:
    """Return the series that was added to last, with its public parts. Two queries."""
    posts = Post.objects.published().filter(series__isnull=False)
    newest = posts.newest_first().select_related("series").first()
    if newest is None or newest.series is None:
        return None
    parts = list(Post.objects.published().in_series(newest.series).select_related("category"))
    return {
        "series": newest.series,
        "parts": parts,
        "planned": planned_parts(newest.series, parts),
        "paper": newest.category.paper if newest.category else "",
    }


def section_headlines(*, excluding: list[int]) -> list[dict[str, Any]]:
    """Return each section of the navigation with its newest posts. Two queries.

    Each headline is one look-up in the index of filings, however many posts there are.
    """
    newest = (
        Post.objects.published()
        .filter(category=OuterRef("pk"))
        .in_category(OuterRef("pk"))
        .exclude(pk__in=excluding)
        .values("pk")
    )
    places = {f"post_{place}": newest[place : place + 1] for place in range(HEADLINES_PER_SECTION)}
    sections = list(Category.objects.filter(is_in_navigation=True).annotate(**places))
    keys = [[getattr(section, place) for place in places] for section in sections]
    # A post may be taken back between the two queries; then it is in no row of the second.
    posts = Post.objects.published().in_bulk({key for row in keys for key in row if key})
    return [
        {"section": section, "posts": [posts[key] for key in row if key in posts]}
        for section, row in zip(sections, keys, strict=True)
    ]
