"""What every page shows, asked of the database once for each state of the publication."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from contextvars import ContextVar
from functools import wraps
from typing import TypeVar

from prsite.pagecache.clock import State

# The state that a page is being made in.
current: ContextVar[State | None] = ContextVar("current", default=None)

R = TypeVar("R")


def once_per_state(function: Callable[[], R]) -> Callable[[], R]:
    """Keep what a function returns for as long as nothing changes; where no page is made, ask it.

    The state was read before the page was begun: what is asked for now is as new, or newer, and
    the next change begins another state. What is returned is shared, and must not be changed.
    """

    @wraps(function)
    def held() -> R:
        return hold(function, function)

    return held


def hold(key: Hashable, make: Callable[[], R]) -> R:
    """Return what `make` returned for this key in the state at hand; there must be few keys."""
    state = current.get()
    if state is None:
        return make()
    if key not in state.held:
        state.held[key] = make()
    return state.held[key]
