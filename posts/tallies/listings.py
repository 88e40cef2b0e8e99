"""Kinds of lists, in the words of SQL: which rows stand in them, and what tells them apart."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings

TABLE = "posts_tally"  # a view of all that a transaction sees: kind, key, n
KEPT = "posts_tally_kept"
MONTHS = "posts_tally_month"
NOTES = "posts_tally_change"  # on PostgreSQL, what the transaction adds and takes

# Months before and after these are counted when they are asked for.
FIRST_YEAR, LAST_YEAR = 1800, 2199
# The key of posts from before the first month.
EARLIER = 0
# Under this kind the table says which months it was counted by.
CALENDAR = "calendar"

# What a row carries of its post.
DATES = ("published_at", "expires_at")


@dataclass(frozen=True, slots=True)
class Listing:
    """A kind of list, such as categories; expressions call the row that they are about {row}."""

    kind: str
    table: str
    key: str
    counted: str
    # The columns that key and counting depend on.
    columns: tuple[str, ...]
    # The column that names the post, where a row is not the post itself.
    post: str = ""

    def key_of(self, row: str) -> str:
        """Return the key of the list that `row` stands in."""
        return self.key.format(row=row)

    def counts(self, row: str) -> str:
        """Return the condition under which `row` is counted."""
        return self.counted.format(row=row)


def _of_rows(kind: str, table: str, post: str = "post_id") -> Listing:
    key = f"{kind}_id"
    columns = (key, "published_at")
    return Listing(kind, table, f"{{row}}.{key}", "{row}.published_at IS NOT NULL", columns, post)


MONTH = (
    f"coalesce((SELECT month FROM {MONTHS} WHERE start <= {{row}}.published_at"  # noqa: S608
    f" ORDER BY start DESC LIMIT 1), {EARLIER})"
)
PUBLISHED = "{row}.status = 'published'"
PART = f"{PUBLISHED} AND {{row}}.series_id IS NOT NULL"

LISTINGS = {
    listing.kind: listing
    for listing in (
        _of_rows("category", "posts_filing"),
        _of_rows("tag", "posts_tagging", "content_object_id"),
        _of_rows("author", "posts_byline"),
        Listing("series", "posts_post", "{row}.series_id", PART, ("series_id", "status")),
        Listing("month", "posts_post", MONTH, PUBLISHED, ("published_at", "status")),
    )
}
# Those whose rows carry the dates of their post.
CARRYING = [listing for listing in LISTINGS.values() if listing.post]


@lru_cache(maxsize=8)
def months_of(zone: str) -> tuple[tuple[datetime, int], ...]:
    """Return the first moment of each month in `zone`, in UTC, and its key, such as 202405."""
    return tuple(
        (datetime(year, month, 1, tzinfo=ZoneInfo(zone)).astimezone(UTC), year * 100 + month)
        for year in range(FIRST_YEAR, LAST_YEAR + 1)
        for month in range(1, 13)
    )


def calendar_key() -> int:
    """Return a number that tells the months of this TIME_ZONE from those of others."""
    return _digest(settings.TIME_ZONE)


@lru_cache(maxsize=8)
def _digest(zone: str) -> int:
    return zlib.crc32(repr(months_of(zone)).encode())


def most_published(vendor: str, kind: str, limit: int) -> str:
    """Return the query for the keys of the lists of a kind that hold the most published posts.

    There may be more of them within a transaction that changes some. An index holds them in order.
    """
    most = f"ORDER BY n DESC, key DESC LIMIT {limit}"
    kept = f"SELECT key FROM {KEPT} WHERE kind = '{kind}' AND n > 0 {most}"  # noqa: S608
    if vendor == "sqlite":
        return kept
    return f"SELECT key FROM ({kept}) AS kept UNION SELECT key FROM {NOTES} WHERE kind = '{kind}'"  # noqa: S608


def tally_of_wanted(vendor: str, kind: str) -> tuple[str, str]:
    """Return what to name ahead of a query and the number of published posts of `wanted.key`.

    The view would read the notes for each key anew, and those that are gone until a VACUUM, too.
    """
    number = f"(SELECT n FROM {KEPT} WHERE kind = '{kind}' AND {KEPT}.key = wanted.key)"  # noqa: S608
    if vendor == "sqlite":
        return "", f"coalesce({number}, 0)"
    noted = f"SELECT key, sum(n) AS n FROM {NOTES} WHERE kind = '{kind}' GROUP BY key"  # noqa: S608
    change = "(SELECT n FROM noted WHERE noted.key = wanted.key)"
    return f"noted AS MATERIALIZED ({noted}),", f"coalesce({number}, 0) + coalesce({change}, 0)"
