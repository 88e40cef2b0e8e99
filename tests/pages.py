"""What a reader finds on a page, read from its markup."""

from __future__ import annotations

import re
from html import unescape

from django.http import HttpResponse

HEADLINE = r'<li><a href="[^"]*"><span[^>]*>([^<]*)</span>'


def titles(response: HttpResponse) -> list[str]:
    """Return the titles of the rows of a list, in order."""
    return _all(r'<article class="row.*?<h2><a [^>]*>([^<]*)</a>', response)


def lead(response: HttpResponse) -> str:
    """Return the title that the front page begins with."""
    [title] = _all(r'<div class="lead".*?<h2><a [^>]*>([^<]*)</a>', response)
    return title


def cards(response: HttpResponse) -> list[str]:
    """Return the titles of the cards, in order."""
    return _all(r'<article class="card"[^>]*><p.*?<h3><a [^>]*>([^<]*)</a>', response)


def counts(response: HttpResponse) -> list[int]:
    """Return how many posts a page says that there are, in each place where it does."""
    return [int(number) for number in _all(r">(\d+) bytes?<", response)]


def contents(response: HttpResponse) -> list[tuple[str, list[str]]]:
    """Return the sections of the page of contents, each with the headlines beside it."""
    html = response.content.decode().partition('<ul class="contents"')[2].partition("</section>")[0]
    sections = html.split("<li data-paper=")[1:]
    return [
        (_found(r"<h3><a [^>]*>([^<]*)</a>", section)[0], _found(HEADLINE, section))
        for section in sections
    ]


def _all(pattern: str, response: HttpResponse) -> list[str]:
    return _found(pattern, response.content.decode())


def _found(pattern: str, html: str) -> list[str]:
    return [unescape(found) for found in re.findall(pattern, html, re.S)]
