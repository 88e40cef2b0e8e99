"""The moment at which a question is asked, so that the question can be asked again later."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import DateTimeField, Value
from django.utils import timezone

NO_TIME = timedelta()

# The moment that a page is made for, where that is not the present one.
_looked_at: ContextVar[datetime | None] = ContextVar("looked_at", default=None)


def present() -> datetime:
    """Return the moment that pages are made for: now, or the one that is looked ahead to."""
    return _looked_at.get() or timezone.now()


def is_ahead() -> bool:
    """Tell whether a page is made for another moment than now."""
    return _looked_at.get() is not None


@contextmanager
def looking_ahead(at: datetime) -> Iterator[None]:
    """Have every question within the block asked as of another moment.

    What is made then is for nobody to keep: the page cache stands in front of what calls this.
    """
    token = _looked_at.set(at)
    try:
        yield
    finally:
        _looked_at.reset(token)


class Now(Value):
    """The present moment in a query, or one that lies `ago` before it; told when it is asked."""

    def __init__(self, ago: timedelta = NO_TIME) -> None:
        super().__init__(ago, output_field=DateTimeField())

    def as_sql(
        self,
        compiler: Any,  # noqa: ARG002
        connection: BaseDatabaseWrapper,
    ) -> tuple[str, tuple[Any, ...]]:
        """Return a parameter."""
        return "%s", (moment(connection, self.value),)


class Moment(datetime):
    """A moment as PostgreSQL takes it."""

    ago: timedelta


class Text(str):
    """A moment as SQLite takes it."""

    __slots__ = ("ago",)
    ago: timedelta


def moment(connection: BaseDatabaseWrapper, ago: timedelta = NO_TIME) -> Moment | Text:
    """Return the present moment as a parameter of a statement, or one `ago` before it."""
    at = (present() - ago).astimezone(UTC)
    adapted = connection.ops.adapt_datetimefield_value(at)
    is_text = isinstance(adapted, str)
    own = Text(adapted) if is_text else Moment.combine(at.date(), at.timetz())
    own.ago = ago
    return own
