"""Texts put together from parts that were rendered once.

Rendering a text takes milliseconds, and a million of them would take hours. A part begins with a
heading of its own and refers to nothing outside itself, so parts rendered one by one and joined are
what their Markdown renders to when it is joined.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from random import Random
from typing import Any

from posts.rendering import Rendered, render
from posts.rendering.plaintext import minutes_to_read
from posts.seeding.wording import Wording

OPENINGS = 24
PARTS = 160
PARTS_A_TEXT = 5


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of Markdown and what it renders to."""

    markdown: str
    rendered: Rendered
    headings: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Text:
    """A whole text as a post keeps it."""

    markdown: str
    html: str
    text: str
    excerpt: str
    word_count: int
    reading_minutes: int
    headings: list[dict[str, Any]]


class Texts:
    """A pool of parts, and texts made of them."""

    def __init__(self, wording: Wording, *, site_url: str) -> None:
        self._wording = wording
        self._openings = [self._part(self._opening(), site_url) for _ in range(OPENINGS)]
        # Two headings alike would be told apart by a number, which depends on what came before.
        headings = dict.fromkeys(wording.title() for _ in range(PARTS))
        self._parts = [
            self._part(self._section(heading, number), site_url)
            for number, heading in enumerate(headings)
        ]

    def text(self, random: Random) -> Text:
        """Return a text of 700 to 900 words."""
        parts = [random.choice(self._openings), *random.sample(self._parts, PARTS_A_TEXT)]
        rendered = [part.rendered for part in parts]
        words = sum(part.word_count for part in rendered)
        return Text(
            markdown="\n\n".join(part.markdown for part in parts),
            html="\n".join(part.html for part in rendered),
            text="\n".join(part.text for part in rendered),
            excerpt=rendered[0].excerpt,
            word_count=words,
            reading_minutes=minutes_to_read(words),
            headings=[heading for part in parts for heading in part.headings],
        )

    def _part(self, markdown: str, site_url: str) -> Part:
        rendered = render(markdown, site_url=site_url)
        return Part(markdown, rendered, [asdict(heading) for heading in rendered.headings])

    def _opening(self) -> str:
        return "\n\n".join(self._wording.paragraph(5) for _ in range(2))

    def _section(self, heading: str, number: int) -> str:
        write = self._wording
        middle = (
            "\n".join(f"- {write.sentence()}" for _ in range(4)),
            f"> {write.paragraph(3)}",
            f"{write.paragraph(3)} **{write.sentence()}**",
            f"{write.paragraph(3)} [{write.name()}](https://{write.name().lower()}.example/).",
        )[number % 4]
        return "\n\n".join([f"## {heading}", write.paragraph(4), middle, write.paragraph(4)])
