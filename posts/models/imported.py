"""Where an imported post came from, and how it looked when it came."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportRecord(models.Model):
    """The file a post was made from, with fingerprints of both sides.

    `source_digest` tells whether the file has changed since; `post_digest` tells whether an editor
    has changed the post since. Both are hexadecimal SHA-256.
    """

    source = models.CharField(_("source"), max_length=500, unique=True)
    post = models.OneToOneField("posts.Post", models.CASCADE, related_name="import_record")
    source_digest = models.CharField(max_length=64)
    post_digest = models.CharField(max_length=64)
    imported_at = models.DateTimeField(_("imported"), auto_now=True)

    class Meta:
        verbose_name = _("import record")
        verbose_name_plural = _("import records")
        ordering = ["source"]

    def __str__(self) -> str:
        return self.source
