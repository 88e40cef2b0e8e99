"""The working copy of a post that is out: changes that readers do not see yet."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class WorkingCopy(models.Model):
    """A post as it will be. What readers see stays as it is until the changes are published."""

    post = models.OneToOneField(
        "posts.Post",
        models.CASCADE,
        primary_key=True,
        related_name="working_copy",
        verbose_name=_("post"),
    )
    # What it holds, and what was stored when it was begun or brought up to date.
    revision = models.ForeignKey("posts.Revision", models.RESTRICT, related_name="+")
    base = models.ForeignKey("posts.Revision", models.RESTRICT, related_name="+")
    goes_live_at = models.DateTimeField(
        _("changes go live"),
        null=True,
        blank=True,
        db_index=True,
        help_text=_("Empty means when somebody publishes them."),
    )
    # Why the changes did not go live at their minute, in words; empty where nothing went wrong.
    obstacle = models.CharField(max_length=300, blank=True)
    saved_at = models.DateTimeField(_("saved"), auto_now=True)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("unpublished changes")
        verbose_name_plural = _("unpublished changes")

    def __str__(self) -> str:
        return str(self.post)
