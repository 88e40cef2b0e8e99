"""The site as readers will see it at a moment to come.

Every question about what is public is asked as of that moment (`prsite/pagecache/now.py`). Changes
that are due by then are published first, as they will be, in a transaction that is taken back when
the page is made: nothing is stored, and the stamp stays what it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from posts.models import Post, WorkingCopy
from posts.revisions import due, publish_due
from prsite.pagecache.now import looking_ahead

# Where what readers see is found; nothing else is shown as of a moment.
NAMESPACE = "posts"


class Missing(Exception):
    """Readers will find nothing at the address."""


@contextmanager
def site_as_of(at: datetime) -> Iterator[None]:
    """Have what is asked in the block answered as it will be at a moment; store nothing of it."""
    with looking_ahead(at):
        if not due(at).exists():
            yield
            return
        with transaction.atomic():
            try:
                _publish_due(at)
                yield
            finally:
                transaction.set_rollback(True)


def page_as_of(request: HttpRequest, path: str, at: datetime) -> HttpResponse:
    """Return what a reader will get at a path, with the query of `request`, at a moment.

    Raises Missing where there is nothing.
    """
    try:
        match = resolve(path)
    except Resolver404 as error:
        raise Missing(path) from error
    if match.namespace != NAMESPACE:
        raise Missing(path)
    with site_as_of(at):
        try:
            response: HttpResponse = match.func(
                _of_a_reader(request, path), *match.args, **match.kwargs
            )
        except Http404 as error:
            raise Missing(path) from error
    return response


def _publish_due(at: datetime) -> None:
    keys = list(due(at).values_list("pk", flat=True))
    publish_due(at)
    left = WorkingCopy.objects.filter(pk__in=keys).values_list("pk", flat=True)
    # Saved at that moment rather than at this one.
    Post.objects.filter(pk__in=set(keys) - set(left)).update(updated_at=at)


def _of_a_reader(request: HttpRequest, path: str) -> HttpRequest:
    """Return a request for a page as somebody makes it who is not logged in."""
    asked = HttpRequest()
    asked.method = "GET"
    asked.path = asked.path_info = path
    asked.GET = request.GET
    personal = {"HTTP_COOKIE", "HTTP_ACCEPT"}
    asked.META = {name: value for name, value in request.META.items() if name not in personal}
    asked.META["PATH_INFO"] = path
    asked.user = AnonymousUser()
    # What the frame of the page says above it; nothing for readers themselves.
    asked.ahead = getattr(request, "ahead", None)  # type: ignore[attr-defined]
    return asked
