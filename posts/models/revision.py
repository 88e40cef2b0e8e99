"""Revisions: what an editor wrote, as it stood after each save."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Cause(models.TextChoices):
    """What led to a revision."""

    SAVED = "saved", _("Saved")
    BULK = "bulk", _("Changed together with others")
    RESTORED = "restored", _("Restored")
    MERGED = "merged", _("Saved together with another editor's changes")
    IMPORTED = "imported", _("Imported")
    FOUND = "found", _("Found as it is")
    ASIDE = "aside", _("Changes kept aside")
    PUBLISHED = "published", _("Changes published")


class Revision(models.Model):
    """Everything an editor can change about a post, as it was stored at a moment; never altered."""

    # Readers see none of it: no page is another after a revision is kept.
    is_for_readers = False

    post = models.ForeignKey(
        "posts.Post", models.CASCADE, related_name="revisions", verbose_name=_("post")
    )
    number = models.PositiveIntegerField(_("number"))
    cause = models.CharField(_("cause"), max_length=10, choices=Cause)
    restored_from = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    name = models.CharField(
        _("name"),
        max_length=80,
        blank=True,
        help_text=_("A revision with a name is kept for ever."),
    )
    is_public = models.BooleanField(_("published"))
    # False of changes that were kept aside: the post itself was never so.
    is_stored = models.BooleanField(default=True)
    made_at = models.DateTimeField(_("made"), auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    digest = models.CharField(max_length=32)
    snapshot = models.JSONField()

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["post", "number"], name="revision_number_is_unique"),
            models.CheckConstraint(
                condition=models.Q(cause__in=Cause.values), name="revision_cause_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post}, {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store a new revision, or the name of one that is stored.

        Raises ValueError where anything else would change.
        """
        if not self._state.adding and set(kwargs.get("update_fields") or ["?"]) != {"name"}:
            raise ValueError("a revision is never altered; save(update_fields=['name']) names it")
        super().save(*args, **kwargs)
