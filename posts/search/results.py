"""Answering a search: how many posts, in which sections and years, and which come first."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any, NamedTuple

from django.db import connection, connections, router, transaction
from django.db.models import Case, F, Q, QuerySet, Subquery, When
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from posts.models import Category, Post, SearchEntry
from posts.models.search_entry import Rank
from posts.querysets import PostQuerySet
from posts.rendering import typeset
from posts.search.query import Query, Term, any_of, expression
from posts.search.snippets import highlight, snippet

# What is weighed and counted, and what can be paged through. A bound keeps a search for a word that
# stands in half of all posts as quick as any other, however many posts there are.
MOST_WEIGHED = 500
# Of very many, those that come first because a title, a tag or an author answers.
MOST_TITLED = 100
# Beside a page that is not there, anybody may ask for anything: fewer will do.
MOST_KINDRED = 100
# Years that are offered to narrow by.
MOST_YEARS = 40
FIRST_YEAR = 1000  # An address writes a year in four digits.


class Order(StrEnum):
    """Which result comes first."""

    BEST = "best"
    NEWEST = "newest"

    @property
    def label(self) -> str | Promise:
        """How the order is called on the page."""
        return _("Best first") if self is Order.BEST else _("Newest first")


class Found(NamedTuple):
    """A post that was found, with what orders and counts it; the later, the greater."""

    published_at: Any
    key: int
    sections: frozenset[int]

    @property
    def year(self) -> int:
        """The year on the publication's calendar."""
        return timezone.localtime(self.published_at).year


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows a search: a section, a year in the publication's zone, or neither."""

    section: Category | None = None
    year: int | None = None

    def fits(self, found: Found) -> bool:
        """Whether a post that was found lies within."""
        is_in_section = self.section is None or self.section.pk in found.sections
        return is_in_section and (self.year is None or self.year == found.year)


@dataclass(frozen=True, slots=True)
class Facet:
    """A section or a year to narrow by, and how many posts it would leave, where that is known."""

    value: Any
    count: int | None


@dataclass(frozen=True, slots=True)
class Hit:
    """A post that was found, its title and the place in its text with what was asked for marked."""

    post: Post
    title: SafeString
    snippet: SafeString


class Results:
    """What a query finds among the posts that readers may see.

    Nothing is asked of the database before it is needed. Up to `MOST_WEIGHED` posts are read,
    counted by section and year, and weighed. Of more, so many are listed and none is counted:
    those with the words in title, tags or authors first, then the newest.
    """

    def __init__(
        self, query: Query, *, filters: Filters | None = None, order: Order = Order.BEST
    ) -> None:
        self.query = query
        self.filters = filters or Filters()
        self.order = order

    # ------------------------------------------------------------ how many

    @property
    def has_any(self) -> bool:
        """Whether anything is found, if only without the filters."""
        if self._few is not None:
            return bool(self._few)
        # Of very many, all may be hidden.
        everywhere = Results(self.query, order=Order.NEWEST)
        return bool(self.total) or (self.filters != Filters() and bool(everywhere.total))

    @property
    def total(self) -> int:
        """How many posts are found within the filters, as far as they are listed."""
        return len(self.keys)

    @property
    def is_bounded(self) -> bool:
        """Whether there may be more than are listed."""
        return self._few is None and self.total == MOST_WEIGHED

    @property
    def in_all_sections(self) -> int | None:
        """How many posts are found within the year; None where they are not counted."""
        return self._count(replace(self.filters, section=None))

    @property
    def in_any_year(self) -> int | None:
        """How many posts are found within the section; None where they are not counted."""
        return self._count(replace(self.filters, year=None))

    @property
    def sections(self) -> list[Facet]:
        """Sections to narrow by, with their posts within the year, the fullest first."""
        if self._few is None:
            known = Category.objects.filter(is_in_navigation=True).defer("description")
            return [Facet(section, None) for section in known]
        year = replace(self.filters, section=None)
        fitting = filter(year.fits, self._few)
        counts = Counter(section for found in fitting for section in found.sections)
        sections = Category.objects.defer("description").in_bulk(list(counts))
        full = counts.most_common()
        return [Facet(sections[key], count) for key, count in full if key in sections]

    @property
    def years(self) -> list[Facet]:
        """Years to narrow by, with their posts within the section, the latest first."""
        if self._few is None:
            return [Facet(year, None) for year in publication_years()]
        section = replace(self.filters, year=None)
        counts = Counter(found.year for found in self._few if section.fits(found))
        latest = sorted(counts, reverse=True)[:MOST_YEARS]
        return [Facet(year, counts[year]) for year in latest if year >= FIRST_YEAR]

    def _count(self, filters: Filters) -> int | None:
        return None if self._few is None else sum(map(filters.fits, self._few))

    # ------------------------------------------------------------ which come first

    @cached_property
    def keys(self) -> list[int]:
        """The primary keys of the posts found, in order, as many as can be paged through."""
        if self._few is None:
            return self._keys_of_many()
        found = sorted(filter(self.filters.fits, self._few), reverse=True)
        newest = [one.key for one in found]
        if self.order is Order.NEWEST:
            return newest
        ranks = ranks_of(self._expression, newest)
        return sorted(newest, key=lambda key: ranks.get(key, 0.0))

    @cached_property
    def _few(self) -> list[Found] | None:
        """Every post found, or None where the words stand in more posts than are weighed.

        Two queries, of which the first is to the index of words: what is rare costs what it finds.
        Left to themselves, databases may begin with the posts and ask that index anew for each.
        """
        with by_index_of_words():
            keys = list(self._entries.values_list("pk", flat=True)[: MOST_WEIGHED + 1])
        if len(keys) > MOST_WEIGHED:
            return None
        public = Post.objects.published().filter(pk__in=keys).order_by()
        sections: dict[tuple[datetime | None, int], set[int]] = defaultdict(set)
        for moment, key, section in public.values_list("published_at", "pk", "filings__category"):
            sections[moment, key].add(section)
        return [Found(moment, key, frozenset(its)) for (moment, key), its in sections.items()]

    def _keys_of_many(self) -> list[int]:
        """Return the posts that hold the words in title or names, and then the newest.

        The list of posts is walked from its latest, with the words as a set to look into: so many
        are found that the walk soon ends.
        """
        # As a condition of its own: else PostgreSQL joins and sorts all that is found.
        holds_words = Case(When(pk__in=self._entries.values("pk"), then=True), default=False)
        newest = self._within_filters(holds_words).newest_first()
        with by_index_of_words(beside_lists=True):
            found = list(newest.values_list("pk", flat=True)[:MOST_WEIGHED])
        if self.order is Order.NEWEST:
            return found
        return list(dict.fromkeys([*self._titled(), *found]))[:MOST_WEIGHED]

    def _titled(self) -> list[int]:
        """Return the posts that hold the words in title or names, the newest first."""
        wanted = expression(replace(self.query, unwanted=()), vendor=connection.vendor)
        entries = SearchEntry.objects.filter(words__matches_title=wanted).order_by("-pk")
        if self.query.unwanted:
            # A text may hold a word that is not wanted though its title answers.
            unwanted = any_of(self.query.unwanted, vendor=connection.vendor)
            without = SearchEntry.objects.filter(words__matches=unwanted)
            entries = entries.exclude(pk__in=without.order_by().values("pk"))
        with by_index_of_words():
            # Narrowed, of few of them as many as otherwise remain.
            most = MOST_TITLED if self.filters == Filters() else MOST_WEIGHED
            keys = list(entries.values_list("pk", flat=True)[:most])
        titled = self._within_filters(Q(pk__in=keys)).newest_first()
        return list(titled.values_list("pk", flat=True))

    def _within_filters(self, *conditions: Any) -> PostQuerySet:
        found = Post.objects.published().filter(*conditions)
        if self.filters.section:
            found = found.filter(filings__category=self.filters.section)
        if self.filters.year:
            year = self.filters.year
            found = found.published_between(start_of(year), start_of(year + 1))
        return found

    @property
    def _entries(self) -> QuerySet[SearchEntry]:
        return entries_of(self.query)

    @cached_property
    def _expression(self) -> str:
        return expression(self.query, vendor=connection.vendor)

    # ------------------------------------------------------------ what is shown

    def hits(self, keys: Iterable[int]) -> list[Hit]:
        """Return the posts with these keys as they are shown, in the order given. Two queries."""
        keys = list(keys)
        found = Post.objects.published().with_cards().annotate(text=F("content__text")).order_by()
        posts = found.in_bulk(keys)
        return [self._hit(posts[key], posts[key].text or "") for key in keys if key in posts]

    def _hit(self, post: Post, text: str) -> Hit:
        title = highlight(typeset(post.title), self.query)
        place = snippet(text, self.query)
        return Hit(post, title, place or highlight(typeset(post.summary), self.query))


def kindred(terms: Sequence[Term], *, limit: int) -> list[Post]:
    """Return public posts that hold any of `terms`, the best first, with their cards.

    Of very common words only so many posts are weighed, those that were made last.
    """
    if not terms:
        return []
    found_by = any_of(terms, vendor=connection.vendor)
    entries = SearchEntry.objects.filter(words__matches=found_by).order_by("-pk")
    with by_index_of_words():
        found = list(entries.values_list("pk", flat=True)[:MOST_KINDRED])
    public = Post.objects.published().filter(pk__in=found)
    keys = sorted(public.order_by().values_list("pk", flat=True), reverse=True)
    ranks = ranks_of(found_by, keys)
    best = sorted(keys, key=lambda key: ranks.get(key, 0.0))[:limit]
    posts = Post.objects.published().with_cards().order_by().in_bulk(best)
    return [posts[key] for key in best if key in posts]


def keys_of(query: Query, among: QuerySet | None = None) -> list[int]:
    """Return the posts that hold the words, public or not, those that were made last first.

    For the desk, which shows whoever may see them what nobody else does: `among` are those that
    may be seen, if not all. `MOST_WEIGHED` at most. One query.
    """
    entries = entries_of(query).order_by("-pk")
    if among is not None:
        entries = entries.filter(pk__in=among.order_by().values("pk"))
    with by_index_of_words():
        return list(entries.values_list("pk", flat=True)[:MOST_WEIGHED])


def entries_of(query: Query) -> QuerySet[SearchEntry]:
    """Return the entries that hold the words.

    PostgreSQL's index does not know where in a post a word stands. It would unpack each post that
    holds the words of a phrase; pairs of words leave it few others than those with the phrase.
    """
    found_by = expression(query, vendor=connection.vendor)
    entries = SearchEntry.objects.filter(words__matches=found_by)
    if connection.vendor == "postgresql" and query.pairs:
        entries = entries.filter(words__pairs=query.pairs)
    return entries


@contextmanager
def by_index_of_words(*, beside_lists: bool = False) -> Iterator[None]:
    """Let PostgreSQL find words by their index alone, or beside the indexes that lists are kept by.

    It does not count what unpacking a long text costs, and takes reading all of them for cheaper
    than the index where a word is common: half a second instead of some milliseconds at 20,000
    posts. Other databases need no telling.
    """
    using = router.db_for_read(SearchEntry)
    if connections[using].vendor != "postgresql":
        yield
        return
    others = ["enable_seqscan"] if beside_lists else ["enable_seqscan", "enable_indexscan"]
    is_within = connections[using].in_atomic_block
    with transaction.atomic(using, savepoint=False), connections[using].cursor() as cursor:
        cursor.execute("; ".join(f"SET LOCAL {other} = off" for other in others))
        yield
        if is_within:  # A transaction of its own takes back at its end what was set in it.
            cursor.execute("; ".join(f"SET LOCAL {other} = on" for other in others))


def ranks_of(found_by: str, keys: list[int]) -> dict[int, float]:
    """Return how well each of these posts, which hold the words, answers: smaller is better.

    One query.
    """
    if not keys:
        return {}
    if connection.vendor == "postgresql":
        entries = SearchEntry.objects.filter(pk__in=keys)
    else:
        # FTS5 weighs what it has just matched. The sum keeps SQLite from looking up each key in the
        # index of words: it reads what matches once.
        matching = SearchEntry.objects.alias(key=F("pk") + 0)
        entries = matching.filter(words__matches=found_by, key__in=keys)
    return dict(entries.values_list("pk", Rank(found_by, words="words")))


def publication_years() -> list[int]:
    """Return the years from the latest public post back to the first. One query: two look-ups."""
    moments = Post.objects.published().order_by("published_at").values("published_at")
    latest = Subquery(moments.reverse()[:1])
    ends = moments.annotate(latest=latest).values_list("published_at", "latest").first()
    if ends is None:
        return []
    first, last = (timezone.localtime(moment).year for moment in ends)
    return list(range(last, max(first, last - MOST_YEARS + 1) - 1, -1))


def start_of(year: int) -> datetime:
    """Return the first moment of a year on the publication's calendar."""
    return timezone.make_aware(datetime(year, 1, 1), timezone.get_default_timezone())  # noqa: DTZ001
