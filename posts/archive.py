"""The calendar of the publication: its years and months, and how many posts each of them holds.

Months are those of the site's time zone, and their counts are kept (`posts/tallies/`). What is not
kept is asked for in ranges of moments, so that no function runs for every row and a count reads its
range of an index and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.db import connections
from django.db.models import Count, Value
from django.utils import timezone
from django.utils.formats import date_format

from posts import counting
from posts.addresses import address
from posts.models import Post
from posts.querysets import PostQuerySet
from posts.tallies import EARLIER, FIRST_YEAR, LAST_YEAR

# Ranges that are counted in one query. SQLite takes 500 terms of a compound SELECT.
# Source: https://www.sqlite.org/limits.html#max_compound_select
RANGES_AT_ONCE = 400


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A year, or with `month` one of its months, in the site's time zone."""

    year: int
    month: int = 0

    @classmethod
    def month_of(cls, moment: datetime) -> Period:
        """Return the month that `moment` falls into."""
        local = timezone.localtime(moment, timezone.get_default_timezone())
        return cls(local.year, local.month)

    @classmethod
    def of_key(cls, key: int) -> Period:
        """Return the month that a kept count is for, such as 202405."""
        return cls(*divmod(key, 100))

    @property
    def key(self) -> int:
        """What the count of the month is kept under."""
        return self.year * 100 + self.month

    @property
    def is_kept(self) -> bool:
        """Whether its count is kept; the last year stands for all that come after."""
        return FIRST_YEAR <= self.year < LAST_YEAR

    @property
    def first_day(self) -> date:
        """The day it begins with."""
        return date(self.year, self.month or 1, 1)

    @property
    def start(self) -> datetime:
        """The first moment of it."""
        midnight = datetime(self.year, self.month or 1, 1)  # noqa: DTZ001
        return timezone.make_aware(midnight, timezone.get_default_timezone())

    @property
    def end(self) -> datetime:
        """The first moment after it."""
        if not self.month:
            return Period(self.year + 1).start
        return Period(self.year + self.month // 12, self.month % 12 + 1).start

    @property
    def whole_year(self) -> Period:
        """The year that a month is part of."""
        return Period(self.year)

    def months(self) -> list[Period]:
        """Return the months of a year, the last one first."""
        return [Period(self.year, month) for month in range(12, 0, -1)]

    def __str__(self) -> str:
        return date_format(self.first_day, "YEAR_MONTH_FORMAT") if self.month else f"{self.year}"

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        if self.month:
            return address("month", self.year, self.month)
        return address("year", self.year)


def posts_of(period: Period) -> PostQuerySet:
    """Return the public posts of a year or month, the newest first."""
    posts = Post.objects.published().published_between(period.start, period.end)
    return posts.newest_first()


def neighbours(period: Period) -> tuple[Period | None, Period | None]:
    """Return the nearest year (or month) with posts before this one, and after it. Two queries."""
    posts = Post.objects.published()
    found = (
        _date_of(posts.published_before(period.start).newest_first()),
        _date_of(posts.filter(published_at__gte=period.end).oldest_first()),
    )
    earlier, later = (Period.month_of(moment) if moment else None for moment in found)
    if period.month:
        return earlier, later
    return earlier and earlier.whole_year, later and later.whole_year


def count_of(period: Period) -> int:
    """Return how many public posts a year or month holds. One query, or two for times unkept."""
    months = period.months() if not period.month else [period]
    if all(month.is_kept for month in months):
        kept = counting.between(months[-1].key, months[0].key, start=period.start, end=period.end)
        if kept is not None:
            return kept
    return posts_of(period).count()


def counted_months() -> dict[Period, int]:
    """Return every month that has posts with their number, the newest month first.

    One query over the kept counts. Where they do not reach, before 1800 and after a change of
    TIME_ZONE that was not followed by `manage.py recount`, months are counted as `walked_months()`
    does.
    """
    kept = counting.by_month()
    if kept is None:
        return walked_months()
    earlier = kept.pop(EARLIER, 0)
    counts = {Period.of_key(key): kept[key] for key in sorted(kept, reverse=True)}
    return counts | walked_months(before=Period(FIRST_YEAR)) if earlier else counts


def count_each(periods: list[Period]) -> dict[Period, int]:
    """Return those months that have posts, with their number. As many queries as for all."""
    counts = counted_months()
    return {period: counts[period] for period in periods if period in counts}


def walked_months(*, before: Period | None = None) -> dict[Period, int]:
    """Count every month that has posts, or those before a period, the newest month first.

    Three queries, and two more for every `RANGES_AT_ONCE` months of a longer life; a gap of
    centuries, as a mistyped year makes one, is skipped.
    """
    posts = Post.objects.published()
    bounded = posts.published_before(before.start) if before else posts
    oldest, newest = _date_of(bounded.oldest_first()), _date_of(bounded.newest_first())
    counts: dict[Period, int] = {}
    while oldest and newest:
        months = list(islice(_backwards(newest, oldest), RANGES_AT_ONCE))
        counts |= walk_each(months)
        start = months[-1].start
        earlier = posts.published_before(start).newest_first()
        newest = _date_of(earlier) if start > oldest else None
    return counts


def walk_each(periods: list[Period]) -> dict[Period, int]:
    """Return those of at most `RANGES_AT_ONCE` periods that have posts, with their number.

    One query of as many range counts as there are periods. They differ in three parameters only,
    so Django composes the first and the others borrow its SQL: composing each of them took ten
    times as long as running all.
    """
    posts = Post.objects.published().order_by()
    stencil = Period(1000)
    term = (
        posts.published_between(stencil.start, stencil.end)
        .values("status")
        .annotate(place=Value(-1), count=Count("pk"))
        .values_list("place", "count")
    )
    sql, parameters = term.query.get_compiler(posts.db).as_sql()
    connection = connections[posts.db]
    adapt = connection.ops.adapt_datetimefield_value
    blanks = (-1, adapt(stencil.start), adapt(stencil.end))
    filled: list[Any] = []
    for place, period in enumerate(periods):
        values = (place, adapt(period.start), adapt(period.end))
        known = dict(zip(blanks, values, strict=True))
        filled += [known.get(parameter, parameter) for parameter in parameters]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join([sql] * len(periods)), filled)
        counts = dict(cursor.fetchall())
    return {period: counts[place] for place, period in enumerate(periods) if place in counts}


def _date_of(posts: PostQuerySet) -> datetime | None:
    return posts.values_list("published_at", flat=True).first()


def _backwards(newest: datetime, oldest: datetime) -> Iterator[Period]:
    last = Period.month_of(oldest)
    month = Period.month_of(newest)
    while month >= last:
        yield month
        month = Period(month.year - (month.month == 1), (month.month - 2) % 12 + 1)
