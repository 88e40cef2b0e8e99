"""What happens to a text before anything reads it."""

from __future__ import annotations

import re
import unicodedata

_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufeff]")


def clean(text: str) -> str:
    """Return ``text`` with one kind of line end, no control characters, and composed accents.

    Control characters end feeds (XML 1.0 forbids them) and PostgreSQL refuses NUL; lone
    surrogates cannot be encoded at all, and the noncharacters belong to ``markers``. Tabs stay.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", clean_characters(lines))


def clean_characters(text: str) -> str:
    """Return ``text`` without the characters that may stand nowhere."""
    return _UNWANTED.sub("", text)
