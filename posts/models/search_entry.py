"""The search index as the ORM sees it: one row a post, in a table that each database makes its way.

SQLite keeps it as an FTS5 table, PostgreSQL as a `tsvector` under a GIN index. Both answer to the
same two columns here, so that a search is a filter on any queryset of posts:

    Post.objects.published().filter(search_entry__words__matches=expression)

The migration makes the tables; `posts.search` fills them and writes the expressions.
Sources: https://sqlite.org/fts5.html, https://www.postgresql.org/docs/current/textsearch.html
"""

from __future__ import annotations

from typing import Any

from django.db import models

TABLE = "posts_searchentry"

# How much a hit counts by where it stands.
WEIGHTS = {"title": 10.0, "names": 6.0, "standfirst": 4.0, "body": 1.0}
# FTS5's last column holds words with their endings, to be found by their beginnings.
FORMS_WEIGHT = 0.5


class SearchEntry(models.Model):
    """The indexed words of a post. `words` is what is searched; FTS5 names it after the table."""

    post = models.OneToOneField(
        "posts.Post",
        models.DO_NOTHING,  # `posts.signals` removes the row; nobody need be asked about it.
        primary_key=True,
        db_column="rowid",
        related_name="search_entry",
        db_constraint=False,
    )
    words = models.TextField(db_column=TABLE, editable=False)

    class Meta:
        managed = False
        default_permissions = ()
        db_table = TABLE

    def __str__(self) -> str:
        return str(self.post_id)


@models.TextField.register_lookup
class Matches(models.Lookup):
    """`words__matches`: keep the entries that an expression of `posts.search` finds."""

    lookup_name = "matches"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Write the test as the database at hand knows it."""
        words, before = self.process_lhs(compiler, connection)
        expression, after = self.process_rhs(compiler, connection)
        if connection.vendor == "postgresql":
            return f"{words} @@ {expression}::tsquery", (*before, *after)
        return f"{words} MATCH {expression}", (*before, *after)


@models.TextField.register_lookup
class MatchesTitle(Matches):
    """`words__matches_title`: the same for title, tags and authors alone."""

    lookup_name = "matches_title"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Ask PostgreSQL's column of titles, and FTS5's columns of both."""
        words, before = self.process_lhs(compiler, connection)
        expression, after = self.process_rhs(compiler, connection)
        if connection.vendor == "postgresql":
            table = words.rpartition(".")[0]
            return f"{table}.titles @@ {expression}::tsquery", (*before, *after)
        return f"{words} MATCH '{{title names}} : (' || {expression} || ')'", (*before, *after)


@models.TextField.register_lookup
class Pairs(Matches):
    """`words__pairs`: keep the entries that hold these pairs of words; PostgreSQL only."""

    lookup_name = "pairs"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Ask the column of pairs."""
        words, before = self.process_lhs(compiler, connection)
        numbers, after = self.process_rhs(compiler, connection)
        table = words.rpartition(".")[0]
        return f"{table}.pairs @> {numbers}::integer[]", (*before, *after)


@models.TextField.register_lookup
class WithoutPairs(Matches):
    """`words__without_pairs`: keep the entries that hold no pair of words; PostgreSQL only."""

    lookup_name = "without_pairs"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Ask the index of pairs, which knows what is empty."""
        words, before = self.process_lhs(compiler, connection)
        return f"{words.rpartition('.')[0]}.pairs <@ '{{}}'", (*before,)


class Rank(models.Func):
    """How well an entry answers: the smaller the better, whichever the database.

    `expression` is read by PostgreSQL only; FTS5 knows what it is matching.
    """

    output_field = models.FloatField()

    def __init__(self, expression: str, *, words: str = "search_entry__words") -> None:
        super().__init__(words, models.Value(expression))

    def as_sqlite(
        self,
        compiler: Any,
        connection: Any,  # noqa: ARG002
        **_options: Any,
    ) -> tuple[str, tuple[Any, ...]]:
        """Weigh by BM25, which is negative and smallest for the best."""
        words, parameters = compiler.compile(self.source_expressions[0])
        weights = ", ".join(map(str, [*WEIGHTS.values(), FORMS_WEIGHT]))
        return f"bm25({words}, {weights})", tuple(parameters)

    def as_postgresql(
        self, compiler: Any, _connection: Any, **_options: Any
    ) -> tuple[str, tuple[Any, ...]]:
        """Weigh by cover density, with the weights as fractions of the largest."""
        words, before = compiler.compile(self.source_expressions[0])
        expression, after = compiler.compile(self.source_expressions[1])
        largest = max(WEIGHTS.values())
        # PostgreSQL takes them from D, the text, up to A, the title.
        shares = ", ".join(str(weight / largest) for weight in reversed(WEIGHTS.values()))
        # 1 divides by the logarithm of the length, so that long texts do not win by length alone.
        return (
            f"-ts_rank_cd('{{{shares}}}', {words}, {expression}::tsquery, 1)",
            (*before, *after),
        )
