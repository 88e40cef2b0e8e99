"""Which posts read differently now: gathered while a transaction runs, announced before it ends.

A save touches a post in several places (its text, its byline, its tags), and whoever keeps
something that is made from the words of posts, such as the search index, wants to hear of it once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.dispatch import Signal

# Sent with `posts`, a list of primary keys, inside the transaction that changed their words.
words_changed = Signal()
# Sent with `posts`, keys of posts that were published or whose changes were, and with `by`, the
# account that did it or None; inside the transaction of that.
went_out = Signal()
# Sent with `copy`, changes that could not go live at their minute, and the `reason` in words.
stayed_aside = Signal()

_gathering: ContextVar[set[int] | None] = ContextVar("gathering", default=None)


@contextmanager
def gathered() -> Iterator[None]:
    """Hold announcements back until the end of the outermost block, and make each one once.

    The block belongs inside a transaction: what listens then writes within it. Nothing is
    announced when the block fails, because nothing of it was stored.
    """
    if _gathering.get() is not None:
        yield
        return
    touched: set[int] = set()
    token = _gathering.set(touched)
    try:
        yield
    finally:
        _gathering.reset(token)
    _announce(touched)


def touch(posts: Iterable[int | None]) -> None:
    """Say that the words of these posts (primary keys) have changed."""
    keys = {key for key in posts if key is not None}
    held = _gathering.get()
    if held is None:
        _announce(keys)
    else:
        held |= keys


def _announce(keys: set[int]) -> None:
    if keys:
        words_changed.send(sender=None, posts=sorted(keys))
