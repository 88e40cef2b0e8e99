"""Questions whose SQL is composed once, and asked with other values from then on.

Django composes the SQL of a queryset anew each time, which takes ten times as long as the database
takes to answer. The words of such a question never change, only its values: which slug, behind
which place, at which moment. It is composed by Django as ever, with `Given` where a value goes, and
what came of that is kept with the connection.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Generic, NamedTuple, TypeVar

from django.db import connections, models, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression, QuerySet
from django.db.models.query import get_related_populators

from prsite.pagecache.grounds import note_found
from prsite.pagecache.now import Moment, Text, moment
from prsite.sqlite.base import DatabaseWrapper as SQLiteWrapper

M = TypeVar("M", bound=models.Model)
# Where a value goes, and a percent sign that is none.
PLACE = re.compile("%[%s]")
# Under which name a connection keeps what was composed for it.
OF_CONNECTION = "prsite_composed"


class Blank(NamedTuple):
    """A parameter that has no value yet."""

    name: str


class Given(Expression):
    """A value that a question is asked with, by its name; a moment, or as the database takes it."""

    def __init__(self, name: str) -> None:
        super().__init__(output_field=models.Field())
        self.name = name

    def as_sql(self, *_compiling: Any) -> tuple[str, tuple[Any, ...]]:
        """Return a parameter."""
        return "%s", (Blank(self.name),)


class Question(Generic[M]):
    """What `compose` returns a queryset for, given blanks; asked with values in their place.

    Its words may differ by `form`, such as whether a post has a series: there must be few forms.
    The queryset loads nothing by queries of its own, as `prefetch_related()` would.

    PostgreSQL plans a statement anew for each value that it is asked with, for as long as the plans
    that know the value seem better than the one for all. Where every value has the same plan, as in
    a list that is a range of an index, that is time for nothing: `is_planned_unseen` hides the
    values from the planner, and one plan is kept.
    """

    def __init__(
        self, compose: Callable[..., QuerySet[M]], *, is_planned_unseen: bool = False
    ) -> None:
        self.compose = compose
        self.is_planned_unseen = is_planned_unseen
        self.model: type[M] | None = None

    def __call__(self, *form: Hashable, **values: Any) -> list[M]:
        """Return what the database answers. One query."""
        statement = self._known(form) or self._composed(form, values)
        return list(statement.ask(values))

    def _known(self, form: tuple[Hashable, ...]) -> Statement | None:
        if self.model is None:
            return None
        connection = connections[router.db_for_read(self.model)]
        statement: Statement | None = vars(connection).get(OF_CONNECTION, {}).get((self, form))
        return statement

    def _composed(self, form: tuple[Hashable, ...], names: Iterable[str]) -> Statement:
        posts = self.compose(*form, **{name: Given(name) for name in names})
        self.model = posts.model
        known = vars(connections[posts.db]).setdefault(OF_CONNECTION, {})
        known[self, form] = statement = Statement(posts, is_planned_unseen=self.is_planned_unseen)
        return statement


class Statement:
    """A queryset as it was composed for a connection: its SQL, and how rows become objects.

    As in Django's own `ModelIterable`, whose compiler composes each time that it is asked.
    """

    def __init__(self, queryset: QuerySet[Any], *, is_planned_unseen: bool = False) -> None:
        compiler: Any = queryset.query.get_compiler(queryset.db)
        self.connection: BaseDatabaseWrapper = compiler.connection
        self.sql, self.parameters = compiler.as_sql()
        if is_planned_unseen and self.connection.vendor == "postgresql":
            self.sql = _unseen(self.sql, self.parameters)
        of_kind = list(enumerate(self.parameters))
        self.blanks = [(place, one.name) for place, one in of_kind if isinstance(one, Blank)]
        self.nows = [(place, one.ago) for place, one in of_kind if isinstance(one, Moment | Text)]
        self.moments = {ago for _place, ago in self.nows}
        found = compiler.klass_info
        first, last = found["select_fields"][0], found["select_fields"][-1] + 1
        self.model: type[models.Model] = found["model"]
        self.columns = slice(first, last)
        self.names = [column[0].target.attname for column in compiler.select[self.columns]]
        populators: Any = get_related_populators  # Its third argument is new in Django 6.
        self.related = populators(found, compiler.select, queryset.db)
        self.annotations = list(compiler.annotation_col_map.items())
        converters = compiler.get_converters([column[0] for column in compiler.select])
        self.converters = [
            (place, convert, expression)
            for place, (all_of_them, expression) in converters.items()
            for convert in all_of_them
        ]

    def ask(self, values: Mapping[str, Any]) -> Iterator[Any]:
        """Yield an object for every row that is found."""
        rows = self._rows(self._filled(values))
        note_found(self.sql, rows)
        for row in rows:
            yield self._object(list(row))

    def _rows(self, parameters: list[Any]) -> list[Any]:
        if isinstance(self.connection, SQLiteWrapper):
            return self.connection.rows(self.sql, parameters)
        with self.connection.cursor() as cursor:
            cursor.execute(self.sql, parameters)
            return cursor.fetchall()

    def _filled(self, values: Mapping[str, Any]) -> list[Any]:
        # All is asked as of one moment.
        moments = {ago: moment(self.connection, ago) for ago in self.moments}
        filled = list(self.parameters)
        for place, name in self.blanks:
            filled[place] = self._adapted(values[name])
        for place, ago in self.nows:
            filled[place] = moments[ago]
        return filled

    def _adapted(self, value: Any) -> Any:
        if isinstance(value, datetime):
            return self.connection.ops.adapt_datetimefield_value(value)
        return value

    def _object(self, row: list[Any]) -> Any:
        for place, convert, expression in self.converters:
            row[place] = convert(row[place], expression, self.connection)
        found = self.model.from_db(self.connection.alias, self.names, row[self.columns])
        for related in self.related:
            related.populate(row, found)
        for name, place in self.annotations:
            setattr(found, name, row[place])
        return found


def _unseen(sql: str, parameters: Iterable[Any]) -> str:
    """Return a statement with the values that differ as subqueries, which no planner looks into."""
    given = iter(parameters)

    def hide(place: re.Match[str]) -> str:
        if place[0] == "%%":
            return "%%"
        return "(SELECT %s)" if isinstance(next(given), Blank | Moment) else "%s"

    return PLACE.sub(hide, sql)
