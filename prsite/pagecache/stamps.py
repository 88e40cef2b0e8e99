"""Reading the stamp of the database, on a connection kept open for nothing else.

It is read at every request that may be answered from the cache, so it has to cost microseconds.
"""

from __future__ import annotations

import select
import sqlite3
import threading
from pathlib import Path
from time import monotonic, sleep
from typing import Any, Protocol

import psycopg
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import pq

READ = "SELECT value FROM posts_stamp"

# A database that takes longer to say that nothing has changed is in no state to be waited for.
LONGEST_WAIT = 0.5  # seconds
CONNECT_TIMEOUT = 2  # seconds, the least that libpq takes
OVERDUE = 2.0  # seconds after which an answer is waited for no more: the connection may be dead
# How long a server is let alone by all threads, in times of what was waited for it in vain.
BREATHER = 5
LOOK_AGAIN = 1.0  # seconds after which a file of SQLite is looked for again
HEARSAY = 1.0  # seconds for which it is believed that nothing was said


# The state of the database: equal stamps, equal rows.
Stamp = str


class Unavailable(Exception):
    """The database does not answer."""


class Late(Unavailable):
    """The database does not answer in time; it may well do so later."""


class Stamps(Protocol):
    """Where the stamp is read."""

    def read(self) -> Stamp:
        """Return the stamp of what is committed now. Raises Unavailable, or Late."""

    def confirm(self) -> Stamp:
        """Return the same of the database itself, where `read` may lag behind."""

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
                (held.stamp,) = held.cursor.execute(READ).fetchone()
                held.version = version
        except (sqlite3.Error, OSError, TypeError) as error:  # No row is a None.
            held.close()
            raise Unavailable(str(error)) from error
        return held.stamp

    confirm = read

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
        self.stamp = ""

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
        self._calm_until = float("-inf")
        self._calm_after: type[Unavailable] = Unavailable

    def read(self) -> Stamp:
        """Return the stamp; one round trip."""
        if monotonic() < self._calm_until:
            # Each thread would wait for itself, and pages with them that are here.
            raise self._calm_after("it did not answer a moment ago")
        held = self._held
        if held.connection is not None:
            try:
                return self._ask(held)
            except (psycopg.Error, OSError):
                held.close()  # It may have been cut while nobody asked.
        return self._ask_anew(held)

    confirm = read

    def close(self) -> None:
        """Close this thread's connection."""
        self._held.close()

    def _ask_anew(self, held: _HeldByPostgreSQL) -> Stamp:
        began = monotonic()
        try:
            held.connection = psycopg.connect(**self._parameters, autocommit=True)
            held.poll.register(held.connection.pgconn.socket, select.POLLIN)
            held.connection.pgconn.send_prepare(b"stamp", READ.encode())
            self._await(held)
            return self._ask(held)
        except (psycopg.Error, OSError) as error:
            held.close()
            self._calm_after = Unavailable
            self._calm_until = monotonic() + BREATHER * (monotonic() - began)
            raise Unavailable(str(error)) from error

    def _ask(self, held: _HeldByPostgreSQL) -> Stamp:
        server = held.connection.pgconn
        if held.late_since is not None:
            server.consume_input()
            if server.is_busy():
                if monotonic() > held.late_since + OVERDUE:
                    raise psycopg.OperationalError("an answer never came")
                raise Late("an answer is overdue")
            _fetch(server)
            held.late_since = None
        server.send_query_prepared(b"stamp", None)
        value = self._await(held)
        if not value:
            raise psycopg.OperationalError("there is no stamp, or the connection was closed")
        return value.decode()

    def _await(self, held: _HeldByPostgreSQL) -> bytes | None:
        server = held.connection.pgconn
        server.flush()
        while server.is_busy():
            if not held.poll.poll(LONGEST_WAIT * 1000):
                held.late_since = monotonic()
                self._calm_after = Late
                self._calm_until = monotonic() + BREATHER * LONGEST_WAIT
                raise Late(f"no answer within {LONGEST_WAIT} s")
            server.consume_input()
        return _fetch(server)


def _fetch(server: pq.abc.PGconn) -> bytes | None:
    """Return the value that was answered, if any, and let the connection be used again."""
    value = None
    while result := server.get_result():
        if result.status == pq.ExecStatus.TUPLES_OK:
            value = result.get_value(0, 0)
        elif result.status != pq.ExecStatus.COMMAND_OK:
            raise psycopg.OperationalError(result.error_message.decode(errors="replace"))
    return value


class _HeldByPostgreSQL(threading.local):
    """A thread's connection."""

    def __init__(self) -> None:
        self.connection: Any = None
        self.poll = select.poll()
        self.late_since: float | None = None

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
        self._is_wanted = False
        self._stamp = ""
        self._read_at = float("-inf")
        # How often it was told of a change, and which time the stamp was read after.
        self._told = self._read_after = 0
        self._ear, self._pen = threading.Lock(), threading.Lock()

    def read(self) -> Stamp:
        """Return the stamp as it was heard of last."""
        if self._ear.acquire(blocking=False):
            self._is_wanted = True
            threading.Thread(target=self._listen, name="stamps", daemon=True).start()
        told, now = self._told, monotonic()
        if self._read_after != told or self._read_at + HEARSAY < now:
            stamp = self._asked.read()
            with self._pen:
                # What was said while it was read leads to another reading.
                if told >= self._read_after:
                    self._stamp, self._read_at, self._read_after = stamp, now, told
        return self._stamp

    def confirm(self) -> Stamp:
        """Ask for the stamp, whatever was heard of it."""
        return self._asked.read()

    def forget(self) -> None:
        """Read the stamp at the next request."""
        with self._pen:
            self._told += 1

    def close(self) -> None:
        """Close this thread's connection."""
        self._asked.close()

    def listen_no_more(self) -> None:
        """Close the connection of all threads, until the stamp is read again."""
        with self._pen:
            self._is_wanted = False
            if self._listening is not None:
                self._listening.close()

    def _listen(self) -> None:
        """Wait for word until the connection breaks; the next request begins again."""
        try:
            with psycopg.connect(**self._parameters, autocommit=True) as connection:
                with self._pen:
                    self._listening = connection
                    if not self._is_wanted:  # Closed while it was being opened.
                        return
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
