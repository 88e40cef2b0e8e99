"""Inserting very many rows: `executemany` on SQLite, `COPY` on PostgreSQL.

`bulk_create()` makes an object of each row and statements of a thousand values; for a million posts
this is four times as fast. What a row leaves out gets the default of its field.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import connection, models
from django.utils import timezone

Row = Mapping[str, Any]  # by `attname`, as in `category_id`


@contextmanager
def journal_in_memory() -> Iterator[None]:
    """Let SQLite keep in memory what it may need to take back a single statement.

    Triggers watch every table, so each row is such a statement, and a temporary file takes up every
    page that it touches: 250 KB for a post of 18. Not within a transaction, where SQLite refuses.
    Source: https://sqlite.org/tempfiles.html
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA temp_store = MEMORY")
        try:
            yield
        finally:
            cursor.execute("PRAGMA temp_store = DEFAULT")


def new_keys(model: type[models.Model], count: int) -> list[int]:
    """Return so many keys that no row has or had; part of the caller's transaction."""
    table, key = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [table, key, count],
            )
            return [row[0] for row in cursor.fetchall()]
        # The writer of a transaction is alone, and the table remembers its largest key.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = (cursor.fetchone() or [0])[0]
    return list(range(last + 1, last + count + 1))


def insert(model: type[models.Model], rows: Iterable[Row]) -> None:
    """Insert the rows. Signals are not sent, and nothing of `save()` happens."""
    rows = list(rows)
    if not rows:
        return
    fields = [
        field
        for field in model._meta.concrete_fields
        if field.attname in rows[0] or not isinstance(field, models.AutoField)
    ]
    take = [_taking(field, is_given=field.attname in rows[0]) for field in fields]
    values = [[prepared(row) for prepared in take] for row in rows]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    table = f"{quote(model._meta.db_table)} ({columns})"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                for line in values:
                    copy.write_row(line)
        else:
            marks = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"INSERT INTO {table} VALUES ({marks})", values)  # noqa: S608


def _taking(field: models.Field, *, is_given: bool) -> Callable[[Row], Any]:
    """Return what takes a row's value for `field`, in the form in which the database keeps it."""
    if not is_given:
        is_now = getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
        default = field.get_db_prep_save(
            timezone.now() if is_now else field.get_default(), connection
        )
        return lambda _row: default
    # Words and numbers are kept as they are; asking the field for each takes half of the time.
    if isinstance(field, models.CharField | models.TextField | models.IntegerField):
        return lambda row: row[field.attname]
    if isinstance(field, models.ForeignKey):
        return lambda row: row[field.attname]
    return lambda row: field.get_db_prep_save(row[field.attname], connection)
