"""Review: a post is handed in to be looked at, approved, or returned; and notes beside its text."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

LONGEST_NOTE = 2000


class Decision(models.TextChoices):
    """What came of a review."""

    OPEN = "open", _("In review")
    APPROVED = "approved", _("Approved")
    RETURNED = "returned", _("Returned")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Review(models.Model):
    """One time that a post, or changes of one that is out, were handed in."""

    # Readers see none of it: no page is another because somebody looks at a post.
    is_for_readers = False

    post = models.ForeignKey("posts.Post", models.CASCADE, related_name="reviews")
    # What was handed in; what was written since differs from it.
    revision = models.ForeignKey("posts.Revision", models.RESTRICT, related_name="+")
    submitted_at = models.DateTimeField(auto_now_add=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    message = models.TextField(_("message"), blank=True, max_length=LONGEST_NOTE)
    decision = models.CharField(max_length=10, choices=Decision, default=Decision.OPEN)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    answer = models.TextField(_("note"), blank=True, max_length=LONGEST_NOTE)

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["-submitted_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["post"], condition=Q(decision="open"), name="review_is_open_once_a_post"
            ),
            models.CheckConstraint(
                condition=Q(decision__in=Decision.values), name="review_decision_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post}: {self.get_decision_display()}"


class Note(models.Model):
    """A remark on a post, or on a passage of its text, until it is settled."""

    is_for_readers = False

    post = models.ForeignKey("posts.Post", models.CASCADE, related_name="notes")
    # The words the note is about, as they stood in the Markdown; empty for the whole post.
    passage = models.TextField(_("passage"), blank=True, max_length=LONGEST_NOTE)
    text = models.TextField(_("note"), max_length=LONGEST_NOTE)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return self.text


class Notice(models.Model):
    """What an account is told at the desk, and by e-mail, until it has looked."""

    is_for_readers = False

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    post = models.ForeignKey("posts.Post", models.CASCADE, related_name="+")
    text = models.TextField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return self.text
