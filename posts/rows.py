"""Rows of other tables beside or among one's own, without a query for them."""

from __future__ import annotations

from typing import Any

from django.db.models import BigIntegerField, Func, JSONField, QuerySet, Subquery

# The functions of each database; both keep the order of the rows they are given.
# Sources: https://sqlite.org/json1.html#jgrouparray,
# https://www.postgresql.org/docs/current/functions-aggregate.html
FUNCTIONS = {
    "sqlite": ("json_group_array", "json_array"),
    "postgresql": ("jsonb_agg", "jsonb_build_array"),
}


class Rows(Subquery):
    """What a subquery of `values()` finds, as a list of lists; empty where it finds nothing."""

    output_field = JSONField()

    def as_sql(
        self, compiler: Any, connection: Any, template: str | None = None, **context: Any
    ) -> tuple[str, Any]:
        """Gather the rows with the functions of the database."""
        gather, row = FUNCTIONS[connection.vendor]
        names = ", ".join(f"found.{compiler.quote_name_unless_alias(n)}" for n in self._names)
        # Of nothing, SQLite gathers an empty list and PostgreSQL a null.
        rows = f"COALESCE({gather}({row}({names})), '[]')"
        template = f"(SELECT {rows} FROM (%(subquery)s) AS found)"  # noqa: S608  # our own names
        return super().as_sql(compiler, connection, template=template, **context)

    @property
    def _names(self) -> tuple[str, ...]:
        return tuple(self.query.values_select)


class Either(Func):
    """The rows of several subqueries, each of which may have a limit of its own."""

    template = "(%(expressions)s)"
    arg_joiner = " UNION ALL "
    output_field = BigIntegerField()

    def __init__(self, *found: QuerySet[Any]) -> None:
        rows = "SELECT * FROM (%(subquery)s) AS found"
        super().__init__(*(Subquery(one, template=rows) for one in found))
