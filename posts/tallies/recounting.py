"""Counting everything anew, a kind of list at a time."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from posts import stamp
from posts.tallies.listings import (
    CALENDAR,
    CARRYING,
    DATES,
    KEPT,
    LISTINGS,
    MONTHS,
    NOTES,
    TABLE,
    Listing,
    calendar_key,
    months_of,
)

# Posts whose rows take their dates in one transaction.
POSTS_AT_ONCE = 5_000
# Months that are written in one statement; SQLite takes 999 parameters or more.
MONTHS_AT_ONCE = 400


def recount(*kinds: str, using: str = "default") -> Iterator[str]:
    """Count lists of these kinds anew, by default of all; yield what was done, step by step.

    Whoever changes posts meanwhile waits for a step to end, and no change is lost.
    """
    connection = connections[using]
    if not kinds:
        yield from _carry(connection)
    for listing in LISTINGS.values():
        if not kinds or listing.kind in kinds:
            yield f"{listing.kind}: {_count(connection, listing)}"


def counted(connection: BaseDatabaseWrapper, listing: Listing) -> dict[int, int]:
    """Count the rows of each list as they are stored."""
    with connection.cursor() as cursor:
        cursor.execute(_counting(listing))
        return {key: n for _kind, key, n in cursor.fetchall()}


def kept(connection: BaseDatabaseWrapper, listing: Listing) -> dict[int, int]:
    """Return the kept count of each list that is not empty."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT key, sum(n) FROM {TABLE} WHERE kind = %s GROUP BY key HAVING sum(n) <> 0",  # noqa: S608
            [listing.kind],
        )
        return {key: int(n) for key, n in cursor.fetchall()}


def _carry(connection: BaseDatabaseWrapper) -> Iterator[str]:
    """Give the rows that lack them the dates of their posts."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM posts_post")
        last = cursor.fetchone()[0] or 0
        for first in range(1, last + 1, POSTS_AT_ONCE):
            with transaction.atomic(using=connection.alias):
                for listing in CARRYING:
                    cursor.execute(_carrying(listing), [first, first + POSTS_AT_ONCE])
            yield f"dates: {min(first + POSTS_AT_ONCE - 1, last)}/{last}"


def _carrying(listing: Listing) -> str:
    """Return the statement; a trigger that finds the right dates there already does nothing."""
    of_post = {
        date: f"(SELECT {date} FROM posts_post AS post"  # noqa: S608
        f" WHERE post.id = {listing.table}.{listing.post} AND post.status = 'published')"
        for date in DATES
    }
    dates = ", ".join(f"{date} = {value}" for date, value in of_post.items())
    return (
        f"UPDATE {listing.table} SET {dates}"  # noqa: S608
        f" WHERE {listing.post} >= %s AND {listing.post} < %s"
    )


def _counting(listing: Listing) -> str:
    return (
        f"SELECT '{listing.kind}', {listing.key_of('listed')}, count(*)"  # noqa: S608
        f" FROM {listing.table} AS listed WHERE {listing.counts('listed')} GROUP BY 2"
    )


def _count(connection: BaseDatabaseWrapper, listing: Listing) -> int:
    """Count the lists of one kind anew and return how many there are.

    On PostgreSQL the table is locked against changes first, so that no transaction is under way
    that has noted one; on SQLite a transaction that writes is the only one.
    """
    kinds = [listing.kind] + [CALENDAR] * (listing.kind == "month")
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"LOCK TABLE {listing.table} IN SHARE MODE")
            cursor.execute(f"DELETE FROM {NOTES} WHERE kind = %s", [listing.kind])  # noqa: S608
        for kind in kinds:
            cursor.execute(f"DELETE FROM {KEPT} WHERE kind = %s", [kind])  # noqa: S608
        if listing.kind == "month":
            _write_months(connection)
        cursor.execute(f"INSERT INTO {KEPT} {_counting(listing)}")
        found = cursor.rowcount
        cursor.execute(stamp.WRITE[connection.vendor])
    return found


def _write_months(connection: BaseDatabaseWrapper) -> None:
    """Store where the months of TIME_ZONE begin."""
    adapt = connection.ops.adapt_datetimefield_value
    months = [(adapt(start), key) for start, key in months_of(settings.TIME_ZONE)]
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {MONTHS}")  # noqa: S608
        for first in range(0, len(months), MONTHS_AT_ONCE):
            rows = months[first : first + MONTHS_AT_ONCE]
            places = ", ".join(["(%s, %s)"] * len(rows))
            values = [value for row in rows for value in row]
            cursor.execute(f"INSERT INTO {MONTHS} VALUES {places}", values)  # noqa: S608
        cursor.execute(
            f"INSERT INTO {KEPT} VALUES (%s, %s, 0)",  # noqa: S608
            [CALENDAR, calendar_key()],
        )
