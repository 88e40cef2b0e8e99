"""How many posts readers find in a list at this moment, without counting them.

A count is kept of what is published in each list (`posts/tallies/`), whether or not its moment has
come. What readers see is that number less the posts that are still to come and less those that have
expired. Both are ranges of indexes that hold few posts, so an answer is exact at every moment and
costs the same at a thousand posts and at a million. Every function here takes one query.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import connections, router

from posts.tallies import (
    CALENDAR,
    LISTINGS,
    TABLE,
    calendar_key,
    most_published,
    tally_of_wanted,
)
from prsite.pagecache.now import moment

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.backends.base.base import BaseDatabaseWrapper

    from posts.models import Author, Category, Series, Tag

# Posts that are published and that readers do not see: those to come, and those that expired. None
# is both, since a post expires after it goes live.
TO_COME = "status = 'published' AND published_at > %s"
EXPIRED = "status = 'published' AND expires_at <= %s"


def everything() -> int:
    """Return how many posts there are."""
    return _one(
        f"(SELECT coalesce(sum(n), 0) FROM {TABLE} WHERE kind = 'month')"  # noqa: S608
        f" - (SELECT count(*) FROM posts_post WHERE {TO_COME})"
        f" - (SELECT count(*) FROM posts_post WHERE {EXPIRED})",
        _now(2),
    )


def in_category(category: Category) -> int:
    """Return how many posts are filed under `category`, primarily or further."""
    return _listed("category", category.pk)


def tagged(tag: Tag) -> int:
    """Return how many posts carry `tag`."""
    return _listed("tag", tag.pk)


def by_author(author: Author) -> int:
    """Return how many posts `author` signs."""
    return _listed("author", author.pk)


def in_series(series: Series) -> int:
    """Return how many parts of `series` there are."""
    return _one(
        f"(SELECT coalesce(sum(n), 0) FROM {TABLE} WHERE kind = 'series' AND key = %s)"  # noqa: S608
        f" - (SELECT count(*) FROM posts_post WHERE series_id = %s AND {TO_COME})"
        f" - (SELECT count(*) FROM posts_post WHERE series_id = %s AND {EXPIRED})",
        [series.pk, *(value for now in _now(2) for value in (series.pk, now))],
    )


def by(kind: str) -> dict[int, int]:
    """Return the number of posts of each category, tag, author or series, by its key.

    What has no post that readers see is not in the answer.
    """
    listing = LISTINGS[kind]
    rows = f"CROSS JOIN {listing.table} AS listed" if listing.post else ""
    own = f"listed.{listing.post} = hidden.id AND" if listing.post else ""
    row = "listed" if listing.post else "hidden"
    # The few hidden posts come first, then the rows of each; SQLite keeps to the order of CROSS.
    hidden = " UNION ALL ".join(
        f"SELECT '{kind}', {listing.key_of(row)}, -1"  # noqa: S608
        f" FROM (SELECT * FROM posts_post WHERE {which}) AS hidden {rows}"
        f" WHERE {own} {listing.counts(row)}"
        for which in (TO_COME, EXPIRED)
    )
    return {key: n for (_kind, key), n in _summed([kind], hidden, _now(2)).items() if n}


def of(kind: str, keys: Iterable[int]) -> dict[int, int]:
    """Return the number of posts of those categories, tags or authors whose keys these are."""
    wanted = ", ".join(f"({int(key)})" for key in keys)
    return _of_wanted(kind, f"VALUES {wanted}") if wanted else {}


def are_more_than(number: int, kind: str) -> bool:
    """Tell whether more than so many tags or authors have a published post."""
    found = most_published(_connection().vendor, kind, number + 1)
    return _one(f"(SELECT count(*) FROM ({found}) AS found)", []) > number  # noqa: S608


def most_used(kind: str, *, limit: int) -> dict[int, int]:
    """Return the number of posts of those tags or authors that have the most, these first.

    `limit` are weighed by what is published; where all of that is hidden the number is none.
    """
    counts = _of_wanted(kind, most_published(_connection().vendor, kind, limit))
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def by_month() -> dict[int, int] | None:
    """Return the number of posts of each month, such as 202405, that has any.

    Under `tallies.EARLIER` stand those from before the first month that is kept. None where the
    counts were kept for the months of another TIME_ZONE, until `manage.py recount` has run.
    """
    month = LISTINGS["month"].key_of("hidden")
    hidden = " UNION ALL ".join(
        f"SELECT 'month', {month}, -1 FROM posts_post AS hidden WHERE {which}"  # noqa: S608
        for which in (TO_COME, EXPIRED)
    )
    counts = _summed(["month", CALENDAR], hidden, _now(2))
    if (CALENDAR, calendar_key()) not in counts:
        return None
    return {key: n for (kind, key), n in counts.items() if kind == "month" and n}


def between(first: int, last: int, *, start: datetime, end: datetime) -> int | None:
    """Return how many posts the months `first` to `last` hold, which reach from `start` to `end`.

    None where the counts were kept for the months of another TIME_ZONE.
    """
    adapt = _connection().ops.adapt_datetimefield_value
    (now,) = _now(1)
    begin, close = adapt(start), adapt(end)
    # No condition on the date beside that on the expiry: SQLite would read the whole range of it.
    within = "CASE WHEN published_at >= %s AND published_at < %s THEN 1 END"
    counts = _rows(
        f"SELECT (SELECT count(*) FROM {TABLE} WHERE kind = '{CALENDAR}' AND key = %s),"  # noqa: S608
        f" (SELECT coalesce(sum(n), 0) FROM {TABLE} WHERE kind = 'month' AND key BETWEEN %s AND %s)"
        f" - (SELECT count({within}) FROM posts_post WHERE {TO_COME})"
        f" - (SELECT count({within}) FROM posts_post WHERE {EXPIRED})",
        [calendar_key(), first, last, begin, close, now, begin, close, now],
    )
    is_kept, number = counts[0]
    return int(number) if is_kept else None


def _listed(kind: str, key: int) -> int:
    """Count the rows of a list; each row carries the dates of its post while it is published."""
    listing = LISTINGS[kind]
    own = listing.key_of(listing.table)
    return _one(
        f"(SELECT coalesce(sum(n), 0) FROM {TABLE} WHERE kind = '{kind}' AND key = %s)"  # noqa: S608
        f" - (SELECT count(*) FROM {listing.table} WHERE {own} = %s AND published_at > %s)"
        f" - (SELECT count(*) FROM {listing.table} WHERE {own} = %s AND expires_at <= %s)",
        [key, *(value for now in _now(2) for value in (key, now))],
    )


def _of_wanted(kind: str, wanted: str) -> dict[int, int]:
    """Count the lists whose keys the query `wanted` returns, each as `_listed()` counts one."""
    listing = LISTINGS[kind]
    noted, number = tally_of_wanted(_connection().vendor, kind)
    own = f"{listing.key_of('listed')} = wanted.key"
    hidden = f"SELECT count(*) FROM {listing.table} AS listed WHERE {own}"  # noqa: S608
    counts = _rows(
        f"WITH {noted} wanted(key) AS ({wanted}) SELECT key, {number}"  # noqa: S608
        f" - ({hidden} AND listed.published_at > %s)"
        f" - ({hidden} AND listed.expires_at <= %s) FROM wanted",
        _now(2),
    )
    return {key: int(n) for key, n in counts}


def _summed(kinds: list[str], hidden: str, parameters: Iterable[Any]) -> dict[tuple[str, int], int]:
    names = ", ".join(f"'{kind}'" for kind in kinds)
    rows = _rows(
        f"SELECT kind, key, sum(n) FROM (SELECT kind, key, n FROM {TABLE} WHERE kind IN ({names})"  # noqa: S608
        f" UNION ALL {hidden}) AS counted GROUP BY kind, key",
        list(parameters),
    )
    return {(kind, key): int(n) for kind, key, n in rows}


def _one(expression: str, parameters: list[Any]) -> int:
    return int(_rows(f"SELECT {expression}", parameters)[0][0])


def _rows(sql: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
    with _connection().cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def _now(times: int) -> list[Any]:
    return [moment(_connection())] * times


def _connection() -> BaseDatabaseWrapper:
    return connections[router.db_for_read(apps.get_model("posts", "Post"))]
