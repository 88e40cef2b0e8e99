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
from itertools import compress
from secrets import token_hex
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from prsite.here import Here, here
from prsite.pagecache.held import current, hold

Values = Mapping[str, str]
Shape = tuple[str, ...]

# A mark has what every template escapes, and so tells where a value is trusted as it is. What pages
# have around them is shown as it is stored, and nobody who stores it knows what marks look like.
OWN = token_hex(8)
MARK = re.compile(f"\0(<|&lt;)([a-z_]+)-{OWN}\0")


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
    return fill_each(template, (values,))


def fill_each(template: str, rows: Iterable[Values]) -> SafeString:
    """Return a template filled with each of these rows, one after the other."""
    around = here()
    stencil_of = cut if around.is_in_development else kept
    filled = [_filled(stencil_of(template, _shape(values), around), values) for values in rows]
    return SafeString("".join(filled))  # What a template escapes is escaped.


def fill_page(
    request: HttpRequest, template: str, values: Values, **current_place: object
) -> HttpResponse:
    """Answer with a whole page, whose template is a stencil within the frame that all pages have.

    What the frame shows of the database is the same until something changes, and so is the stencil
    (`prsite/pagecache/held.py`). It may depend on where in the publication the page stands, such as
    `current_section`, whose values are few, and on nothing else of the request. A page that is made
    for nobody to keep is rendered by Django.
    """
    around = here()
    if current.get() is None or around.is_in_development:
        return render(request, template, {**values, **current_place})
    shape = _shape(values)
    key = (fill_page, template, shape, around, *current_place.items())

    def cut_page() -> Stencil:
        marked = _marked(shape)
        return _cut(render_to_string(template, {**marked, **current_place}, request))

    return HttpResponse(_filled(hold(key, cut_page), values))


def join(pieces: Iterable[SafeString]) -> SafeString:
    """Return pieces of markup one after the other."""
    return SafeString("".join(map(_markup, pieces)))  # Else each is escaped.


def cut(template: str, shape: Shape, around: Here) -> Stencil:
    """Return the stencil of a template for values of which those of these names are there."""
    context = {"site": around.site, "LANGUAGE_CODE": around.language, **_marked(shape)}
    return _cut(render_to_string(template, context))


kept = lru_cache(maxsize=2000)(cut)


def _shape(values: Values) -> Shape:
    return tuple(compress(values, values.values()))


def _marked(shape: Shape) -> dict[str, str]:
    return {name: f"\0<{name}-{OWN}\0" for name in shape}


def _cut(text: str) -> Stencil:
    # What is ahead of a mark, how it is escaped, its name; and so on; what is behind the last.
    pieces = MARK.split(text)
    found = zip(pieces[:-1:3], pieces[1::3], pieces[2::3], strict=True)
    places = tuple(Place(ahead, name, escaped != "<") for ahead, escaped, name in found)
    return Stencil(places, pieces[-1])


def _filled(stencil: Stencil, values: Values) -> str:
    parts: list[str] = []
    for ahead, name, is_escaped in stencil.places:
        value = values[name]
        is_trusted = not is_escaped or isinstance(value, SafeString)
        parts += ahead, value if is_trusted else escape(value)
    parts.append(stencil.end)
    return "".join(parts)


def _markup(piece: SafeString) -> str:
    return piece if isinstance(piece, SafeString) else escape(piece)
