"""Tables that only grow: the database itself refuses to change or delete a row of theirs.

The refusal is a trigger, so that it holds for any program that writes. Only `manage.py
flush`, which empties everything, lifts it.
Sources: https://sqlite.org/lang_createtrigger.html,
https://www.postgresql.org/docs/current/sql-createtrigger.html
"""

from __future__ import annotations

from django.db import connections

TABLES = ("posts_auditentry",)

REFUSAL = "the audit log is append-only: entries are never changed or deleted"
FUNCTION = "posts_append_only"

MAKE_FUNCTION = f"""
    CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation'; END $$
"""
MAKE_TRIGGER = f"""
    CREATE OR REPLACE TRIGGER {{table}}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {{table}}
    FOR EACH STATEMENT EXECUTE FUNCTION {FUNCTION}()
"""
# INSERT OR REPLACE takes the row that is there away without a DELETE that a trigger would see.
SQLITE_CHANGES = {
    "update": "UPDATE ON {table}",
    "delete": "DELETE ON {table}",
    "replace": "INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)",
}
GUARDS = {
    "sqlite": tuple(
        f"CREATE TRIGGER IF NOT EXISTS {{table}}_no_{name} BEFORE {change}"
        f" BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        for name, change in SQLITE_CHANGES.items()
    ),
    "postgresql": (MAKE_FUNCTION, MAKE_TRIGGER),
}
LIFTS = {
    "sqlite": tuple(f"DROP TRIGGER IF EXISTS {{table}}_no_{name}" for name in SQLITE_CHANGES),
    "postgresql": ("DROP TRIGGER IF EXISTS {table}_append_only ON {table}",),
}


def guard(using: str) -> None:
    """Make the triggers of the tables that are there.

    Called after each migration: SQLite loses the triggers of a table that is built anew.
    """
    _execute(using, GUARDS)


def lift(using: str) -> None:
    """Take the triggers away."""
    _execute(using, LIFTS)


def _execute(using: str, statements_for: dict[str, tuple[str, ...]]) -> None:
    connection = connections[using]
    there = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table in TABLES:
            if table not in there:
                continue
            for statement in statements_for[connection.vendor]:
                cursor.execute(statement.format(table=table))
