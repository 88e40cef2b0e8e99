"""Which page of a list an address asks for.

`?before=` names the place a page begins behind, `?after=start` the page of the oldest posts. Pages
had numbers once: `?page=3` leads to where that page begins today.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _

from posts.paging import (
    Listed,
    ListPage,
    first_page,
    page_behind,
    place_of_number,
    place_of_oldest,
)
from posts.places import Place

START = "start"
# More digits than any list has pages for.
NUMBER = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)

Arguments = ParamSpec("Arguments")
View = Callable[Concatenate[HttpRequest, Arguments], HttpResponse]


class NumberedPage(Exception):  # an answer, not an error
    """A page was asked for by its number; `place` is where it begins, None for the first."""

    def __init__(self, place: Place | None) -> None:
        super().__init__(place)
        self.place = place


def paged(view: View[Arguments]) -> View[Arguments]:
    """Let a view of a list lead from the number of a page to the page's own address."""

    @wraps(view)
    def answer(
        request: HttpRequest, /, *args: Arguments.args, **kwargs: Arguments.kwargs
    ) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except NumberedPage as page:
            return HttpResponsePermanentRedirect(address_of(request, page.place))

    return answer


def root_of(request: HttpRequest) -> str:
    """Return the path of this list, which is that of its first page."""
    return iri_to_uri(request.path) or ""


def address_of(request: HttpRequest, place: Place | None) -> str:
    """Return the path at which the page of this list that begins behind `place` is found."""
    root = root_of(request)
    return f"{root}?before={place}" if place else root


def page_of(request: HttpRequest, listed: Listed) -> ListPage:
    """Return the page of a list, newest first, that the visitor asked for, with cards.

    Raises Http404 for a page that is not there, and for an address that asks for two; NumberedPage,
    which `paged` answers, for a page by its number. One query, or two from the second page on.
    """
    asked = [(name, text) for name in READERS for text in request.GET.getlist(name)]
    if not asked:
        return first_page(listed)
    try:
        [(name, text)] = asked
        return READERS[name](listed, text)
    except (ValueError, LookupError) as error:
        raise Http404(_("There is no such page of this list.")) from error


def _before(listed: Listed, text: str) -> ListPage:
    return page_behind(listed, Place.read(text))


def _after(listed: Listed, text: str) -> ListPage:
    if text != START:
        raise ValueError(text)
    place = place_of_oldest(listed)
    return page_behind(listed, place) if place else first_page(listed)


def _numbered(listed: Listed, text: str) -> ListPage:
    if not NUMBER.fullmatch(text):
        raise ValueError(text)
    number = int(text)
    raise NumberedPage(place_of_number(listed, number) if number > 1 else None)


READERS = {"before": _before, "after": _after, "page": _numbered}
