"""Markdown to sanitised HTML, and what the text contains. Pure: text in, dataclass out."""

from __future__ import annotations

from .absolutes import absolute_html
from .composing import render, render_note
from .figures import picture_name
from .printable import printable
from .sanitizing import sanitize_html
from .typography import typeset
from .values import (
    FindPictures,
    Heading,
    PictureInfo,
    Rendered,
    RenderRefused,
    Rendition,
    no_pictures,
)

# Bumped whenever the output changes, so that stored HTML can be brought up to date.
RENDERER_VERSION: int = 3

__all__ = [
    "RENDERER_VERSION",
    "FindPictures",
    "Heading",
    "PictureInfo",
    "RenderRefused",
    "Rendered",
    "Rendition",
    "absolute_html",
    "no_pictures",
    "picture_name",
    "printable",
    "render",
    "render_note",
    "sanitize_html",
    "typeset",
]
