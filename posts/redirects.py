"""Former addresses: answer what would be a 404 with one hop to where the thing lives now."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import unquote

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import Resolver404, resolve

from posts.models import FormerAddress, Page, Post
from posts.models.address import KINDS

GetResponse = Callable[[HttpRequest], HttpResponse]

# What hangs on an address and moves with it: a file below it (a feed, a picture to share), or the
# same thing in another form (the article as Markdown).
FILE = re.compile(r"(?P<stem>.*/)(?P<tail>[\w-]+\.[a-z]+)")
FORM = re.compile(r"(?P<stem>.*[^/])(?P<tail>\.md)")


class FormerAddressMiddleware:
    """Redirect a missing path that once led to something readers may see now.

    Looks only after the views found nothing, so that a page which exists always wins. The query
    string is carried along. What is not public stays a 404, like something that never was.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request, or redirect where the answer would be a 404. Two queries then."""
        response = self.get_response(request)
        if response.status_code != 404 or request.method not in {"GET", "HEAD"}:
            return response
        target = current_address(request.path)
        if target is None:
            return response
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(f"{target}?{query}" if query else target)


def current_address(path: str) -> str | None:
    """Return where the former address `path`, or a file below one, is found now; else None."""
    readings = {spelling: tail for stem, tail in _readings(path) for spelling in paths(stem)}
    known = {
        former.path: former
        for former in FormerAddress.objects.filter(path__in=readings).select_related(*KINDS)
    }
    for spelling, tail in readings.items():
        if spelling in known and (target := _public(known[spelling].target)):
            return _with_tail(target.get_absolute_url(), tail)
    return None if path.endswith("/") else _page_at(path)


def lead_somewhere(asked: Iterable[str]) -> frozenset[str]:
    """Return those paths that are former addresses of what readers may see now. Two queries."""
    spelled = {
        path: {spelling for stem, _tail in _readings(path) for spelling in paths(stem)}
        for path in asked
    }
    every = set().union(*spelled.values())
    known = FormerAddress.objects.filter(path__in=every).select_related(*KINDS)
    seen = {former.path for former in known if _is_public(former.target)}
    pages = Page.objects.published().filter(path__in=[path.strip("/") for path in every])
    seen |= {f"/{path}" for path in pages.values_list("path", flat=True)}
    return frozenset(path for path, spellings in spelled.items() if spellings & seen)


def _page_at(path: str) -> str | None:
    """Return the address of the standing page that was asked for without its end slash."""
    asked = [plain.strip("/") for plain in paths(path)]
    page = Page.objects.published().filter(path__in=asked).first() if asked else None
    return page.get_absolute_url() if page else None


def paths(path: str) -> list[str]:
    """Return the spellings under which `path` may have been kept: with and without end slash."""
    plain = "/" + unquote(path).strip("/")
    # No address was ever kept with a NUL, and PostgreSQL refuses to be asked for one.
    return [plain, f"{plain}/"] if plain != "/" and "\0" not in plain else []


def _readings(path: str) -> Iterator[tuple[str, str]]:
    """Yield the address as a whole, and as one with something hanging on it."""
    yield path, ""
    for pattern in (FILE, FORM):
        if match := pattern.fullmatch(path):
            yield match["stem"], match["tail"]


def _public(target: Any) -> Any:
    """Return the target of a former address if readers may see it now."""
    if isinstance(target, Post):
        return Post.objects.published().filter(pk=target.pk).only("slug").first()
    if isinstance(target, Page):
        return target if target.is_published else None
    return target


def _is_public(target: Any) -> bool:
    """Tell whether readers may see the target of a former address now, without asking again."""
    if isinstance(target, Post):
        return target.is_live
    return target.is_published if isinstance(target, Page) else True


def _with_tail(address: str, tail: str) -> str | None:
    """Return the address with what hangs on it, unless nothing would answer there."""
    found = address.rstrip("/") + tail if tail.startswith(".") else address + tail
    try:
        resolve(unquote(found))
    except Resolver404:
        return None
    return found
