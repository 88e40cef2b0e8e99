"""Reading the stamp of the database, on a connection kept open for nothing else.

It is read at every request that may be answered from the cache, so it has to cost microseconds.
"""

from __future__ import annotations

import select
import sqlite3
import threading
from pathlib import Path
from time import monotonic, sleep
from typing import Any, NamedTuple, Protocol

import psycopg
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import pq

READ = "SELECT value, changed_at FROM posts_stamp"

# A database that takes longer to say that nothing has changed is in no state to be waited for.
LONGEST_WAIT = 0.5  # seconds
CONNECT_TIMEOUT = 2  # seconds, the least that libpq takes
LOOK_AGAIN = 1.0  # seconds after which a file of SQLite is looked for again
HEARSAY = 1.0  # seconds for which it is believed that nothing was said


class Stamp(NamedTuple):
    """The state of the database: equal stamps, equal rows."""

    value: str
    changed_at: int  # seconds since 1970


class Unavailable(Exception):
    """The database does not answer."""


class Late(Unavailable):
    """The database does not answer in time; it may well do so later."""


class Stamps(Protocol):
    """Where the stamp is read."""

    def read(self) -> Stamp:
        """Return the stamp of what is committed now. Raises Unavailable, or Late."""

    def close(self) -> None:
        """Close what this thread keeps open."""


class SQLiteStamps:
    """Asks SQLite whether another connection has committed anything, and only then for the stamp.

    Source: https://sqlite.org/pragma.html#pragma_data_version
    """

    def __init__(self, path: str, *, is_uri: bool = False) -> None:
        self._path = path
        self._is_uri = is_uri
        self._held = _HeldBySQLite()

    def read(self) -> Stamp:
        """Return the stamp; some microseconds where nothing was committed."""
        held = self._held
        try:
            if held.looked_at + LOOK_AGAIN < monotonic():
                self._look(held)
            version = held.cursor.execute("PRAGMA data_version").fetchone()
            if version != held.version:
                held.stamp = Stamp(*held.cursor.execute(READ).fetchone())
                held.version = version
        except (sqlite3.Error, OSError) as error:
            held.close()
            raise Unavailable(str(error)) from error
        return held.stamp

    def close(self) -> None:
        """Close this thread's connection."""
        self._held.close()

    def _look(self, held: _HeldBySQLite) -> None:
        """Open the file, or open it again where a backup was put in its place."""
        found = None if self._is_uri else Path(self._path).stat()
        file = found and (found.st_dev, found.st_ino)
        if held.connection is None or held.file != file:
            held.close()
            held.connection = sqlite3.connect(
                self._path, uri=self._is_uri, isolation_level=None, timeout=LONGEST_WAIT
            )
            held.cursor = held.connection.cursor()
            held.file = file
        held.looked_at = monotonic()


class _HeldBySQLite(threading.local):
    """A thread's connection, and what it was told last."""

    def __init__(self) -> None:
        self.connection: Any = None
        self.cursor: Any = None
        self.file: tuple[int, int] | None = None
        self.looked_at = float("-inf")
        self.version: tuple[int] | None = None
        self.stamp = Stamp("", 0)

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()
        self.__init__()  # type: ignore[misc]


class PostgreSQLStamps:
    """Asks PostgreSQL for the stamp: one row, by a prepared query, with a time limit of its own.

    Driven by hand because of the limit: a server that has become slow must not make everybody wait
    who asks for a page that is here. An answer that comes late is thrown away.
    """

    def __init__(self, parameters: dict[str, Any]) -> None:
        self._parameters = {**parameters, "connect_timeout": CONNECT_TIMEOUT}
        self._held = _HeldByPostgreSQL()

    def read(self) -> Stamp:
        """Return the stamp; one round trip."""
        held = self._held
        if held.connection is not None:
            try:
                return self._ask(held)
            except (psycopg.Error, OSError):
                held.close()  # It may have been cut while nobody asked.
        try:
            self._connect(held)
            return self._ask(held)
        except (psycopg.Error, OSError) as error:
            held.close()
            raise Unavailable(str(error)) from error

    def close(self) -> None:
        """Close this thread's connection."""
        self._held.close()

    def _connect(self, held: _HeldByPostgreSQL) -> None:
        held.connection = psycopg.connect(**self._parameters, autocommit=True)
        held.connection.pgconn.prepare(b"stamp", READ.encode())
        held.poll.register(held.connection.pgconn.socket, select.POLLIN)

    def _ask(self, held: _HeldByPostgreSQL) -> Stamp:
        server = held.connection.pgconn
        if held.is_late:
            server.consume_input()
            if server.is_busy():
                raise Late("an answer is overdue")
            _fetch(server)
            held.is_late = False
        server.send_query_prepared(b"stamp", None)
        server.flush()
        while server.is_busy():
            if not held.poll.poll(LONGEST_WAIT * 1000):
                held.is_late = True
                raise Late(f"no answer within {LONGEST_WAIT} s")
            server.consume_input()
        return _fetch(server)


def _fetch(server: pq.abc.PGconn) -> Stamp:
    stamp = None
    while result := server.get_result():
        if result.status != pq.ExecStatus.TUPLES_OK:
            raise psycopg.OperationalError(result.error_message.decode(errors="replace"))
        stamp = Stamp((result.get_value(0, 0) or b"").decode(), int(result.get_value(0, 1) or 0))
    if stamp is None:
        raise psycopg.OperationalError("the connection was closed")
    return stamp


class _HeldByPostgreSQL(threading.local):
    """A thread's connection."""

    def __init__(self) -> None:
        self.connection: Any = None
        self.poll = select.poll()
        self.is_late = False

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()
        self.__init__()  # type: ignore[misc]


class HeardStamps:
    """Reads the stamp again only when PostgreSQL says that it was written, or every second.

    Costs a request nothing. On another machine than the one that changed something, and in other
    processes of this one, a page may be older by the milliseconds that the word takes.
    Source: https://www.postgresql.org/docs/current/sql-notify.html
    """

    def __init__(self, parameters: dict[str, Any]) -> None:
        self._parameters = {**parameters, "connect_timeout": CONNECT_TIMEOUT}
        self._asked = PostgreSQLStamps(parameters)
        self._listening: psycopg.Connection | None = None
        self._stamp: Stamp | None = None
        self._read_at = float("-inf")
        self._ear = threading.Lock()

    def read(self) -> Stamp:
        """Return the stamp as it was heard of last."""
        if self._ear.acquire(blocking=False):
            threading.Thread(target=self._listen, name="stamps", daemon=True).start()
        # What is said while the stamp is read leads to another reading.
        if self._stamp is None or self._read_at + HEARSAY < monotonic():
            read_at = monotonic()
            self._stamp, self._read_at = self._asked.read(), read_at
        return self._stamp

    def forget(self) -> None:
        """Read the stamp at the next request, whatever was said."""
        self._read_at = float("-inf")

    def close(self) -> None:
        """Close this thread's connection, and listen no more until it is read again."""
        self._asked.close()
        if self._listening is not None:
            self._listening.close()

    def _listen(self) -> None:
        """Wait for word until the connection breaks; the next request begins again."""
        try:
            with psycopg.connect(**self._parameters, autocommit=True) as connection:
                self._listening = connection
                connection.execute("LISTEN posts_stamp")
                self.forget()
                for _word in connection.notifies():
                    self.forget()
        except psycopg.Error:
            self.forget()
            sleep(HEARSAY)
        finally:
            self._ear.release()


def stamps_of(connection: BaseDatabaseWrapper, *, exact: bool = True) -> Stamps:
    """Return where the stamp of a database is read."""
    if connection.vendor == "sqlite":
        name = str(connection.settings_dict["NAME"])
        return SQLiteStamps(name, is_uri=name.startswith("file:"))
    parameters = parameters_of(connection)
    return PostgreSQLStamps(parameters) if exact else HeardStamps(parameters)


def parameters_of(connection: BaseDatabaseWrapper) -> dict[str, Any]:
    """Return how to reach a PostgreSQL, without what Django wants of its own connections."""
    ours = {"cursor_factory", "context", "prepare_threshold", "pool"}
    known = connection.get_connection_params()
    return {name: value for name, value in known.items() if name not in ours}
