"""Keeps rendering linear: bounds on size, and a meter on the work Markdown does.

Python-Markdown takes quadratic time on input made to do so. The meter counts characters handled,
not seconds, so that a text is refused or rendered alike on every machine and at any load.
"""

from __future__ import annotations

from markdown import Markdown
from markdown.extensions import Extension

from .values import RenderRefused

MAX_CHARACTERS = 250_000


def check_size(text: str) -> None:
    """Refuse a text longer than any article: at most 250,000 characters, some 40,000 words."""
    if len(text) > MAX_CHARACTERS:
        message = (
            f"The text has {len(text):,} characters; at most {MAX_CHARACTERS:,} can be rendered."
            " Split it into several posts."
        )
        raise RenderRefused(message)


class GuardExtension(Extension):
    """Puts the meter where Python-Markdown handles blocks and inline text."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Register with ``md``, whose ``reset`` winds the meter back."""
