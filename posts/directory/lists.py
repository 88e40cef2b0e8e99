"""Sections, tags, authors and series that readers find something in, each with its newest post."""

from __future__ import annotations

from typing import Any

from django.db import connections
from django.db.models import Exists, OuterRef, QuerySet, Subquery

from posts.alphabet import in_order
from posts.models import Author, Byline, Category, Post, Series, Tag, Tagging
from posts.querysets import PostQuerySet

# A row of each letter, found by going from one letter to the next in the index.
ROW_OF_EACH_LETTER = """
    WITH RECURSIVE letters(letter) AS (
        SELECT min(initial) FROM {table}
        UNION ALL
        SELECT (SELECT min(initial) FROM {table} WHERE initial > letter)
        FROM letters WHERE letter IS NOT NULL
    )
    SELECT (SELECT id FROM {table} WHERE initial = letter ORDER BY initial, sort_name, id LIMIT 1)
    FROM letters WHERE letter IS NOT NULL
"""


def listed_categories() -> QuerySet[Any]:
    """Return the categories that hold a public post, in their order."""
    return _listed(Category.objects.all(), Post.objects.published().in_category(OuterRef("pk")))


def listed_tags() -> QuerySet[Any]:
    """Return the tags that a public post carries, by name."""
    return _listed(Tag.objects.all(), Post.objects.published().tagged(OuterRef("pk")))


def listed_authors() -> QuerySet[Any]:
    """Return the authors who sign a public post, by name."""
    return _listed(Author.objects.all(), Post.objects.published().by_author(OuterRef("pk")))


def listed_series() -> QuerySet[Any]:
    """Return the series with a public part, by title; their date is that of the last part.

    Parts are read by their number, for which there is an index; by date every series would read
    the parts of all.
    """
    parts = Post.objects.published().in_series(OuterRef("pk")).order_by("-series_part")
    return _listed(Series.objects.all(), parts)


def letters_of(listed: QuerySet[Any]) -> list[str]:
    """Return the letters under which any of these tags or authors stands. Two queries."""
    rows = listed.model._base_manager.using(listed.db)
    with connections[listed.db].cursor() as cursor:
        cursor.execute(ROW_OF_EACH_LETTER.format(table=listed.model._meta.db_table))
        # As values: of a subquery PostgreSQL takes a table, and reads all rows.
        each = [key for (key,) in cursor.fetchall()]
    held = Exists(listed.filter(initial=OuterRef("initial")))
    letters = rows.filter(held, pk__in=each).order_by().values_list("initial", flat=True)
    return sorted(letters, key=in_order)


def shown_tags() -> QuerySet[Any]:
    """Return the tags whose pages readers may open."""
    public = Post.objects.published().tagged(OuterRef("pk"))
    used = Tagging.objects.filter(tag=OuterRef("pk"))
    return _shown(Tag.objects.defer("description"), public, used)


def shown_authors() -> QuerySet[Any]:
    """Return the authors whose pages readers may open."""
    public = Post.objects.published().by_author(OuterRef("pk"))
    used = Byline.objects.filter(author=OuterRef("pk"))
    return _shown(Author.objects.defer("biography"), public, used)


def shown_series() -> QuerySet[Any]:
    """Return the series whose pages readers may open."""
    public = Post.objects.published().in_series(OuterRef("pk"))
    used = Post.objects.filter(series=OuterRef("pk"))
    return _shown(Series.objects.defer("description"), public, used)


def _shown(rows: QuerySet[Any], public: QuerySet[Any], used: QuerySet[Any]) -> QuerySet[Any]:
    """Leave out what only hidden posts stand under: a name alone can tell of a draft.

    What has no post at all was made for readers to come, and says that its first is on its way.
    """
    return rows.filter(Exists(public) | ~Exists(used))


def _listed(rows: QuerySet[Any], posts: PostQuerySet) -> QuerySet[Any]:
    """Annotate each row with `newest_at`, when its newest public post went live, or leave it out.

    One look-up in the index of the list for each row.
    """
    newest = Subquery(posts.values("published_at")[:1])
    return rows.annotate(newest_at=newest).filter(newest_at__isnull=False)
