"""Former addresses: what a post once answered to, so that no link ever breaks."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class FormerAddress(models.Model):
    """A path that used to lead to a post and now redirects there."""

    path = models.CharField(
        _("path"),
        max_length=500,
        unique=True,
        help_text=_("Begins with a slash, without the host."),
    )
    post = models.ForeignKey(
        "posts.Post", models.CASCADE, related_name="former_addresses", verbose_name=_("post")
    )

    class Meta:
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")
        ordering = ["path"]

    def __str__(self) -> str:
        return self.path
