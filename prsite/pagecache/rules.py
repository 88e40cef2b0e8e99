"""What the page cache is told of the publication that it stands in front of."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple


class Moments(NamedTuple):
    """The next minutes at which pages change by themselves; None where none is planned."""

    change: datetime | None  # Something appears, vanishes, or reads differently.
    expiry: datetime | None  # Something vanishes, and must not be seen from then on.
    calendar: Hashable = None  # What pages say by the date alone, whatever the database holds.


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
    # In which form the page at a path is wanted, by the Accept header.
    variant: Callable[[str, str], str]
    # Whether X-Forwarded-Proto is a proxy's word.
    trusts_proxy: bool
    next_moments: Callable[[datetime], Moments]
    # For how many seconds caches on the way may answer by themselves, and the name of pages there.
    shared_seconds: int
    surrogate_key: str
    # The page that says the database is gone; asks for nothing.
    unavailable: Callable[[], bytes]
