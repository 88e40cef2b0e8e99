"""What every page shows, asked of the database once for each state of the publication."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from contextvars import ContextVar
from functools import wraps
from typing import Any, NamedTuple, TypeVar

from prsite.pagecache.clock import State
from prsite.pagecache.grounds import Grounds, gathered_apart, rest_on

# The state that a page is being made in.
current: ContextVar[State | None] = ContextVar("current", default=None)

R = TypeVar("R")


class Held(NamedTuple):
    """Something that is held, and what it rests on where that was gathered."""

    value: Any
    grounds: Grounds | None


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
    held = state.held.get(key) or _taken_over(key, state)
    if held is None:
        with gathered_apart() as grounds:
            value = make()
        if grounds is not None and not state.is_certain():
            grounds.digest = None  # What was answered just now may be newer than what is held.
        held = state.held[key] = Held(value, grounds)
    rest_on(key, held.grounds)
    return held.value


def still_rests(grounds: Grounds, state: State) -> bool:
    """Tell whether what rests on these grounds is in this state what it was in an earlier one."""
    for key, own in grounds.held.items():
        held = state.held.get(key) or _taken_over(key, state)
        if held is None or held.grounds is not own:
            return False
    return grounds.are_answered_alike()


def _taken_over(key: Hashable, state: State) -> Held | None:
    """Hold what was held in the state before, if it is the same still."""
    held: Held | None = state.handed_down.pop(key, None)
    if held is None or held.grounds is None or not still_rests(held.grounds, state):
        return None
    state.held[key] = held
    return held
