"""What every page shows, asked of the database once for each state of the publication."""

from __future__ import annotations

from collections.abc import Callable
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
        state = current.get()
        if state is None:
            return function()
        if function not in state.held:
            state.held[function] = function()
        return state.held[function]

    return held
