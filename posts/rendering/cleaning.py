"""What happens to a text before anything reads it."""

from __future__ import annotations

import re
import unicodedata

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff]")
_UNENCODABLE = re.compile("[\ud800-\udfff\ufdd0-\ufdef]")
# Ordering a run of combining marks takes quadratic time, so long runs are composed in pieces.
_LONG_RUN = re.compile("[^\x00-\u02ff\\s]{400}")
_PIECE = re.compile(r"\S{1,400}")


def clean(text: str) -> str:
    """Return ``text`` with one kind of line end, no control characters, and composed accents.

    Lone surrogates cannot be encoded, and the noncharacters belong to ``markers``. Tabs stay.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _composed(_UNENCODABLE.sub("", without_controls(lines)))


def without_controls(text: str) -> str:
    """Return ``text`` without control characters, which end feeds and PostgreSQL refuses.

    XML 1.0 has no place for them: https://www.w3.org/TR/xml/#charsets
    """
    return _CONTROLS.sub("", text)


def _composed(text: str) -> str:
    """Return ``text`` in Unicode's normal form C, in linear time."""
    if _LONG_RUN.search(text):
        return _PIECE.sub(lambda piece: unicodedata.normalize("NFC", piece[0]), text)
    return unicodedata.normalize("NFC", text)
