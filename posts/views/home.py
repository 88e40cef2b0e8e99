"""The front page."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from posts.articles import progress_of
from posts.composed import Given, Question
from posts.markup.front import Contents, Strip, front_page
from posts.models import Category, Post
from posts.paging import LATEST
from posts.querysets import PostQuerySet
from posts.stencils import fill_page
from posts.structured import home_graph

LATEST_ON_HOME = 6
HEADLINES_PER_SECTION = 3
PLACES = [f"post_{place}" for place in range(HEADLINES_PER_SECTION)]


@Question
def _pinned() -> PostQuerySet:
    return Post.objects.published().newest_first().with_cards().filter(is_pinned=True)[:1]


@Question
def _last_part() -> PostQuerySet:
    parts = Post.objects.published().filter(series__isnull=False)
    return parts.newest_first().select_related("series", "category")[:1]


@Question
def _parts(series: Given) -> PostQuerySet:
    return Post.objects.published().in_series(series).select_related("category")


@Question
def _in_navigation(_number: int, **shown: Given) -> QuerySet[Category]:
    sections = Category.objects.filter(is_in_navigation=True).defer("description")
    return with_headlines(sections, excluding=shown.values())


@Question
def _headlines(_number: int, **keys: Given) -> PostQuerySet:
    posts = Post.objects.published().order_by().filter(pk__in=list(keys.values()))
    return posts.only("title", "slug", "language", "reading_minutes")


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the lead story, the latest, one series and a contents page of the sections."""
    newest = LATEST.of().newest(LATEST_ON_HOME + 1)
    lead = next(iter(_pinned() or newest), None)
    latest = [post for post in newest if post != lead][:LATEST_ON_HOME]
    shown = {f"shown_{place}": post.pk for place, post in enumerate([lead, *latest]) if post}
    contents = section_headlines(_in_navigation(len(shown), **shown))
    values = front_page(lead, latest, series_strip(), contents)
    return fill_page(request, "posts/home.html", {**values, "structured": home_graph()})


def series_strip() -> Strip | None:
    """Return the series that was added to last, with its public parts. Two queries."""
    newest = next(iter(_last_part()), None)
    if newest is None or newest.series is None:
        return None
    parts = _parts(series=newest.series_id)
    planned = progress_of(newest.series, parts)["planned"]
    return Strip(newest.series, parts, planned, newest.category.paper if newest.category else "")


def with_headlines(
    categories: QuerySet[Category], *, excluding: Collection[Given] = ()
) -> QuerySet[Category]:
    """Add to each of these sections the keys of its newest posts, but for those of some keys.

    Each key is one look-up in the index of filings, however many posts there are.
    """
    newest = (
        Post.objects.published()
        .filter(category=OuterRef("pk"))
        .in_category(OuterRef("pk"))
        .exclude(pk__in=list(excluding))
        .values("pk")
    )
    return categories.annotate(
        **{place: newest[index : index + 1] for index, place in enumerate(PLACES)}
    )


def section_headlines(sections: Iterable[Category]) -> list[Contents]:
    """Return each of these sections, with its headlines, beside the posts they are of. One query.

    A post may have been taken back since the sections were read; then it is in no row.
    """
    rows = [(section, [getattr(section, place) for place in PLACES]) for section in sections]
    wanted = sorted({key for _section, keys in rows for key in keys if key})
    named = {f"key_{index}": key for index, key in enumerate(wanted)}
    found = _headlines(len(wanted), **named) if wanted else []
    posts = {post.pk: post for post in found}
    return [
        Contents(section, [posts[key] for key in keys if key in posts]) for section, keys in rows
    ]
