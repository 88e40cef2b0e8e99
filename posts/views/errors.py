"""Pages for what goes wrong."""

from __future__ import annotations

import re
import sys
from urllib.parse import unquote

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string

from posts import search
from posts.models import Post
from prsite.desk import around, at_desk
from prsite.pagecache.layer import RETRY_AFTER

SUGGESTIONS = 3
MOST_WORDS = 8
# What addresses are made of beside words: endings, and the numbers of dates and pages.
OF_ANYTHING = re.compile(r"(index|feed|rss|atom|share|amp|print)(\.[a-z]{2,5})?")
NO_WORDS = re.compile(r"\.[a-z]{2,5}$|\d+")


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Say that the account may not do this; at the desk, with the ways on from there."""
    if desk := around(request):
        return at_desk(request, "admin/403.html", desk, status=403)
    return render(request, "403.html", status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Say that the page is not here, and offer what may have been meant.

    At the desk it says so with the ways on from there.
    """
    if desk := around(request):
        return at_desk(request, "admin/404.html", desk, status=404)
    words = words_of(request.path)
    context = {"suggestions": suggestions(words), "query": search.parse(" ".join(words))}
    return render(request, "404.html", context, status=404)


def server_error(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Say that something broke, without asking the database or anything else that might.

    Where it was the database that broke, it is not the publication's fault, nor for long.
    """
    if isinstance(sys.exception(), OperationalError | InterfaceError):
        return HttpResponse(unavailable(), status=503, headers={"Retry-After": RETRY_AFTER})
    return HttpResponseServerError(_without_database("500.html"))


def unavailable() -> str:
    """Return the page that says the database is gone."""
    return _without_database("503.html")


def _without_database(template: str) -> str:
    try:
        return render_to_string(template, {"site": settings.SITE})
    except ValueError:
        # The storage of static files says so when `collectstatic` has not run.
        return render_to_string("500-plain.html", {"site": settings.SITE})


def words_of(path: str) -> list[str]:
    """Return the words of an address that may tell what was looked for, from its end."""
    parts = unquote(path).strip("/").split("/")
    # A file's name may say what it is, and not what it is about.
    if len(parts) > 1 and OF_ANYTHING.fullmatch(parts[-1]):
        del parts[-1]
    words = NO_WORDS.sub(" ", parts[-1]).replace("_", " ").replace("-", " ").split()
    return list(dict.fromkeys(words))[:MOST_WORDS]


def suggestions(words: list[str]) -> list[Post]:
    """Return public posts that hold any of the words, filled up with the newest."""
    terms = search.parse(" ".join(words)).wanted
    found = search.kindred(terms, limit=SUGGESTIONS)
    newest = Post.objects.published().newest_first().with_cards()
    missing = SUGGESTIONS - len(found)
    if missing:
        found += newest.exclude(pk__in=[post.pk for post in found])[:missing]
    return found
