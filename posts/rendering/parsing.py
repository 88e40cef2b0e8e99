"""Turns Markdown into HTML with Python-Markdown; one parser a thread, made once.

Never among the extensions: pymdownx.snippets (reads files of the server), b64 and
pathconverter (read and rewrite paths).
"""

from __future__ import annotations

import threading
from typing import Final

import markdown
from markdown.extensions import Extension
from markdown.extensions.sane_lists import SaneListExtension

from .callouts import CalloutExtension
from .guard import GuardExtension
from .inlines import InlineExtension
from .notes import NoteExtension
from .values import RenderRefused

_EXTENSIONS: Final[tuple[str, ...]] = (
    "tables",
    "def_list",
    "abbr",
    "attr_list",
    "md_in_html",
    "pymdownx.highlight",
    "pymdownx.superfences",
)
_OPTIONS: Final[dict[str, dict[str, object]]] = {
    "tables": {"use_align_attribute": True},
    # Colouring happens later, when template look-alikes are back in the code.
    "pymdownx.highlight": {"use_pygments": False},
}

_local = threading.local()


def to_html(text: str) -> str:
    """Return the HTML that Markdown makes of ``text``, as yet unsafe and unfinished.

    Raises ``RenderRefused`` for a text that takes more work than its length warrants.
    """
    parser = getattr(_local, "parser", None) or _new_parser()
    # A parser that failed halfway keeps state that ``reset`` does not clear, so it is only kept
    # when it came through.
    _local.parser = None
    try:
        html = parser.reset().convert(text)
    except RecursionError as error:
        message = (
            "The text nests lists, quotations or brackets too deeply to be read."
            " Take out some levels."
        )
        raise RenderRefused(message) from error
    _local.parser = parser
    return html


def _new_parser() -> markdown.Markdown:
    own: list[Extension] = [
        GuardExtension(),
        SaneListExtension(),
        InlineExtension(),
        NoteExtension(),
        CalloutExtension(),
    ]
    return markdown.Markdown(
        extensions=[*_EXTENSIONS, *own],
        extension_configs=_OPTIONS,
        output_format="html",
        tab_length=4,
    )
