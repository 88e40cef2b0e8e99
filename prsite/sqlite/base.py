"""Django's database backend for SQLite, which translates the words of a statement once.

Django writes `%s` where a value goes and SQLite knows `?`. The statements of a page are some
thousand characters long and always the same, and Django looks through them each time that they are
asked, which takes as long as SQLite takes to answer some of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.db.backends.sqlite3.base import DatabaseWrapper as DjangoDatabaseWrapper
from django.db.backends.sqlite3.base import SQLiteCursorWrapper

MOST_KNOWN = 1000  # statements


class Cursor(SQLiteCursorWrapper):
    """A cursor that knows the statements it has translated."""

    def convert_query(self, query: str, *, param_names: Iterable[str] | None = None) -> str:
        """Return a statement in SQLite's words."""
        if param_names is not None:
            return super().convert_query(query, param_names=param_names)
        return _translated(query)


@lru_cache(maxsize=MOST_KNOWN)
def _translated(query: str) -> str:
    return SQLiteCursorWrapper.convert_query(None, query)


class DatabaseWrapper(DjangoDatabaseWrapper):
    """A connection to SQLite whose cursors are ours."""

    def create_cursor(self, name: str | None = None) -> Any:  # noqa: ARG002  # SQLite has no names
        """Return a new cursor."""
        return self.connection.cursor(factory=Cursor)
