"""Fields: the keys of front matter under the many names they go by, each read as what it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from posts.importers.dates import read_moment
from posts.importers.frontmatter import FrontMatter
from posts.importers.plainwords import each_once
from posts.importers.values import ImportRefused

LONGEST_KEY = 60  # characters; what is longer is a sentence that lost its quotation marks
# Mappings in which generators keep further keys, asked after the outermost ones.
INNER = ("taxonomies", "params", "extra")

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
# French typography sets no-break spaces, which are no blanks to be collapsed.
_BLANKS = re.compile(r"[ \t\n\r\f\v\x85\u2028\u2029]+")
_TRUE = {"true", "yes", "on", "1", "y"}
_FALSE = {"false", "no", "off", "0", "n", ""}


def plain_key(key: str) -> str:
    """Return a key without case and separators: `publishDate` and `publish-date` are one."""
    return re.sub(r"[-_ ]", "", key).lower()


def clean_text(value: Any) -> str:
    """Return a scalar as one line of text; lists and mappings give nothing."""
    if value is None or isinstance(value, dict | list):
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return _BLANKS.sub(" ", _CONTROL.sub("", str(value))).strip()


def plain_words(value: Any) -> str:
    """Return a scalar as words with plain spaces between them, as names are kept."""
    return " ".join(clean_text(value).split())


class Fields:
    """The keys of one file, asked for by all their names; refusals name the key and its line."""

    def __init__(self, matter: FrontMatter) -> None:
        self._values: dict[str, Any] = {}
        self._lines: dict[str, int] = {}
        for key, value in _outer_then_inner(matter.values):
            if plain_key(key) not in self._values:
                self._values[plain_key(key)] = value
                self._lines[plain_key(key)] = matter.lines.get(key, 0)
        self.stray_keys = [
            (key, matter.lines.get(key)) for key in matter.values if len(key) > LONGEST_KEY
        ]

    def value(self, *names: str) -> Any:
        """Return the first value under `names` that says something, else None."""
        for name in names:
            value = self._values.get(name)
            if value not in (None, "", [], {}):
                return value
        return None

    def line(self, *names: str) -> int | None:
        """Return the line of the first of `names` that is there."""
        return next((self._lines[name] for name in names if self._lines.get(name)), None)

    def text(self, *names: str) -> str:
        """Return the first of `names` as one line of text, or an empty text."""
        for name in names:
            text = clean_text(self.value(name))
            if text:
                return text
        return ""

    def flag(self, name: str) -> bool | None:
        """Return a truth, or None where the key is missing. Raises ImportRefused."""
        value = self._values.get(name)
        if value is None or isinstance(value, bool):
            return value
        word = clean_text(value).lower()
        if word not in _TRUE | _FALSE:
            raise ImportRefused(
                f"{name} is “{word[:40]}”. Write true or false.", line=self.line(name)
            )
        return word in _TRUE

    def moment(self, *names: str) -> datetime | None:
        """Return the first moment under `names`. Raises ImportRefused for what is none."""
        for name in names:
            value = self.value(name)
            try:
                moment = read_moment(value)
            except (ValueError, OverflowError) as error:
                raise ImportRefused(
                    f"{name} is “{clean_text(value)[:40] or 'a list or a mapping'}”: {error}. "
                    "Write it as 2026-11-23 or 2026-11-23T09:30:00+00:00.",
                    line=self.line(name),
                ) from error
            if moment is not None:
                return moment
        return None

    def number(self, *names: str) -> int | None:
        """Return the first whole number from 1 to 9999 under `names`, else None."""
        for name in names:
            text = clean_text(self.value(name))
            if re.fullmatch(r"\d{1,4}", text, re.ASCII) and int(text) > 0:
                return int(text)
        return None

    def words(self, *names: str, splits_at_blanks: bool = False) -> list[str]:
        """Return the values of all `names` as texts, in order, each once whatever its case.

        A text is divided at its commas; without any, at blanks if `splits_at_blanks`.
        """
        words = [
            word
            for name in names
            for word in _flat(self._values.get(name), splits_at_blanks=splits_at_blanks)
        ]
        return each_once(words)


def _outer_then_inner(values: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield exact lower-case keys before other spellings, and outer mappings before inner ones."""
    yield from ((key, value) for key, value in values.items() if key == key.lower())
    yield from values.items()
    for key, value in values.items():
        if plain_key(key) in INNER and isinstance(value, dict):
            yield from value.items()


def _flat(value: Any, *, splits_at_blanks: bool) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            # An item of a list is one word, commas or not.
            word = plain_words(item)
            yield from [word] if word else _named(item)
    elif isinstance(value, dict):
        yield from _named(value)
    else:
        text = plain_words(value)
        separator = r"\s*,\s*" if "," in text else r"\s+"
        parts = re.split(separator, text) if "," in text or splits_at_blanks else [text]
        yield from filter(None, (part.strip() for part in parts))


def _named(value: Any) -> Iterator[str]:
    """Yield what a mapping or an inner list calls itself."""
    if isinstance(value, dict):
        name = plain_words(value.get("name") or value.get("title") or value.get("slug"))
        yield from filter(None, [name])
    elif isinstance(value, list):
        yield from filter(None, (plain_words(item) for item in value))
