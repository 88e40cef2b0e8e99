"""An article as Markdown, made from the HTML that readers see and from nothing else."""

from __future__ import annotations

from .article import article_markdown
from .converting import markdown_from, markdown_words

__all__ = ["article_markdown", "markdown_from", "markdown_words"]
