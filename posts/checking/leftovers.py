"""What the buttons above a text put in to be written over, found where it was left."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from gettext import GNUTranslations
from pathlib import Path

from django.conf import settings

from posts.checking.sources import Source

# The words of static/desk/commands.js, which a test holds beside these.
INSERTED = frozenset(
    {"What was said.", "Name, role", "Word", "What it means.", "Where it comes from."}
    | {"First", "Second", "words"}
)


def left_in(markdown: str) -> Iterator[tuple[str, int]]:
    """Give what was left of what buttons put in, each with its line, in any language they speak."""
    return _found(markdown, _sentences())


def perhaps_left_in(markdown: str) -> Iterator[tuple[str, int]]:
    """Give words where a button puts them that a writer may mean: a term, the head of a table."""
    return _found(markdown, _words())


def _found(markdown: str, patterns: tuple[re.Pattern[str], ...]) -> Iterator[tuple[str, int]]:
    if not any(phrase in markdown for phrase in _spellings()):
        return
    text = "\n".join(Source(markdown).lines)
    for pattern in patterns:
        for found in pattern.finditer(text):
            yield found[1], text.count("\n", 0, found.start(1)) + 1


@cache
def in_every_language(phrase: str) -> frozenset[str]:
    """Return a phrase of a button as the desk says it in each language that it is translated to."""
    return frozenset({phrase} | {each.gettext(phrase) for each in _catalogues()})


@cache
def _catalogues() -> tuple[GNUTranslations, ...]:
    """Return what the scripts of the desk are given their words from."""
    found = []
    for folder in settings.LOCALE_PATHS:
        for path in sorted(Path(folder).glob("*/LC_MESSAGES/djangojs.mo")):
            with path.open("rb") as file:
                found.append(GNUTranslations(file))
    return tuple(found)


@cache
def _spellings() -> frozenset[str]:
    return frozenset().union(*map(in_every_language, INSERTED))


# Each phrase as it stands alone where its button put it; in prose it means nothing.
@cache
def _sentences() -> tuple[re.Pattern[str], ...]:
    quoted, source = _any_of("What was said."), _any_of("Name, role")
    term, meaning = _any_of("Word"), _any_of("What it means.")
    note = _any_of("Where it comes from.")
    return _compiled(
        rf"^> ({quoted})[ \t]*$",
        rf"^> -- ({source})[ \t]*$",
        rf"^:::[ ]*term[ ]+({term})[ \t]*\n\s*{meaning}\s*\n:::",
        rf"^:::[ ]*term\b[^\n]*\n\s*({meaning})\s*\n:::",
        rf"^\[\^[^\]\n]+\]: ({note})[ \t]*$",
    )


@cache
def _words() -> tuple[re.Pattern[str], ...]:
    term, words = _any_of("Word"), _any_of("words")
    meaning, first, second = _any_of("What it means."), _any_of("First"), _any_of("Second")
    return _compiled(
        rf"^:::[ ]*term[ ]+({term})[ \t]*\n(?!\s*{meaning}\s*\n:::)",
        rf"^\|[ \t]*({first}[ \t]*\|[ \t]*{second})[ \t]*\|[ \t]*$",
        rf"^\|[ \t]*({words})[ \t]*\|[ \t]*[12][ \t]*\|[ \t]*$",
    )


def _compiled(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.MULTILINE) for pattern in patterns)


def _any_of(phrase: str) -> str:
    spellings = sorted(in_every_language(phrase))
    return f"(?:{'|'.join(re.escape(spelling) for spelling in spellings)})"
