"""What happens to posts, and when: going live, expiring, changes that go live, embargoes that end.

A calendar asks of every day the first few of each kind and their number up to a bound. Each is a
range of an index that ends with a limit, and all of them are one query: Django composes the SQL of
one day, and the others borrow it with other moments, as `posts/archive.py` does for months.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connections, models
from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext_lazy as _

from posts.models import Author, Byline, Category, Filing, Post, WorkingCopy
from posts.planning.spans import DAY, midnight
from posts.querysets import PostQuerySet

# A day that holds more of a kind says “more than”.
MOST_COUNTED = 1_000
# A day in which the SQL of all others is composed: no post is dated so, no parameter is another's.
STENCIL = (midnight(date(1000, 1, 1)), midnight(date(1000, 1, 2)))


class Kind(models.TextChoices):
    """What happens to a post at a moment."""

    PUBLISHED = "published", _("goes live")
    PLANNED = "planned", _("is planned")
    CHANGES = "changes", _("changes go live")
    EXPIRY = "expiry", _("expires")
    EMBARGO = "embargo", _("embargo ends")


# What an entry of the calendar stands for; the others are marks beside them.
ENTRIES = (Kind.PUBLISHED, Kind.PLANNED)
MARKS = (Kind.CHANGES, Kind.EXPIRY, Kind.EMBARGO)
MOMENTS = {
    Kind.PUBLISHED: "published_at",
    Kind.PLANNED: "published_at",
    Kind.CHANGES: "working_copy__goes_live_at",
    Kind.EXPIRY: "expires_at",
    Kind.EMBARGO: "embargo_until",
}
CONDITIONS: dict[Kind, dict[str, Any]] = {
    Kind.PUBLISHED: {"status": "published"},
    Kind.PLANNED: {"status": "draft"},
    Kind.EXPIRY: {"status": "published"},
}


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happens to a post at a moment."""

    kind: Kind
    at: datetime
    post: Post

    @property
    def label(self) -> str:
        """What happens, in words."""
        return str(self.kind.label)


@dataclass(slots=True)
class Day:
    """A day of a calendar with the first of what happens on it."""

    date: date
    entries: list[Happening] = field(default_factory=list)
    marks: list[Happening] = field(default_factory=list)
    # How many more there are of both; `is_bounded` where they were not counted to the end.
    more: int = 0
    is_bounded: bool = False

    @property
    def start(self) -> datetime:
        """Its first moment."""
        return midnight(self.date)

    @property
    def end(self) -> datetime:
        """The first moment after it."""
        return midnight(self.date + DAY)

    @property
    def shift(self) -> timedelta:
        """By how much the clocks go forward (or, below zero, back) on it."""
        start, end = (moment.utcoffset() or timedelta() for moment in (self.start, self.end))
        return end - start


def narrowed(
    posts: PostQuerySet, *, section: Category | None = None, author: Author | None = None
) -> PostQuerySet:
    """Keep the posts that are filed under a section and signed by an author.

    Each is looked up for the posts of a day; joined, a large section would be read as a whole.
    """
    if section:
        posts = posts.filter(Exists(Filing.objects.filter(post=OuterRef("pk"), category=section)))
    if author:
        posts = posts.filter(Exists(Byline.objects.filter(post=OuterRef("pk"), author=author)))
    return posts


def days_of(posts: PostQuerySet, dates: Sequence[date], *, entries: int, marks: int) -> list[Day]:
    """Return these days with the first so many entries and marks of each. Six queries.

    Posts come with their section and authors, and `changes_at` says when changes go live.
    """
    most = {kind: entries if kind in ENTRIES else marks for kind in Kind}
    found = _keys(posts, dates, most)
    counts = _counts(posts, dates)
    known = _loaded(posts, {key for keys in found.values() for key in keys})
    return [
        _day(each, place, found, counts, known, entries=entries, marks=marks)
        for place, each in enumerate(dates)
    ]


def between(posts: PostQuerySet, start: datetime, end: datetime, *, most: int) -> list[Happening]:
    """Return the first of what happens after `start` and until `end`, in order. Eight queries."""
    found = []
    for kind in (Kind.PUBLISHED, *MARKS):
        name = MOMENTS[kind]
        rows = posts.filter(**CONDITIONS.get(kind, {}))
        rows = rows.filter(**{f"{name}__gt": start, f"{name}__lte": end}).order_by(name, "pk")
        rows = rows.annotate(happens_at=F(name)).select_related("category")
        found += [Happening(kind, post.happens_at, post) for post in rows[:most]]
    order = list(Kind)
    found.sort(key=lambda one: (one.at, order.index(one.kind), one.post.pk))
    return found[:most]


def on_shelf(posts: PostQuerySet) -> PostQuerySet:
    """Return the drafts without a date, the newest first."""
    undated = posts.filter(status="draft", published_at__isnull=True)
    # By the date that none of them has: as the index of lists goes, on both databases.
    return undated.order_by("-published_at", "-pk").select_related("category")


def of_day(posts: PostQuerySet, kind: Kind) -> Any:
    """Return the keys of the posts to which something happens on the stencil's day, in order."""
    name, (start, end) = MOMENTS[kind], STENCIL
    rows = posts.filter(**CONDITIONS.get(kind, {}))
    rows = rows.filter(**{f"{name}__gte": start, f"{name}__lt": end}).order_by(name, "pk")
    return rows.annotate(found_key=F("pk")).values_list("found_key")


# ---------------------------------------------------------------- the days


def _day(
    each: date,
    place: int,
    found: dict[tuple[int, Kind], list[int]],
    counts: Counter[tuple[int, Kind]],
    known: dict[int, Post],
    *,
    entries: int,
    marks: int,
) -> Day:
    def first(kinds: Sequence[Kind], most: int) -> list[Happening]:
        rows = [
            Happening(kind, _moment(known[key], kind), known[key])
            for kind in kinds
            for key in found[place, kind]
            if key in known  # It may be taken away between two queries.
        ]
        return sorted(rows, key=lambda one: (one.at, one.post.pk))[:most]

    day = Day(each, first(ENTRIES, entries), first(MARKS, marks))
    numbers = [counts[place, kind] for kind in Kind]
    day.is_bounded = max(numbers) > MOST_COUNTED
    day.more = max(sum(numbers) - len(day.entries) - len(day.marks), 0)
    return day


def _moment(post: Post, kind: Kind) -> datetime:
    return getattr(post, "changes_at" if kind is Kind.CHANGES else MOMENTS[kind])


def _loaded(posts: PostQuerySet, keys: set[int]) -> dict[int, Post]:
    rows = posts.filter(pk__in=keys).order_by().select_related("category")
    known = {post.pk: post for post in rows.prefetch_related("bylines__author")}
    copies = WorkingCopy.objects.filter(pk__in=keys).values_list("pk", "goes_live_at")
    for post in known.values():
        post.changes_at = None  # type: ignore[attr-defined]
    for key, goes_live_at in copies:
        if key in known:
            known[key].changes_at = goes_live_at  # type: ignore[attr-defined]
    return known


def _keys(
    posts: PostQuerySet, dates: Sequence[date], most: dict[Kind, int]
) -> dict[tuple[int, Kind], list[int]]:
    found: dict[tuple[int, Kind], list[int]] = defaultdict(list)
    terms = [_term("found_key", kind, of_day(posts, kind)[: most[kind]]) for kind in Kind]
    for place, kind, key in _asked(posts.db, terms, dates):
        found[place, Kind(kind)].append(key)
    return found


def _counts(posts: PostQuerySet, dates: Sequence[date]) -> Counter[tuple[int, Kind]]:
    terms = [
        _term("count(*)", kind, of_day(posts, kind).order_by()[: MOST_COUNTED + 1]) for kind in Kind
    ]
    rows = _asked(posts.db, terms, dates)
    return Counter({(place, Kind(kind)): number for place, kind, number in rows})


def _term(what: str, kind: Kind, rows: Any) -> tuple[str, tuple[Any, ...]]:
    sql, parameters = rows.query.get_compiler(rows.db).as_sql()
    return f"SELECT %s, '{kind.value}', {what} FROM ({sql}) AS found", parameters  # noqa: S608


def _asked(
    using: str, terms: list[tuple[str, tuple[Any, ...]]], dates: Sequence[date]
) -> Iterator[tuple[int, str, int]]:
    """Ask every term for every day in one query."""
    connection = connections[using]
    adapt = connection.ops.adapt_datetimefield_value
    blanks = [adapt(moment) for moment in STENCIL]
    asked: list[str] = []
    filled: list[Any] = []
    for place, each in enumerate(dates):
        known = dict(zip(blanks, (adapt(midnight(each)), adapt(midnight(each + DAY))), strict=True))
        for sql, parameters in terms:
            asked.append(sql.replace("%s", f"{place}", 1))
            filled += [known.get(parameter, parameter) for parameter in parameters]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked), filled)
        yield from cursor.fetchall()
