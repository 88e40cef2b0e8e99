"""Making the triggers, and taking them away while tables are built anew."""

from __future__ import annotations

import zlib

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from posts.tallies import postgresql, sqlite
from posts.tallies.listings import CALENDAR, KEPT, TABLE, calendar_key
from posts.tallies.recounting import recount

TRIGGERS = {"sqlite": sqlite.triggers, "postgresql": postgresql.triggers}
# Under this kind the table says which triggers it was counted by.
MADE = "triggers"

KNOWN = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgname LIKE %s",
}


def watch(using: str) -> None:
    """Make the triggers; where one was missing or is another now, count anew.

    Called after each migration, and where TIME_ZONE is another, months are counted anew as well.
    """
    connection = connections[using]
    triggers = dict(TRIGGERS[connection.vendor]())
    made = zlib.crc32(repr(triggers).encode())
    if triggers.keys() == _known(connection) and _was_counted_by(connection, MADE, made):
        if not _was_counted_by(connection, CALENDAR, calendar_key()):
            list(recount("month", using=using))
        return
    _unwatch(connection)
    with connection.cursor() as cursor:
        for statement in triggers.values():
            cursor.execute(statement)
    list(recount(using=using))
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {KEPT} WHERE kind = %s", [MADE])  # noqa: S608
        cursor.execute(f"INSERT INTO {KEPT} VALUES (%s, %s, 0)", [MADE, made])  # noqa: S608


def pause(using: str) -> None:
    """Take the triggers away before a migration; what is written meanwhile `watch()` counts.

    SQLite renames no table while a trigger speaks of one that is gone, and Django builds tables
    anew under another name; PostgreSQL changes no column that a trigger waits for.
    """
    _unwatch(connections[using])


def _unwatch(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away; on PostgreSQL they go with their functions."""
    kind, cascade = (
        ("FUNCTION", "CASCADE") if connection.vendor == "postgresql" else ("TRIGGER", "")
    )
    with connection.cursor() as cursor:
        for name in _known(connection):
            cursor.execute(f"DROP {kind} IF EXISTS {name} {cascade}")


def _known(connection: BaseDatabaseWrapper) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(KNOWN[connection.vendor], [f"{TABLE}%"])
        return {name for (name,) in cursor.fetchall()}


def _was_counted_by(connection: BaseDatabaseWrapper, kind: str, key: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT 1 FROM {TABLE} WHERE kind = %s AND key = %s",  # noqa: S608
            [kind, key],
        )
        return cursor.fetchone() is not None
