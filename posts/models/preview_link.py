"""Preview links: one revision of a post, for people without an account, until a minute."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from posts.acting import Account
    from posts.models.revision import Revision

TOKEN_BYTES = 32
# How addresses spell a token: as base64 that is safe in them.
TOKEN = "[A-Za-z0-9_-]{43}"  # noqa: S105
LONGEST = timedelta(days=90)


class LinkState(models.TextChoices):
    """Whether a link still opens."""

    ACTIVE = "active", _("Active")
    EXPIRED = "expired", _("Expired")
    REVOKED = "revoked", _("Revoked")


class PreviewLinkQuerySet(models.QuerySet["PreviewLink"]):
    """Links, asked for in words that chain."""

    def active(self, *, at: datetime | None = None) -> Self:
        """Keep the links that open at the moment `at` (default: now)."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=at or timezone.now())

    def of_token(self, token: str) -> Self:
        """Keep the link whose token this is."""
        return self.filter(digest=digest_of(token))

    def make(
        self,
        revision: Revision,
        *,
        by: Account,
        expires_at: datetime,
        note: str = "",
    ) -> tuple[PreviewLink, str]:
        """Store a link, and return it with its token, which is not stored and never known again."""
        token = secrets.token_urlsafe(TOKEN_BYTES)
        link = self.create(
            post_id=revision.post_id,
            revision=revision,
            digest=digest_of(token),
            made_by_id=by.pk,
            expires_at=expires_at,
            note=note,
        )
        return link, token

    def count_open(self) -> int:
        """Count one opening of each link that opens now; return of how many."""
        now = timezone.now()
        return self.active(at=now).update(opens=F("opens") + 1, last_opened_at=now)


class PreviewLink(models.Model):
    """A link to one revision of a post. Whoever has its token sees that, and nothing else."""

    # Readers see none of it: no page is another after a link is made or opened.
    is_for_readers = False

    post = models.ForeignKey(
        "posts.Post", models.CASCADE, related_name="preview_links", verbose_name=_("post")
    )
    # It goes with its revision, and `prune_revisions` lets none go that an active link shows.
    revision = models.ForeignKey(
        "posts.Revision", models.CASCADE, related_name="+", verbose_name=_("revision")
    )
    # SHA-256 of the token. A token of 256 random bits needs no salt and cannot be tried out.
    digest = models.CharField(max_length=64, unique=True)
    note = models.CharField(
        _("for whom"),
        max_length=120,
        blank=True,
        help_text=_("A note for the desk; whoever opens the link does not see it."),
    )
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    expires_at = models.DateTimeField(_("expires"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    # How often, and when last. Not by whom.
    opens = models.PositiveIntegerField(_("opened"), default=0)
    last_opened_at = models.DateTimeField(_("last opened"), null=True, blank=True)

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("preview link")
        verbose_name_plural = _("preview links")
        ordering = ["-made_at", "-pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")), name="preview_link_expires_later"
            )
        ]

    def __str__(self) -> str:
        return self.note or str(self._meta.verbose_name)

    @property
    def state(self) -> LinkState:
        """Whether the link opens now."""
        if self.revoked_at:
            return LinkState.REVOKED
        is_over = self.expires_at <= timezone.now()
        return LinkState.EXPIRED if is_over else LinkState.ACTIVE


def digest_of(token: str) -> str:
    """Return what is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
