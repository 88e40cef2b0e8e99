"""The front page: the lead story, the latest, one series and a contents page of the sections."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from posts.addresses import address
from posts.markup.article import steps
from posts.markup.cards import card, headlines, lead_card
from posts.markup.drawings import progress
from posts.markup.lists import bytes_said, items, page_meta
from posts.markup.writing import NOTHING
from posts.models import Category, Post, Series
from posts.rendering import typeset
from posts.stencils import fill, fill_each, join
from prsite.here import here

SIZES_OF_LATEST = "(min-width: 56rem) 33vw, 100vw"
# So many of the latest are shown with their pictures, the others as lines.
CARDS = 2


class Strip(NamedTuple):
    """A series with its public parts, on the paper of the newest."""

    series: Series
    parts: list[Post]
    planned: int  # so many parts there will be
    paper: str


class Contents(NamedTuple):
    """A section with the newest posts beside it, and how many it has where they were counted."""

    section: Category
    posts: list[Post]
    number: int | None = None


def front_page(
    lead: Post | None, latest: Sequence[Post], strip: Strip | None, contents: Iterable[Contents]
) -> dict[str, str]:
    """Return what `posts/home.html` shows."""
    site = here().site
    return {
        "meta": page_meta(title=site.name, description=site.about, path=address("home")),
        "lead": lead_card(lead) if lead else NOTHING,
        "cards": join(card(post, sizes=SIZES_OF_LATEST) for post in latest[:CARDS]),
        "lines": items(card(post, is_plain=True) for post in latest[CARDS:]),
        "strip": _strip(strip) if strip else NOTHING,
        "contents": contents_page(contents, level=3),
    }


def contents_page(contents: Iterable[Contents], *, level: int) -> SafeString:
    """Show sections like a magazine's page of contents, their names as headings of a level."""
    rows = (
        {
            "paper": entry.section.paper,
            "level": f"{level}",
            "url": entry.section.get_absolute_url(),
            "name": entry.section.name,
            "note_html": entry.section.description_html,
            "count": "" if entry.number is None else bytes_said(entry.number),
            "headlines": headlines(entry.posts),
        }
        for entry in contents
    )
    return fill_each("posts/_contents.html", rows)


def _strip(strip: Strip) -> SafeString:
    series, done, planned = strip.series, len(strip.parts), strip.planned
    said = ngettext(
        "Series, %(done)s of %(planned)s byte published",
        "Series, %(done)s of %(planned)s bytes published",
        planned,
    )
    values = {
        "paper": strip.paper,
        "progress": progress(done, planned),
        "said": said % {"done": done, "planned": planned},
        "url": series.get_absolute_url(),
        "title": typeset(series.title),
        "note_html": series.description_html,
        "steps": steps(strip.parts, planned - done),
    }
    return fill("posts/_strip.html", values)
