"""The triggers for SQLite, which write dates and counts at once: there is one writer at a time.

Source: https://sqlite.org/lang_createtrigger.html
"""

from __future__ import annotations

from collections.abc import Iterator

from posts.tallies.listings import CARRYING, DATES, KEPT, LISTINGS, TABLE, Listing

# A trigger: its name, and the statement that makes it.
Trigger = tuple[str, str]


def triggers() -> Iterator[Trigger]:
    """Yield every trigger."""
    yield from _give_dates()
    for listing in CARRYING:
        yield from _take_dates(listing)
    for listing in LISTINGS.values():
        yield from _count(listing)


def _give_dates() -> Iterator[Trigger]:
    """Let a post give its dates to its rows; a fixture may bring these before the post."""
    dates = ", ".join(
        f"{column} = CASE NEW.status WHEN 'published' THEN NEW.{column} END" for column in DATES
    )
    give = "; ".join(
        f"UPDATE {listing.table} SET {dates} WHERE {listing.post} = NEW.id"  # noqa: S608
        for listing in CARRYING
    )
    columns = ("status", *DATES)
    yield _trigger("dates", "posts_post", "INSERT", "", give)
    yield _trigger("dates", "posts_post", _update_of(columns), _differs(columns), give)


def _take_dates(listing: Listing) -> Iterator[Trigger]:
    """Let a row take the dates of its post, whatever it was given."""
    own = {
        column: f"(SELECT {column} FROM posts_post"  # noqa: S608
        f" WHERE id = NEW.{listing.post} AND status = 'published')"
        for column in DATES
    }
    dates = ", ".join(f"{column} = {value}" for column, value in own.items())
    take = f"UPDATE {listing.table} SET {dates} WHERE id = NEW.id"  # noqa: S608
    differs = " OR ".join(f"NEW.{column} IS NOT {value}" for column, value in own.items())
    name = f"{listing.kind}_dates"
    for change in ("INSERT", _update_of((listing.post, *DATES))):
        yield _trigger(name, listing.table, change, differs, take)


def _count(listing: Listing) -> Iterator[Trigger]:
    """Count a row that comes, goes or moves."""
    kind, table = listing.kind, listing.table
    more = (
        f"INSERT INTO {KEPT} SELECT '{kind}', {listing.key_of('NEW')}, 1"
        f" WHERE {listing.counts('NEW')} ON CONFLICT (kind, key) DO UPDATE SET n = n + 1"
    )
    fewer = (
        f"UPDATE {KEPT} SET n = n - 1 WHERE kind = '{kind}'"  # noqa: S608
        f" AND key = {listing.key_of('OLD')} AND {listing.counts('OLD')}"
    )
    columns = listing.columns
    yield _trigger(kind, table, "INSERT", "", more)
    yield _trigger(kind, table, "DELETE", "", fewer)
    yield _trigger(kind, table, _update_of(columns), _differs(columns), f"{fewer}; {more}")


def _trigger(name: str, table: str, change: str, condition: str, body: str) -> Trigger:
    name = f"{TABLE}_{name}_{change[:6].lower()}"
    when = f"WHEN {condition}" if condition else ""
    return name, f"CREATE TRIGGER {name} AFTER {change} ON {table} {when} BEGIN {body}; END"


def _update_of(columns: tuple[str, ...]) -> str:
    return f"UPDATE OF {', '.join(columns)}"


def _differs(columns: tuple[str, ...]) -> str:
    return " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in columns)
