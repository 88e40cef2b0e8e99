"""Pages come without Redis, and the log says so once."""

from __future__ import annotations

import logging
import socket

import pytest
from django.core.cache import caches
from django.core.cache.backends.redis import RedisCacheClient
from django.urls import reverse
from redis.exceptions import ResponseError

from prsite import cache as forgiving
from prsite import environment
from tests import factories


@pytest.fixture
def _no_outage(monkeypatch):
    """Begin with a Redis of which nothing is known."""
    monkeypatch.setattr(forgiving.ForgivingClient, "outage", forgiving.Outage())


@pytest.fixture
def closed_redis(_no_outage, monkeypatch, settings):
    """Point the cache at a port where nobody listens; return it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    monkeypatch.setenv("CACHE_URL", f"redis://127.0.0.1:{port}/0")
    settings.CACHES = {"default": environment.cache()}
    return caches["default"]


@pytest.fixture
def clock(monkeypatch) -> list[float]:
    """Stop the clock that outages are timed by; its one entry may be moved."""
    now = [1000.0]
    monkeypatch.setattr(forgiving, "monotonic", lambda: now[0])
    return now


def warnings(caplog) -> list[str]:
    return [record.message for record in caplog.records if record.name == "prsite.cache"]


def test_cache_without_redis_is_empty_and_keeps_nothing(closed_redis):
    closed_redis.set("key", "value")
    closed_redis.set_many({"key": "value"})
    closed_redis.delete_many(["key"])

    assert closed_redis.get("key", "default") == "default"
    assert closed_redis.get_many(["key"]) == {}
    assert closed_redis.get_or_set("key", lambda: "made anew") == "made anew"
    assert not any(
        [
            closed_redis.add("key", "value"),
            closed_redis.touch("key"),
            closed_redis.delete("key"),
            closed_redis.clear(),
            "key" in closed_redis,
        ]
    )
    with pytest.raises(ValueError, match="not found"):
        closed_redis.incr("key")


@pytest.mark.django_db
@pytest.mark.usefixtures("closed_redis")
def test_pages_that_use_the_cache_come_without_redis(client):
    factories.make_post(slug="sorry")

    picture = client.get(reverse("posts:share_picture", args=["sorry"]))

    assert (picture.status_code, picture.content[:4]) == (200, b"\x89PNG")
    assert client.get("/").status_code == 200


def test_outage_is_logged_once_however_long_it_lasts(closed_redis, clock, caplog):
    with caplog.at_level(logging.WARNING):
        for _request in range(3):
            closed_redis.get("key")
            clock[0] += forgiving.REST + 1

    assert len(warnings(caplog)) == 1
    assert warnings(caplog)[0].startswith("Redis fails, and pages go on without it: ")


def test_redis_that_failed_is_left_alone_for_a_while(closed_redis, clock, monkeypatch, caplog):
    closed_redis.get("key")
    monkeypatch.setattr(RedisCacheClient, "get", lambda *_args: "from Redis")

    while_resting = closed_redis.get("key")
    clock[0] += forgiving.REST + 1
    afterwards = closed_redis.get("key")

    assert (while_resting, afterwards) == (None, "from Redis")
    assert warnings(caplog)[1:] == ["Redis answers again"]


def test_redis_that_refuses_is_as_good_as_away(closed_redis, monkeypatch):
    def refuse(*_args):
        raise ResponseError("OOM command not allowed when used memory > 'maxmemory'.")

    monkeypatch.setattr(RedisCacheClient, "set", refuse)

    closed_redis.set("key", "value")

    assert closed_redis.get("key") is None


@pytest.mark.usefixtures("_no_outage")
def test_silent_redis_holds_no_page_for_long(settings):
    """Its options bound each wait, and an outage costs at most two of them in each rest."""
    settings.CACHES = {"default": {"BACKEND": "prsite.cache.ForgivingRedisCache", "LOCATION": "x"}}

    options = caches["default"]._options

    assert options["socket_connect_timeout"] <= 1
    assert options["socket_timeout"] <= 1
    assert options["retry"].get_retries() == 1
