"""Pages of a list of posts, each named by the place it begins behind.

Such a page shows the same posts however many are published later, and is one range of the list's
index however deep it lies: nothing is counted, and nothing ahead of it is walked through.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings

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

    def __iter__(self) -> Iterator[Post]:
        return iter(self.posts)

    @property
    def is_first(self) -> bool:
        """Whether nothing newer is on the list."""
        return self.place is None

    @property
    def is_empty(self) -> bool:
        """Whether the list has no post at all."""
        return not self.posts


def first_page(posts: PostQuerySet) -> ListPage:
    """Return the newest of `posts`. Two queries."""
    shown, older = _shown(posts)
    return ListPage(shown, None, None, older)


def page_behind(posts: PostQuerySet, place: Place) -> ListPage:
    """Return the page of `posts` that begins behind `place`; LookupError if there is none.

    The page that holds the newest is the first one, whatever it was asked for as. Three queries.
    """
    shown, older = _shown(posts.before(place))
    if not shown:
        message = f"The list has nothing behind {place}."
        raise LookupError(message)
    ahead = _places(posts.after(shown[0])[: settings.PAGE_SIZE + 1])
    newer = ahead[settings.PAGE_SIZE] if len(ahead) > settings.PAGE_SIZE else None
    return ListPage(shown, place if ahead else None, newer, older)


def place_of_oldest(posts: PostQuerySet) -> Place | None:
    """Return where the page of the oldest of `posts` begins; None if that is the first page."""
    behind = _places(posts.reverse()[settings.PAGE_SIZE : settings.PAGE_SIZE + 1])
    return behind[0] if behind else None


def place_of_number(posts: PostQuerySet, number: int) -> Place | None:
    """Return where page `number`, from 2 on, begins today; LookupError for one past the end.

    A page behind `DEEPEST` posts is not sought: the answer is that of the oldest page. One query,
    or two then.
    """
    ahead = min((number - 1) * settings.PAGE_SIZE, DEEPEST)
    around = _places(posts[ahead - 1 : ahead + 1])
    if len(around) < 2:
        message = f"The list has no page {number}."
        raise LookupError(message)
    return around[0] if ahead < DEEPEST else place_of_oldest(posts)


def _shown(posts: PostQuerySet) -> tuple[list[Post], Place | None]:
    """Return a page of `posts`, and where the next one begins: one more is read to know."""
    found = list(posts.with_cards()[: settings.PAGE_SIZE + 1])
    shown = found[: settings.PAGE_SIZE]
    return shown, Place.of(shown[-1]) if len(found) > len(shown) else None


def _places(posts: PostQuerySet) -> list[Place]:
    return [Place.of(post) for post in posts.only("published_at")]
