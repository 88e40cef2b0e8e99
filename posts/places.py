"""A place in a list of posts: the one a page begins behind, as addresses spell it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from posts.models import Post

# The largest key that both databases can be asked for.
LAST_KEY = 2**63 - 1


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """The moment and the key of a post that lists come by, whether or not it is still there."""

    published_at: datetime
    pk: int

    @classmethod
    def of(cls, post: Post) -> Self:
        """Return where `post` stands; ValueError for one that has no date."""
        if post.published_at is None:
            message = f"Post {post.pk} has no date to stand at in a list."
            raise ValueError(message)
        return cls(post.published_at, post.pk)

    @classmethod
    def read(cls, text: str) -> Self:
        """Return the place that `text` names; ValueError for any other spelling than `str()`'s."""
        moment, _, key = text.partition("-")
        # Digits beyond those of the last key are no key, and Python refuses to read very many.
        place = cls(datetime.fromisoformat(moment), int(key[: len(f"{LAST_KEY}") + 1]))
        if str(place) != text or not 0 < place.pk <= LAST_KEY:
            message = f"{text!r} is not a place such as 20240503T093000Z-812."
            raise ValueError(message)
        return place

    def __str__(self) -> str:
        moment = self.published_at.astimezone(UTC).replace(tzinfo=None).isoformat()
        return f"{moment.replace('-', '').replace(':', '')}Z-{self.pk}"
