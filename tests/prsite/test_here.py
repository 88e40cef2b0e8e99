"""Where a page is written is looked up once for it, and each time for everything else."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import time_machine
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone, translation

from prsite.here import HereMiddleware, here
from prsite.pagecache.clock import State
from prsite.pagecache.held import current
from prsite.pagecache.rules import Moments


def test_it_is_what_django_knows(settings):
    settings.SITE_URL = "https://www.example.org"
    with translation.override("de"), timezone.override("America/New_York"):
        around = here()

    assert (around.language, around.zone) == ("de", ZoneInfo("America/New_York"))
    assert (around.prefix, around.url) == ("/", "https://www.example.org")
    assert around.site is settings.SITE


def test_the_same_surroundings_are_the_same_object():
    found = here()

    assert here() is found
    with translation.override("de"):
        assert here() is not found
    assert here() is found


def test_year_is_that_of_the_zone():
    with time_machine.travel(datetime(2026, 12, 31, 23, 30, tzinfo=UTC), tick=False):
        assert here().year == 2026
        with timezone.override("Europe/Berlin"):
            assert here().year == 2027


def answered_in(language: str, *, state: State | None) -> list[str]:
    """Return the languages that are found before and after a view changes the language."""
    found = []

    def view(_request):
        found.append(here().language)
        with translation.override(language):
            found.append(here().language)
        return HttpResponse()

    token = current.set(state)
    try:
        HereMiddleware(view)(RequestFactory().get("/"))
    finally:
        current.reset(token)
    return found


def test_page_for_readers_looks_once_and_all_else_each_time():
    state = State("stamp", 0, Moments(None, None))

    assert answered_in("de", state=state) == ["en-gb", "en-gb"]
    assert answered_in("de", state=None) == ["en-gb", "de"]
    with translation.override("de"):
        assert answered_in("en-gb", state=state) == ["de", "de"]
    assert here().language == "en-gb"


def test_what_was_known_is_forgotten_where_a_view_fails():
    def view(_request):
        raise ValueError

    token = current.set(State("stamp", 0, Moments(None, None)))
    try:
        HereMiddleware(view)(RequestFactory().get("/"))
    except ValueError:
        with translation.override("de"):
            assert here().language == "de"
    finally:
        current.reset(token)
