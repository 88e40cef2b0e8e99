"""The text of a post: its Markdown and what rendering made of it.

A table of its own, because SQLite walks through a long text to reach any column stored behind it;
lists of posts never touch this table.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from posts.models.loaded import Loaded
from posts.rendering import Rendered


class Content(Loaded):
    """Markdown as the editor wrote it, beside the HTML and plain text that came of it."""

    post = models.OneToOneField(
        "posts.Post", models.CASCADE, primary_key=True, related_name="content"
    )
    renderer_version = models.PositiveSmallIntegerField(default=0, db_index=True)
    headings = models.JSONField(default=list)
    markdown = models.TextField(_("text"), blank=True)
    html = models.TextField(blank=True)
    text = models.TextField(blank=True)

    class Meta:
        verbose_name = _("text")
        verbose_name_plural = _("texts")

    def __str__(self) -> str:
        return str(self.post)

    def take(self, rendered: Rendered, *, renderer_version: int) -> None:
        """Adopt what rendering made of the Markdown; saving is left to the caller."""
        self.html = rendered.html
        self.text = rendered.text
        self.headings = [
            {"level": heading.level, "id": heading.id, "text": heading.text}
            for heading in rendered.headings
        ]
        self.renderer_version = renderer_version
