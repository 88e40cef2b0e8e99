"""Pieces of text taken out before Markdown reads the rest, to be put back untouched."""

from __future__ import annotations

import html
from dataclasses import dataclass, field

from .markers import NUMBERED, number_in, numbered

_COMMENT = "<!--"


@dataclass(slots=True)
class Lifted:
    """What was taken out of one text, in order; a marker with its number stands in its place.

    HTML comments are put back inside code only. Elsewhere they vanish.
    """

    pieces: list[str] = field(default_factory=list)

    def lift(self, piece: str) -> str:
        """Keep ``piece`` and return the marker that stands for it."""
        self.pieces.append(piece)
        return numbered(len(self.pieces) - 1)

    def restore(self, text: str) -> str:
        """Return ``text`` with each marker replaced by what it stands for."""
        return NUMBERED.sub(lambda match: self.pieces[number_in(match)], text)

    def restore_html(self, markup: str) -> str:
        """Do the same inside HTML, escaped for both text and attribute values."""
        return NUMBERED.sub(lambda match: html.escape(self.pieces[number_in(match)]), markup)

    def without_comments(self, text: str) -> str:
        """Return ``text`` without the markers that stand for comments."""
        return NUMBERED.sub(
            lambda match: "" if self.pieces[number_in(match)].startswith(_COMMENT) else match[0],
            text,
        )
