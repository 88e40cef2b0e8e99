"""Tags and authors by letter: a page lists so many names however many there are.

Up to `FEW` stand on one page. Of more, that page shows those with the most posts, and each letter
has pages of its own, each named by the place it begins behind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Self

from django.db.models import F, QuerySet, Value
from django.db.models.lookups import GreaterThan, LessThan
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from posts import counting
from posts.alphabet import LONGEST, label_of
from posts.directory.lists import letters_of, listed_authors, listed_tags
from posts.places import LAST_KEY
from posts.querysets import Row

# How many names stand on one page; how many are shown of more; how many a page of a letter holds.
FEW = 300
MOST = 50
PAGE = 200


@dataclass(frozen=True, slots=True)
class Register:
    """What is listed by name; its kind is that of its counts and the name of its model."""

    kind: str
    title: str | Promise
    # The names of its addresses.
    address: str
    letter_address: str
    listed: Callable[[], QuerySet[Any]]

    def is_long(self) -> bool:
        """Tell whether letters have pages. One query."""
        return counting.are_more_than(FEW, self.kind)

    def under(self, letter: Letter) -> QuerySet[Any]:
        """Return what is listed under a letter, by name; the primary key settles equal names."""
        return self.listed().filter(initial=letter.initial).order_by("sort_name", "pk")

    def path_of(self, letter: Letter) -> str:
        """Return the address of the page of a letter."""
        return reverse(self.letter_address, args=[letter.initial])

    def letters(self) -> list[Letter]:
        """Return the letters that hold a name. Two queries."""
        return [Letter(letter) for letter in letters_of(self.listed())]


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter, as it is kept and as pages show it."""

    initial: str

    def __str__(self) -> str:
        return label_of(self.initial)


def _tags() -> QuerySet[Any]:
    return listed_tags().defer("description", "description_html")


def _authors() -> QuerySet[Any]:
    return listed_authors().select_related("portrait").defer("biography", "biography_html")


REGISTERS = {
    register.kind: register
    for register in (
        Register("tag", _("Tags"), "posts:tags", "posts:tags_letter", _tags),
        Register("author", _("Authors"), "posts:authors", "posts:authors_letter", _authors),
    )
}


@dataclass(frozen=True, slots=True)
class NamePlace:
    """The folded name and the key that the names of a letter come by."""

    sort_name: str
    pk: int

    @classmethod
    def of(cls, row: Any) -> Self:
        """Return where `row` stands."""
        return cls(row.sort_name, row.pk)

    @classmethod
    def read(cls, text: str) -> Self:
        """Return the place that `text` names; ValueError for any other spelling than `str()`'s."""
        key, _dash, name = text.partition("-")
        place = cls(name, int(key[: len(f"{LAST_KEY}") + 1]))
        if str(place) != text or not 0 < place.pk <= LAST_KEY or len(name) > LONGEST:
            message = f"{text!r} is not a place such as 812-apologies."
            raise ValueError(message)
        # PostgreSQL refuses to be asked for one.
        if "\0" in name:
            message = f"{text!r} holds a NUL."
            raise ValueError(message)
        return place

    def __str__(self) -> str:
        return f"{self.pk}-{self.sort_name}"


@dataclass(frozen=True, slots=True)
class LetterPage:
    """The names of a page, the place it begins behind, and where its neighbours begin.

    `place` is None for the first page, and so is `earlier` where that is the neighbour.
    """

    rows: list[Any]
    place: NamePlace | None = None
    earlier: NamePlace | None = None
    later: NamePlace | None = None

    def __iter__(self) -> Iterator[Any]:
        return iter(self.rows)

    @property
    def is_first(self) -> bool:
        """Whether nothing stands ahead of the page."""
        return self.place is None


def page_of_letter(rows: QuerySet[Any], place: NamePlace | None) -> LetterPage:
    """Return the page of `rows`, by name, behind `place`; LookupError if there is none.

    The page that holds the first name is the first one, whatever it was asked for as. One query,
    or two behind a place.
    """
    found = list((beyond(rows, place, GreaterThan) if place else rows)[: PAGE + 1])
    if not found:
        message = f"Nothing stands behind {place}."
        raise LookupError(message)
    shown = found[:PAGE]
    later = NamePlace.of(shown[-1]) if len(found) > PAGE else None
    if place is None:
        return LetterPage(shown, later=later)
    nearest = (
        beyond(rows, NamePlace.of(shown[0]), LessThan)
        .reverse()
        .select_related(None)
        .only("sort_name")
    )
    ahead = [NamePlace.of(row) for row in nearest[: PAGE + 1]]
    earlier = ahead[PAGE] if len(ahead) > PAGE else None
    return LetterPage(shown, place if ahead else None, earlier, later)


def beyond(
    rows: QuerySet[Any], place: NamePlace, comparison: type[GreaterThan | LessThan]
) -> QuerySet[Any]:
    """Compare name and key as one, as a range of the index."""
    own, limit = Row(F("sort_name"), F("pk")), Row(Value(place.sort_name), Value(place.pk))
    return rows.filter(comparison(own, limit))
