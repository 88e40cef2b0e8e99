"""What a page rests on: what it asked of the database, and a digest of what was answered.

After a change most pages are what they were. A page follows from what the database answers, from
the settings, and from the calendar. If the same statements find the same rows once more, it is the
same, byte for byte. To ask takes a tenth of the time that it takes to make it.
"""

from __future__ import annotations

import marshal
import pickle
import re
import sys
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from hashlib import blake2b
from typing import Any, NamedTuple

from django.db import Error, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from prsite.pagecache.now import Moment, Text, moment
from prsite.pagecache.replica import may_be_asked

# Who asks for more rows, such as a file of 50,000 addresses, is made anew rather than compared.
MOST_ROWS = 2_000
NOTHING: Mapping[int, bytes] = {}
READS = re.compile(r"\s*\(?\s*(SELECT|WITH)\b", re.IGNORECASE)


class Statement(NamedTuple):
    """What was asked of one of the databases."""

    using: str
    sql: str
    parameters: tuple[Any, ...]


# What is being made at the moment.
_gathered: ContextVar[Grounds | None] = ContextVar("gathered", default=None)


@dataclass(eq=False, slots=True)
class Grounds:
    """What something was made from: statements, and what was held for the state, by its keys."""

    statements: list[Statement] = field(default_factory=list)
    held: dict[Hashable, Grounds] = field(default_factory=dict)
    # What was found, as it is digested, by the number of the statement: until all is asked.
    found: dict[int, bytes] = field(default_factory=dict)
    can_be_asked_again: bool = True
    digest: bytes | None = None

    def note(self, using: str, sql: str, parameters: Any, *, is_many: bool) -> None:
        """Add a statement that is about to be asked."""
        if is_many or not READS.match(sql) or isinstance(parameters, dict):
            self.can_be_asked_again = False
        # Pages of one kind ask with the same words, which are long.
        self.statements.append(Statement(using, sys.intern(sql), tuple(parameters or ())))

    def note_found(self, sql: str, rows: list[tuple[Any, ...]]) -> None:
        """Add what the last statement found, which `close()` would ask for again."""
        is_last = bool(self.statements) and self.statements[-1].sql == sql
        if is_last and self.can_be_asked_again and len(rows) <= MOST_ROWS:
            with suppress(TypeError):  # What cannot be written is no reason to lose the page.
                self.found[len(self.statements) - 1] = _written(rows)

    @property
    def size(self) -> int:
        """How many bytes the statements take of a page, about: their words are shared by many."""
        return 300 * len(self.statements) + sum(
            60 + (len(given) if isinstance(given, str | bytes) else 0)
            for statement in self.statements
            for given in statement.parameters
        )

    def close(self) -> None:
        """Keep the digest of what was answered: nothing more is asked."""
        self.digest = self.answers(self.found)
        self.found = {}

    def are_answered_alike(self) -> bool:
        """Tell whether the database answers what it answered."""
        return self.digest is not None and self.answers() == self.digest

    def answers(self, found: Mapping[int, bytes] = NOTHING) -> bytes | None:
        """Return a digest of what all statements find now; None where that cannot be told.

        What some of them have `found` already is taken as it is.
        """
        if not self.can_be_asked_again:
            return None
        digest = blake2b(digest_size=16)
        now = cache(moment)  # All is asked as of one moment.
        token = _gathered.set(None)
        try:
            for number, (using, sql, parameters) in enumerate(self.statements):
                if not may_be_asked(using):
                    return None
                if number in found:
                    digest.update(found[number])
                    continue
                connection = connections[using]
                with connection.cursor() as cursor:
                    cursor.execute(sql, [_anew(given, connection, now) for given in parameters])
                    rows = cursor.fetchmany(MOST_ROWS + 1)
                if len(rows) > MOST_ROWS:
                    return None
                digest.update(_written(rows))
        except (Error, TypeError):
            return None
        finally:
            _gathered.reset(token)
        return digest.digest()


def _anew(given: Any, connection: BaseDatabaseWrapper, now: Callable[..., Any]) -> Any:
    """Return a parameter as it would be now: a moment is another, all else is the same."""
    return now(connection, given.ago) if isinstance(given, Moment | Text) else given


def _written(rows: list[tuple[Any, ...]]) -> bytes:
    """Return bytes that are the same for the same values, and for no others. Raises TypeError.

    Two values of one row that are one object may be written otherwise than two that are equal; what
    is then made again is made once too often.
    """
    try:
        return marshal.dumps(rows, 2)  # What SQLite answers; later versions write references.
    except ValueError:
        return pickle.dumps(rows, 5)


@contextmanager
def gathered() -> Iterator[Grounds]:
    """Gather what is asked of every database within the block."""
    with ExitStack() as stack:
        for connection in connections.all():
            stack.enter_context(connection.execute_wrapper(_listen))
        grounds = Grounds()
        stack.callback(_gathered.reset, _gathered.set(grounds))
        yield grounds


@contextmanager
def gathered_apart() -> Iterator[Grounds | None]:
    """Gather what is asked for a piece that others will use as well; None where nobody gathers.

    The piece may show what was asked for before it was begun and is held for the state.
    """
    whole = _gathered.get()
    if whole is None:
        yield None
        return
    grounds = Grounds(held=dict(whole.held))
    token = _gathered.set(grounds)
    try:
        yield grounds
    finally:
        _gathered.reset(token)
        grounds.close()


def rest_on(key: Hashable, grounds: Grounds | None) -> None:
    """Note that what is being made shows what is held under a key."""
    whole = _gathered.get()
    if whole is None:
        return
    if grounds is None:
        whole.can_be_asked_again = False
    else:
        whole.held[key] = grounds


def note_found(sql: str, rows: list[tuple[Any, ...]]) -> None:
    """Note all rows of the statement that was asked just now, as the driver returned them."""
    grounds = _gathered.get()
    if grounds is not None:
        grounds.note_found(sql, rows)


def _listen(execute: Callable[..., Any], sql: str, parameters: Any, *rest: Any) -> Any:
    grounds = _gathered.get()
    if grounds is not None:
        is_many, context = rest
        grounds.note(context["connection"].alias, sql, parameters, is_many=is_many)
    return execute(sql, parameters, *rest)
