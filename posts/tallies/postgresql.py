"""The triggers for PostgreSQL, where two editors must not wait for each other.

A transaction notes what it adds to a count and takes from it, in rows of its own. They are added up
when it writes the stamp: as the last thing before the commit, under the lock of the stamp, so that
one transaction does so at a time and none can wait for another in a circle. Others never see notes.

A row that takes the dates of its post locks the post first, as every save of a post does: a post
that changes meanwhile would not see the row, nor the row the change.

Source: https://www.postgresql.org/docs/current/plpgsql-trigger.html
"""

from __future__ import annotations

from collections.abc import Iterator

from posts import stamp
from posts.tallies.listings import CARRYING, DATES, KEPT, LISTINGS, NOTES, TABLE, Listing

# What a trigger needs: its name, which its function shares, and the statements that make both.
Trigger = tuple[str, str]

CHANGES = {
    "INSERT": "REFERENCING NEW TABLE AS new_rows",
    "UPDATE": "REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "DELETE": "REFERENCING OLD TABLE AS old_rows",
    "TRUNCATE": "",
}


def triggers() -> Iterator[Trigger]:
    """Yield every trigger."""
    yield _fold()
    yield from _give_dates()
    for listing in CARRYING:
        yield _take_dates(listing)
    for listing in LISTINGS.values():
        yield from _count(listing)


def _fold() -> Trigger:
    """Add up what the transaction has noted; the notes that it sees are its own."""
    body = f"""
        WITH noted AS (DELETE FROM {NOTES} RETURNING kind, key, n)
        INSERT INTO {KEPT}
        SELECT kind, key, sum(n) FROM noted GROUP BY kind, key HAVING sum(n) <> 0
        ON CONFLICT (kind, key) DO UPDATE SET n = {KEPT}.n + excluded.n;
        RETURN NULL;
    """  # noqa: S608
    return _trigger("fold", f"AFTER UPDATE ON {stamp.TABLE}", "FOR EACH STATEMENT", body)


def _give_dates() -> Iterator[Trigger]:
    """Let a post give its dates to its rows; a fixture may bring these before the post."""
    dates = ", ".join(f"{date} = {_of('NEW', date)}" for date in DATES)
    body = "".join(
        f"UPDATE {listing.table} SET {dates} WHERE {listing.post} = NEW.id; "  # noqa: S608
        for listing in CARRYING
    )
    columns = ("status", *DATES)
    old, new = (", ".join(f"{row}.{column}" for column in columns) for row in ("OLD", "NEW"))
    differs = f"FOR EACH ROW WHEN (({old}) IS DISTINCT FROM ({new}))"
    body += "RETURN NULL;"
    yield _trigger("dates_insert", "AFTER INSERT ON posts_post", "FOR EACH ROW", body)
    event = f"AFTER UPDATE OF {', '.join(columns)} ON posts_post"
    yield _trigger("dates_update", event, differs, body)


def _take_dates(listing: Listing) -> Trigger:
    """Let a row take the dates of its post, whatever it was given."""
    body = f"""
        SELECT {", ".join(_of("post", date) for date in DATES)}
        INTO {", ".join(f"NEW.{date}" for date in DATES)}
        FROM posts_post AS post WHERE post.id = NEW.{listing.post} FOR NO KEY UPDATE;
        RETURN NEW;
    """  # noqa: S608
    columns = ", ".join((listing.post, *DATES))
    event = f"BEFORE INSERT OR UPDATE OF {columns} ON {listing.table}"
    return _trigger(f"{listing.kind}_dates", event, "FOR EACH ROW", body)


def _count(listing: Listing) -> Iterator[Trigger]:
    """Rows that come, go or move are noted, summed up over each statement."""
    kind = listing.kind
    gone, come = (
        f"SELECT {listing.key_of(rows)} AS key, {n} AS n FROM {rows} WHERE {listing.counts(rows)}"  # noqa: S608
        for rows, n in (("old_rows", -1), ("new_rows", 1))
    )
    everything = f"SELECT key, -n AS n FROM {TABLE} WHERE kind = '{kind}'"  # noqa: S608
    changed = {
        "INSERT": come,
        "UPDATE": f"{gone} UNION ALL {come}",
        "DELETE": gone,
        "TRUNCATE": everything,
    }
    for change, rows in changed.items():
        body = f"""
            INSERT INTO {NOTES}
            SELECT '{kind}', key, sum(n) FROM ({rows}) AS changed GROUP BY key HAVING sum(n) <> 0;
            RETURN NULL;
        """  # noqa: S608
        event = f"AFTER {change} ON {listing.table} {CHANGES[change]}"
        yield _trigger(f"{kind}_{change.lower()}", event, "FOR EACH STATEMENT", body)


def _of(post: str, date: str) -> str:
    return f"CASE {post}.status WHEN 'published' THEN {post}.{date} END"


def _trigger(name: str, event: str, each: str, body: str) -> Trigger:
    name = f"{TABLE}_{name}"
    return name, (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN {body} END $$;"
        f" CREATE OR REPLACE TRIGGER {name} {event} {each} EXECUTE FUNCTION {name}()"
    )
