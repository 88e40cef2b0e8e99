"""What the page cache is told of the publication that it stands in front of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple


class Moments(NamedTuple):
    """The next minutes at which pages change by themselves; None where none is planned."""

    change: datetime | None  # Something appears, vanishes, or reads differently.
    expiry: datetime | None  # Something vanishes, and must not be seen from then on.


@dataclass(frozen=True, slots=True)
class Rules:
    """What may be kept, and how long it can hold."""

    # Paths that begin so are never kept.
    private: tuple[str, ...]
    # Parameters that a page may depend on, with what else may stand beside them on a path, such as
    # a search, which is not kept.
    parameters: frozenset[str]
    searches: dict[str, frozenset[str]]
    # Cookies of visitors who may see something else than everybody.
    cookies: tuple[str, ...]
    # In which form a page is wanted, by the Accept header.
    variant: Callable[[str], str]
    next_moments: Callable[[datetime], Moments]
    # What browsers and caches on the way are told of a page that is kept here, in place of what
    # every other answer says.
    cache_control: str
    surrogate_key: str
    # The page that says the database is gone; asks for nothing.
    unavailable: Callable[[], bytes]
