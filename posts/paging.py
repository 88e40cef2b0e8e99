"""Pages of a list of posts, each named by the place it begins behind.

Such a page shows the same posts however many are published later, and is one range of the list's
index however deep it lies: nothing is counted, and nothing ahead of it is walked through.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings

from posts.composed import Question
from posts.models import Post
from posts.places import Place
from posts.querysets import PostQuerySet

# How many posts a numbered page is sought behind; reading their keys takes some milliseconds.
DEEPEST = 20_000


@dataclass(frozen=True, slots=True)
class ListPage:
    """The posts of a page, the place it begins behind, and where its neighbours begin.

    `place` is None for the first page, and so is `newer` where that is the neighbour.
    """

    posts: list[Post]
    place: Place | None
    newer: Place | None
    older: Place | None

    @property
    def is_first(self) -> bool:
        """Whether nothing newer is on the list."""
        return self.place is None

    @property
    def is_empty(self) -> bool:
        """Whether the list has no post at all."""
        return not self.posts


class Listing:
    """A kind of list that has pages, such as those of sections, newest first.

    `compose` returns the posts for the values that name one of them, such as `category`.
    """

    def __init__(self, compose: Callable[..., PostQuerySet]) -> None:
        self.compose = compose
        # Each is a range of an index, whatever it is asked with.
        ask = partial(Question, is_planned_unseen=True)
        self.newest = ask(lambda size, **named: compose(**named).with_cards()[:size])
        self.behind = ask(
            lambda size, published_at, pk, **named: (
                compose(**named).before(Place(published_at, pk)).with_cards()[:size]
            )
        )
        self.ahead = ask(
            lambda size, published_at, pk, **named: (
                compose(**named).after(Place(published_at, pk)).only("published_at")[:size]
            )
        )

    def of(self, **named: Any) -> Listed:
        """Return the list that these values name."""
        return Listed(self, named)


@dataclass(frozen=True, slots=True)
class Listed:
    """One list of its kind."""

    listing: Listing
    named: dict[str, Any]

    @property
    def posts(self) -> PostQuerySet:
        """All of them, for questions that are not asked with every page."""
        return self.listing.compose(**self.named)

    def newest(self, size: int) -> list[Post]:
        """Return the first posts, with cards. One query."""
        return self.listing.newest(size, **self.named)

    def behind(self, place: Place, size: int) -> list[Post]:
        """Return the next posts behind a place, with cards. One query."""
        at = {"published_at": place.published_at, "pk": place.pk}
        return self.listing.behind(size, **at, **self.named)

    def ahead(self, place: Place, size: int) -> list[Place]:
        """Return the places of the posts ahead of one, the nearest first. One query."""
        at = {"published_at": place.published_at, "pk": place.pk}
        return [Place.of(post) for post in self.listing.ahead(size, **at, **self.named)]


LATEST = Listing(lambda: Post.objects.published().newest_first())
IN_CATEGORY = Listing(lambda category: Post.objects.published().in_category(category))
TAGGED = Listing(lambda tag: Post.objects.published().tagged(tag))
BY_AUTHOR = Listing(lambda author: Post.objects.published().by_author(author))
IN_PERIOD = Listing(
    lambda start, end: Post.objects.published().published_between(start, end).newest_first()
)


def first_page(listed: Listed) -> ListPage:
    """Return the newest posts of a list. One query."""
    shown, older = _shown(listed.newest(settings.PAGE_SIZE + 1))
    return ListPage(shown, None, None, older)


def page_behind(listed: Listed, place: Place) -> ListPage:
    """Return the page of a list that begins behind `place`; LookupError if there is none.

    The page that holds the newest is the first one, whatever it was asked for as. Two queries.
    """
    shown, older = _shown(listed.behind(place, settings.PAGE_SIZE + 1))
    if not shown:
        message = f"The list has nothing behind {place}."
        raise LookupError(message)
    ahead = listed.ahead(Place.of(shown[0]), settings.PAGE_SIZE + 1)
    newer = ahead[settings.PAGE_SIZE] if len(ahead) > settings.PAGE_SIZE else None
    return ListPage(shown, place if ahead else None, newer, older)


def place_of_oldest(listed: Listed) -> Place | None:
    """Return where the page of the oldest posts begins; None if that is the first page."""
    behind = _places(listed.posts.reverse()[settings.PAGE_SIZE : settings.PAGE_SIZE + 1])
    return behind[0] if behind else None


def place_of_number(listed: Listed, number: int) -> Place | None:
    """Return where page `number`, from 2 on, begins today; LookupError for one past the end.

    A page behind `DEEPEST` posts is not sought: the answer is that of the oldest page. One query,
    or two then.
    """
    ahead = min((number - 1) * settings.PAGE_SIZE, DEEPEST)
    around = _places(listed.posts[ahead - 1 : ahead + 1])
    if len(around) < 2:
        message = f"The list has no page {number}."
        raise LookupError(message)
    return around[0] if ahead < DEEPEST else place_of_oldest(listed)


def _shown(found: list[Post]) -> tuple[list[Post], Place | None]:
    """Return a page of posts, and where the next one begins: one more is read to know."""
    shown = found[: settings.PAGE_SIZE]
    return shown, Place.of(shown[-1]) if len(found) > len(shown) else None


def _places(posts: PostQuerySet) -> list[Place]:
    return [Place.of(post) for post in posts.only("published_at")]
