"""In which state the publication is: what its database holds, and between which minutes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from time import time
from typing import Any

from django.db import Error

from prsite.pagecache.rules import Moments
from prsite.pagecache.stamps import Stamp, Stamps, Unavailable

NEVER = float("inf")


class State:
    """A span of time in which every page stays what it is. Compared by identity."""

    __slots__ = ("_confirm", "calendar", "expiry", "handed_down", "held", "since", "stamp", "until")

    def __init__(
        self,
        stamp: Stamp,
        since: float,
        moments: Moments,
        *,
        before: State | None = None,
        confirm: Callable[[], Stamp] | None = None,
    ) -> None:
        self.stamp = stamp
        self.since = since
        self._confirm = confirm
        self.until = moments.change.timestamp() if moments.change else NEVER
        # What readers must no longer see from then on, even while the database is gone.
        self.expiry = moments.expiry.timestamp() if moments.expiry else NEVER
        self.calendar = moments.calendar
        # What is the same on every page, by the functions that ask for it; and what was so before,
        # to be looked at once more.
        self.held: dict[Any, Any] = {}
        self.handed_down: dict[Any, Any] = {}
        if before is not None:
            if before.calendar == self.calendar:
                self.handed_down = before.handed_down | before.held
            # Pages that are kept hold on to their states, and these to nothing.
            before.held, before.handed_down = {}, {}

    def is_certain(self) -> bool:
        """Tell of the database itself whether nothing was committed since, and no minute passed."""
        try:
            is_same = self._confirm is None or self._confirm() == self.stamp
        except Unavailable:
            return False
        return is_same and time() < self.until


class Clock:
    """Tells the state, and keeps the last one for when the database does not answer."""

    def __init__(self, stamps: Stamps, next_moments: Callable[[datetime], Moments]) -> None:
        self._stamps = stamps
        self._next_moments = next_moments
        self._reading = threading.Lock()
        self.known: State | None = None

    def state(self, now: float) -> State:
        """Return the state at `now`, seconds since 1970. Raises Unavailable."""
        stamp = self._stamps.read()
        known = self.known
        if known is not None and known.stamp == stamp and known.since <= now < known.until:
            return known
        with self._reading:
            known = self.known
            if known is None or known.stamp != stamp or not known.since <= now < known.until:
                moments = self._moments_after(now)
                self.known = known = State(
                    stamp, now, moments, before=known, confirm=self._stamps.confirm
                )
        return known

    def close(self) -> None:
        """Close what this thread keeps open to tell it."""
        self._stamps.close()

    def _moments_after(self, now: float) -> Moments:
        try:
            return self._next_moments(datetime.fromtimestamp(now, UTC))
        except Error as error:
            raise Unavailable(str(error)) from error

    def __call__(self) -> State:
        """Return the state now. Raises Unavailable."""
        return self.state(time())
