"""Keeping the index: a post's row is written in the transaction that changes its words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from django.db import connection, transaction

from posts.models import Content, Post, SearchEntry
from posts.models.search_entry import TABLE, WEIGHTS
from posts.search.analysis import forms_of, pair_of, stems_of

BATCH = 200
# PostgreSQL keeps positions up to 16,383 and 255 of a word; the rest of a long text is found, but
# not as part of a phrase. Source: https://www.postgresql.org/docs/current/textsearch-limitations.html
LAST_POSITION = 16_383
MOST_POSITIONS = 255
GAP = 20  # positions between two fields, so that no phrase begins in one and ends in the next

TITLES = ("title", "names")
LABELS = dict(zip(WEIGHTS, "ABCD", strict=True))

STATEMENTS = {
    "sqlite": f"REPLACE INTO {TABLE} (rowid, title, names, standfirst, body, forms)"  # noqa: S608
    " VALUES (%s, %s, %s, %s, %s, %s)",
    "postgresql": f"INSERT INTO {TABLE} (rowid, {TABLE}, titles, pairs)"  # noqa: S608
    " VALUES (%s, %s::tsvector, %s::tsvector, %s::integer[]) ON CONFLICT (rowid)"
    f" DO UPDATE SET {TABLE} = EXCLUDED.{TABLE}, titles = EXCLUDED.titles, pairs = EXCLUDED.pairs",
}

Fields = dict[str, list[str]]


def index_posts(keys: Iterable[int]) -> int:
    """Index the posts with these primary keys, whatever their state; return how many there were.

    Whether readers may see a post is asked when they search. Four queries and one write a batch,
    part of the caller's transaction if there is one.
    """
    keys = sorted(keys)
    return sum(_index(keys[start : start + BATCH]) for start in range(0, len(keys), BATCH))


def _index(keys: Sequence[int]) -> int:
    """Index a batch: the posts are locked before they are read, in the order of every other save.

    Else an author who is renamed meanwhile would be indexed under the old name, for good.
    """
    with transaction.atomic(savepoint=False):
        locked = Post.objects.select_for_update().filter(pk__in=keys).order_by("pk")
        rows = list(_rows(list(locked.values_list("pk", flat=True))))
        with connection.cursor() as cursor:
            cursor.executemany(STATEMENTS[connection.vendor], rows)
    return len(rows)


def forget_posts(keys: Iterable[int]) -> None:
    """Take posts out of the index."""
    SearchEntry.objects.filter(pk__in=list(keys)).delete()


def rebuild() -> Iterator[int]:
    """Index every post anew, and drop what no post stands behind; yield how many at a time.

    A batch is a transaction of its own, so that readers and editors go on meanwhile.
    """
    last = 0
    while keys := list(_keys_after(last)):
        yield index_posts(keys)
        last = keys[-1]
    _drop_orphans()


def bring_up_to_date() -> int:
    """Index what is missing and drop what is left over; return how many posts were missing.

    Missing is, too, what was indexed before there were pairs of words.
    """
    _drop_orphans()
    good = SearchEntry.objects.all()
    if connection.vendor == "postgresql":
        good = good.exclude(words__without_pairs=True)
    missing = Post.objects.exclude(pk__in=good.values("pk"))
    return index_posts(missing.values_list("pk", flat=True))


def _drop_orphans() -> None:
    SearchEntry.objects.exclude(pk__in=Post.objects.order_by().values("pk")).delete()


def _keys_after(last: int) -> Iterable[int]:
    return Post.objects.order_by("pk").filter(pk__gt=last).values_list("pk", flat=True)[:BATCH]


def _rows(keys: Sequence[int]) -> Iterator[tuple[int | str | list[int], ...]]:
    texts = dict(Content.objects.filter(post__in=keys).values_list("post", "text"))
    names = _names(keys)
    posts = Post.objects.filter(pk__in=keys).values_list("pk", "title", "standfirst")
    for pk, title, standfirst in posts.order_by("pk"):
        words = {
            "title": title,
            "names": "\n".join(names[pk]),
            "standfirst": standfirst,
            "body": texts.get(pk, ""),
        }
        fields = {name: stems_of(text) for name, text in words.items()}
        yield (pk, *_columns(fields, forms_of("\n".join(words.values()))))


def _names(keys: Sequence[int]) -> dict[int, list[str]]:
    """Return the names of each post's tags, authors and series."""
    names: dict[int, list[str]] = defaultdict(list)
    posts = Post.objects.filter(pk__in=keys).order_by()
    tagged = posts.filter(taggings__isnull=False).values_list("pk", "taggings__tag__name")
    signed = posts.filter(bylines__isnull=False).values_list("pk", "bylines__author__name")
    in_series = posts.filter(series__isnull=False).values_list("pk", "series__title")
    for pk, name in tagged.union(signed, in_series, all=True):
        names[pk].append(name)
    return names


def _columns(fields: Fields, forms: Iterable[str]) -> Sequence[str | list[int]]:
    if connection.vendor == "postgresql":
        titles = {name: fields[name] for name in TITLES}
        return [tsvector(fields, forms), tsvector(titles), pairs(fields)]
    return [*map(" ".join, fields.values()), " ".join(sorted(forms))]


def pairs(fields: Fields) -> list[int]:
    """Return the numbers of all pairs of words that stand side by side."""
    return sorted({pair_of(*pair) for stems in fields.values() for pair in pairwise(stems)})


def tsvector(fields: Fields, forms: Iterable[str] = ()) -> str:
    """Write the fields as a `tsvector` literal, each word with its places and their weight.

    `forms` have no place: they are found alone, and by their beginnings.
    """
    places: dict[str, list[str]] = defaultdict(list)
    start = 1
    for name, stems in fields.items():
        for at, stem in enumerate(stems, start=start):
            if len(places[stem]) < MOST_POSITIONS:
                places[stem].append(f"{min(at, LAST_POSITION)}{LABELS[name]}")
        start += len(stems) + GAP
    placed = [f"'{stem}':{','.join(found)}" for stem, found in places.items()]
    return " ".join([*placed, *(f"'{form}'" for form in sorted(forms) if form not in places)])
