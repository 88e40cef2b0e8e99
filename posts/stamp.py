"""The stamp of the publication: a value in the database that is another after every change.

Whoever keeps what was made from the database, such as the page cache, compares stamps to know
whether it still holds. Triggers write it, so that nothing that changes a row can forget to, and in
the transaction of the change, so that one cannot be seen without the other.

SQLite has one writer at a time, and its triggers write at once. On PostgreSQL two editors would
wait for each other from their first change on, or for ever: there a trigger notes that the
transaction has changed something, in a row of its own, and the stamp is written as the last thing
before the commit, behind every check that was put off until then and may have to wait. Sources: https://sqlite.org/lang_createtrigger.html,
https://www.postgresql.org/docs/current/sql-createtrigger.html
"""

from __future__ import annotations

from django.apps import apps
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "posts_stamp"
NOTES = "posts_stamp_note"

READ = f"SELECT value FROM {TABLE}"  # noqa: S608

WRITE = {
    "sqlite": f"UPDATE {TABLE} SET value = hex(randomblob(8))",  # noqa: S608
    "postgresql": f"INSERT INTO {NOTES} VALUES (pg_current_xact_id()) ON CONFLICT DO NOTHING",  # noqa: S608
}
CHANGES = ("INSERT", "UPDATE", "DELETE")


def watch(using: str) -> None:
    """Let every table of the publication write the stamp, and write it now.

    Called after each migration: SQLite loses the triggers of a table that is built anew.
    """
    connection = connections[using]
    with connection.cursor() as cursor:
        for table in _tables_there(connection):
            for statement in _triggers(connection, table):
                cursor.execute(statement)
        cursor.execute(WRITE[connection.vendor])


def unwatch(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away again."""
    if connection.vendor == "postgresql":
        return  # They go with their functions.
    with connection.cursor() as cursor:
        for table in _tables_there(connection):
            for change in CHANGES:
                cursor.execute(f"DROP TRIGGER IF EXISTS {_name(table, change)}")


def missing(using: str) -> list[str]:
    """Return the tables that do not write the stamp, as a migration that was broken off leaves.

    Not those that a migration has yet to make: it makes their triggers with them.
    """
    connection = connections[using]
    known = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger",
    }
    with connection.cursor() as cursor:
        cursor.execute(known[connection.vendor])
        names = {name for (name,) in cursor.fetchall()}
    return [
        table
        for table in _tables_there(connection)
        if not names.issuperset(_names(connection, table))
    ]


def watched_tables() -> list[str]:
    """Return the tables that pages are made from: those of all models but the desk's own."""
    models = apps.get_app_config("posts").get_models(include_auto_created=True)
    return [
        model._meta.db_table
        for model in models
        if model._meta.managed and getattr(model, "is_for_readers", True)
    ]


def _tables_there(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the tables that are there: a migration has yet to make some, or has dropped them."""
    there = set(connection.introspection.table_names())
    return [table for table in watched_tables() if table in there]


def _triggers(connection: BaseDatabaseWrapper, table: str) -> list[str]:
    if connection.vendor == "postgresql":
        # Statements rather than rows: one note will do for all rows of an import.
        event = f"AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}"
        note = f"FOR EACH STATEMENT EXECUTE FUNCTION {TABLE}_note()"
        return [f"CREATE OR REPLACE TRIGGER {TABLE}_of_{table} {event} {note}"]
    return [
        f"CREATE TRIGGER IF NOT EXISTS {_name(table, change)} AFTER {change} ON {table}"
        f" BEGIN {WRITE['sqlite']}; END"
        for change in CHANGES
    ]


def _names(connection: BaseDatabaseWrapper, table: str) -> list[str]:
    if connection.vendor == "postgresql":
        return [f"{TABLE}_of_{table}"]
    return [_name(table, change) for change in CHANGES]


def _name(table: str, change: str) -> str:
    return f"{TABLE}_of_{table}_{change.lower()}"
