"""Making pages from a copy of the database, as long as the copy is not behind."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from prsite.pagecache.stamps import Stamp, Stamps, Unavailable

ALIAS = "replica"

_is_reading: ContextVar[bool] = ContextVar("is_reading", default=False)


class Replica:
    """A copy that follows the database; its stamp arrives with the rows that it stands for."""

    def __init__(self, stamps: Stamps) -> None:
        self._stamps = stamps

    @contextmanager
    def read(self, stamp: Stamp) -> Iterator[None]:
        """Have pages made from the copy within the block, if it holds what `stamp` stands for."""
        try:
            holds = self._stamps.read() == stamp
        except Unavailable:
            holds = False
        token = _is_reading.set(holds)
        try:
            yield
        finally:
            _is_reading.reset(token)


def may_be_asked(using: str) -> bool:
    """Tell whether a page may be made from this database: any but a copy that is behind."""
    return using != ALIAS or _is_reading.get()


class ReplicaRouter:
    """Sends what pages read to the copy, and nothing else."""

    def db_for_read(self, model: Any, **_hints: Any) -> str | None:  # noqa: ARG002
        """Name the copy while a page is made from it."""
        return ALIAS if _is_reading.get() else None

    def allow_relation(self, *_objects: Any, **_hints: Any) -> bool:
        """Let rows of both be related: they are the same rows."""
        return True

    def allow_migrate(self, db: str, app_label: str, **_hints: Any) -> bool | None:  # noqa: ARG002
        """Leave the copy's tables to what copies them."""
        return False if db == ALIAS else None
