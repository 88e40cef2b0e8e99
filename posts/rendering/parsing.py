"""Turns Markdown into HTML with Python-Markdown; one parser a thread, made once.

Never among the extensions: pymdownx.snippets (reads files of the server), b64 and
pathconverter (read and rewrite paths).
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Final

import markdown
from django.utils.translation import gettext as _
from markdown.extensions import Extension
from markdown.extensions.sane_lists import SaneListExtension

from .abbreviations import AbbreviationExtension
from .anglebrackets import AngleBracketExtension
from .attributes import AttributeExtension
from .callouts import CalloutExtension
from .guard import Meter
from .inlines import InlineExtension
from .lifted import Lifted
from .metering import MeterExtension
from .notes import NoteExtension
from .values import RenderRefused

_EXTENSIONS: Final = (
    "tables",
    "def_list",
    "md_in_html",
    "pymdownx.highlight",
    "pymdownx.superfences",
)
# Colouring happens later, when template look-alikes are back in the code.
_OPTIONS: Final[dict[str, dict[str, object]]] = {"pymdownx.highlight": {"use_pygments": False}}

_local = threading.local()


@dataclass(frozen=True, slots=True)
class Parsed:
    """The HTML that Markdown makes of a text, unsafe and unfinished, and its abbreviations."""

    html: str
    abbreviations: dict[str, str]


def parse_markdown(text: str, lifted: Lifted) -> Parsed:
    """Parse ``text``; what is taken out on the way goes into ``lifted``.

    Raises ``RenderRefused`` for a text that takes more work than its length warrants.
    """
    parser: _Parser = getattr(_local, "parser", None) or _Parser()
    # A parser that failed halfway keeps state that ``reset`` does not clear, so it is only kept
    # when it came through.
    _local.parser = None
    parsed = parser.convert(text, lifted)
    _local.parser = parser
    return parsed


@dataclass(slots=True)
class _Parser:
    meter: Meter = field(default_factory=Meter)
    angle_brackets: AngleBracketExtension = field(default_factory=AngleBracketExtension)
    abbreviations: AbbreviationExtension = field(default_factory=AbbreviationExtension)
    markdown: markdown.Markdown = field(init=False)

    def __post_init__(self) -> None:
        own: list[Extension] = [
            SaneListExtension(),
            AttributeExtension(),
            self.angle_brackets,
            self.abbreviations,
            InlineExtension(),
            NoteExtension(),
            CalloutExtension(self.meter),
            MeterExtension(self.meter),
        ]
        self.markdown = markdown.Markdown(
            extensions=[*_EXTENSIONS, *own], extension_configs=_OPTIONS, output_format="html"
        )

    def convert(self, text: str, lifted: Lifted) -> Parsed:
        self.meter.begin(len(text))
        self.angle_brackets.lifted = lifted
        self.abbreviations.found.clear()
        try:
            html = self.markdown.reset().convert(text)
        except RecursionError as error:
            message = _(
                "The text nests lists, quotations or brackets too deeply to be read."
                " Take out some levels."
            )
            raise RenderRefused(message) from error
        return Parsed(html, dict(self.abbreviations.found))
