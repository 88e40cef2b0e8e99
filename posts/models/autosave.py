"""Text that is not saved yet: a form as it was last typed, in a place of its own."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Autosave(models.Model):
    """What an editor has typed into the form of a post. Never read but to fill that form again."""

    # Readers see none of it: no page is another after something was typed.
    is_for_readers = False

    # Nothing for a post that does not exist yet.
    post = models.ForeignKey(
        "posts.Post", models.CASCADE, null=True, blank=True, related_name="autosaves"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    # Of the form: each one that is opened has its own, and takes no other's text away.
    key = models.CharField(max_length=40)
    fields = models.JSONField()
    typed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("unsaved text")
        verbose_name_plural = _("unsaved texts")
        ordering = ["-typed_at"]
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="autosave_is_one_of_a_form")
        ]

    def __str__(self) -> str:
        return self.text_of("title") or str(_("Untitled"))

    def text_of(self, name: str) -> str:
        """Return what was typed into a field, or nothing."""
        values: Any = self.fields.get(name) or [""]
        return str(values[-1])
