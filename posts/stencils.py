"""Templates whose values stand in them as they are: rendered once, and filled from then on.

A card is the same markup each time, and only its words differ. Django walks through a template node
by node for every card, 1 ms each. A stencil is what a template renders to with a mark for every
value; to fill it is to join strings. Which of the values are there decides what a template's `if`
leaves out, so there is a stencil for each such shape. The template may write its values, ask
whether they are there, and hand them on to translations and included templates; no filter but
`safe` may look into one. `tests/test_stencils.py` compares what is filled with what is rendered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from html import escape
from typing import NamedTuple

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import get_script_prefix
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

Values = Mapping[str, str]

# A mark has what every template escapes, and so tells where a value is trusted as it is.
MARK = re.compile("\0(<|&lt;)([a-z_]+)\0")


class Place(NamedTuple):
    """What is ahead of a value in the markup, the value's name, and whether it is escaped there."""

    ahead: str
    name: str
    is_escaped: bool


class Stencil(NamedTuple):
    """Markup with places for values."""

    places: tuple[Place, ...]
    end: str


def fill(template: str, values: Values) -> SafeString:
    """Return a template with its values: strings, of which those that are empty are not there.

    Of a value that a template escapes, only a SafeString stands as it is.
    """
    return fill_each(template, [values])


def fill_each(template: str, rows: Iterable[Values]) -> SafeString:
    """Return a template filled with each of these rows, one after the other."""
    surroundings = (get_language(), get_script_prefix(), settings.SITE)
    stencil_of = cut if settings.DEBUG else kept
    pieces = []
    for values in rows:
        shape = tuple([name for name, value in values.items() if value])
        pieces.append(_filled(stencil_of(template, shape, *surroundings), values))
    return mark_safe("".join(pieces))  # noqa: S308  # what a template escapes is escaped


def join(pieces: Iterable[SafeString]) -> SafeString:
    """Return pieces of markup one after the other."""
    return format_html_join("", "{}", ((piece,) for piece in pieces))


def cut(template: str, shape: tuple[str, ...], *_of_site: object) -> Stencil:
    """Return the stencil of a template for values of which those of these names are there."""
    marks = {name: f"\0<{name}\0" for name in shape}
    context = {"site": settings.SITE, "LANGUAGE_CODE": get_language(), **marks}
    text = render_to_string(template, context)
    # What is ahead of a mark, how it is escaped, its name; and so on; what is behind the last.
    pieces = MARK.split(text)
    found = zip(pieces[:-1:3], pieces[1::3], pieces[2::3], strict=True)
    places = tuple(Place(ahead, name, escaped != "<") for ahead, escaped, name in found)
    return Stencil(places, pieces[-1])


kept = lru_cache(maxsize=2000)(cut)


def _filled(stencil: Stencil, values: Values) -> str:
    parts: list[str] = []
    for ahead, name, is_escaped in stencil.places:
        value = values[name]
        is_trusted = not is_escaped or isinstance(value, SafeString)
        parts += ahead, value if is_trusted else escape(value)
    parts.append(stencil.end)
    return "".join(parts)
