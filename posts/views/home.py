"""The front page."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from posts.articles import progress_of
from posts.models import Category, Post
from posts.structured import home_graph

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
        "contents": section_headlines(
            Category.objects.filter(is_in_navigation=True), excluding=shown
        ),
        "structured": home_graph(),
    }
    return render(request, "posts/home.html", context)


def series_strip() -> dict[str, Any] | None:
    """Return the series that was added to last, with its public parts. Two queries."""
    posts = Post.objects.published().filter(series__isnull=False)
    newest = posts.newest_first().select_related("series", "category").first()
    if newest is None or newest.series is None:
        return None
    parts = list(Post.objects.published().in_series(newest.series).select_related("category"))
    return {
        "series": newest.series,
        "parts": parts,
        **progress_of(newest.series, parts),
        "paper": newest.category.paper if newest.category else "",
    }


def section_headlines(
    categories: QuerySet[Category], *, excluding: list[int]
) -> list[dict[str, Any]]:
    """Return each of these sections with its newest posts. Two queries.

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
    sections = list(categories.annotate(**places))
    keys = [[getattr(section, place) for place in places] for section in sections]
    # A post may be taken back between the two queries; then it is in no row of the second.
    wanted = {key for row in keys for key in row if key}
    posts = Post.objects.published().order_by().in_bulk(wanted)
    return [
        {"section": section, "posts": [posts[key] for key in row if key in posts]}
        for section, row in zip(sections, keys, strict=True)
    ]
