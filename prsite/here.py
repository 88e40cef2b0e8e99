"""Where a page is written, and when: looked up once for a page rather than for each of its words.

Django finds the language, the time zone and the prefix of addresses through objects that know the
thread or task, a microsecond each time, and a page asks two hundred times.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import tzinfo
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import get_script_prefix
from django.utils import timezone
from django.utils.translation import get_language

from prsite.pagecache.held import current
from prsite.pagecache.now import present
from prsite.site import Site


@dataclass(frozen=True, slots=True, eq=False)
class Here:
    """What surrounds a page: all that its words and addresses depend on beside the database.

    The same surroundings are the same object, so that it takes no time to look something up by it.
    """

    language: str  # its code, empty where translations are off
    prefix: str  # of all addresses
    zone: tzinfo
    year: int  # of the moment that the page is made for, in that zone
    site: Site
    url: str  # of the publication: scheme and host
    is_in_development: bool


_known: ContextVar[Here | None] = ContextVar("here", default=None)


def here() -> Here:
    """Return what surrounds the page that is made, or whatever else is written now."""
    return _known.get() or _look_around()


class HereMiddleware:
    """Look around once for each page that is made for readers; nobody changes the language there.

    The desk and everything else look each time.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request, and know meanwhile where."""
        if current.get() is None:
            return self.get_response(request)
        token = _known.set(_look_around())
        try:
            return self.get_response(request)
        finally:
            _known.reset(token)


def _look_around() -> Here:
    zone = timezone.get_current_timezone()
    return _known_by(
        get_language() or "",
        get_script_prefix(),
        zone,
        present().astimezone(zone).year,
        settings.SITE,
        settings.SITE_URL,
        settings.DEBUG,
    )


_known_by = lru_cache(maxsize=100)(Here)
