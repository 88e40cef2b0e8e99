"""Posts that went out in spite of what the checks found, each with its reason."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class CheckOverride(models.Model):
    """That somebody published a post in spite of errors: which, why, who and when."""

    # Readers see none of it: no page is another for a reason that was given.
    is_for_readers = False

    post = models.ForeignKey("posts.Post", models.CASCADE, related_name="check_overrides")
    # Of each error the name of its check and what was said, as a list of pairs.
    findings = models.JSONField()
    reason = models.CharField(_("reason"), max_length=500)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    made_at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("reason to publish in spite of checks")
        verbose_name_plural = _("reasons to publish in spite of checks")
        ordering = ["-made_at", "-pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="check_override_has_reason")
        ]

    def __str__(self) -> str:
        return f"{self.post}: {self.reason}"

    @property
    def names(self) -> list[str]:
        """The names of the checks, each once."""
        return list(dict.fromkeys(name for name, _said in self.findings))
