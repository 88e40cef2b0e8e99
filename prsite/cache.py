"""A cache in Redis that pages can do without: while Redis fails, it is empty and keeps nothing."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from time import monotonic
from typing import Any, TypeVar

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

logger = logging.getLogger(__name__)

REST = 5.0  # seconds during which a Redis that failed is not asked again
CONNECT_WITHIN = 0.5  # seconds; without a bound a silent Redis would hold every page
ANSWER_WITHIN = 1.0  # seconds

Answer = TypeVar("Answer")


class Outage:
    """What a process knows of its Redis: whether it is away, and when to ask again."""

    def __init__(self) -> None:
        self.is_on = False
        self.ask_again_at = 0.0

    def begin(self, error: RedisError) -> None:
        """Rest for a while; say so once an outage rather than once a page."""
        self.ask_again_at = monotonic() + REST
        if not self.is_on:
            logger.warning("Redis fails, and pages go on without it: %s", error)
        self.is_on = True

    def end(self) -> None:
        """Say that Redis is back, if it was away."""
        if self.is_on:
            logger.warning("Redis answers again")
        self.is_on = False


class ForgivingClient(RedisCacheClient):
    """Django's client of Redis, answering for an empty cache where Redis does not."""

    outage = Outage()  # the process's own, because Django makes a client for every thread

    def add(self, key: Any, value: Any, timeout: Any) -> bool:
        """Store what is not there yet; False where nothing was stored."""
        return self._ask(partial(super().add, key, value, timeout), otherwise=False)

    def get(self, key: Any, default: Any) -> Any:
        """Return what is stored, or `default`."""
        return self._ask(partial(super().get, key, default), otherwise=default)

    def set(self, key: Any, value: Any, timeout: Any) -> None:
        """Store a value."""
        self._ask(partial(super().set, key, value, timeout), otherwise=None)

    def touch(self, key: Any, timeout: Any) -> bool:
        """Keep a value for longer; False where there is none."""
        return self._ask(partial(super().touch, key, timeout), otherwise=False)

    def delete(self, key: Any) -> bool:
        """Forget a value; False where there is none."""
        return self._ask(partial(super().delete, key), otherwise=False)

    def get_many(self, keys: Iterable[Any]) -> dict[Any, Any]:
        """Return what is stored of `keys`."""
        return self._ask(partial(super().get_many, keys), otherwise={})

    def has_key(self, key: Any) -> bool:
        """Say whether a value is stored."""
        return self._ask(partial(super().has_key, key), otherwise=False)

    def incr(self, key: Any, delta: int) -> Any:
        """Add to a stored number. Raises ValueError where there is none, as Django's caches do."""
        number = self._ask(partial(super().incr, key, delta), otherwise=None)
        if number is None:
            raise ValueError(f"Key {key!r} not found.")
        return number

    def set_many(self, data: Mapping[Any, Any], timeout: Any) -> None:
        """Store several values."""
        self._ask(partial(super().set_many, data, timeout), otherwise=None)

    def delete_many(self, keys: Iterable[Any]) -> None:
        """Forget several values."""
        self._ask(partial(super().delete_many, keys), otherwise=None)

    def clear(self) -> bool:
        """Forget everything; False where nothing was forgotten."""
        return self._ask(super().clear, otherwise=False)

    def _ask(self, question: Callable[[], Answer], *, otherwise: Answer) -> Answer:
        """Return what Redis says, or `otherwise` where it fails or failed a moment ago."""
        if monotonic() < self.outage.ask_again_at:
            return otherwise
        try:
            answer = question()
        except RedisError as error:
            self.outage.begin(error)
            return otherwise
        self.outage.end()
        return answer


class ForgivingRedisCache(RedisCache):
    """Django's cache in Redis, without which pages come all the same."""

    def __init__(self, server: str | list[str], params: dict[str, Any]) -> None:
        patience = {
            "socket_connect_timeout": CONNECT_WITHIN,
            "socket_timeout": ANSWER_WITHIN,
            # Once more, at once: a Redis that was restarted has closed the connections it had.
            "retry": Retry(NoBackoff(), 1),
        }
        options = patience | params.get("OPTIONS", {})
        super().__init__(server, params | {"OPTIONS": options})
        self._class = ForgivingClient
