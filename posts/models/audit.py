"""The audit log: who decided what about publication, embargoes, roles and previews, and when."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from posts.acting import actor

if TYPE_CHECKING:
    from posts.acting import Account
    from posts.models.post import Post


class Event(models.TextChoices):
    """What happened."""

    PUBLISHED = "published", _("Published")
    SCHEDULED = "scheduled", _("Scheduled")
    RESCHEDULED = "rescheduled", _("Date changed")
    CHANGES_PUBLISHED = "changes_published", _("Changes published")
    CHANGES_SCHEDULED = "changes_scheduled", _("Minute of changes set or taken off")
    CHANGES_DISCARDED = "changes_discarded", _("Changes thrown away")
    UNPUBLISHED = "unpublished", _("Unpublished")
    EXPIRY_CHANGED = "expiry_changed", _("Expiry changed")
    DELETED = "deleted", _("Deleted")
    EMBARGO_SET = "embargo_set", _("Embargo set")
    EMBARGO_LENGTHENED = "embargo_lengthened", _("Embargo lengthened")
    EMBARGO_SHORTENED = "embargo_shortened", _("Embargo shortened or lifted")
    CHECKS_OVERRIDDEN = "checks_overridden", _("Published in spite of checks")
    SUBMITTED = "submitted", _("Submitted for review")
    APPROVED = "approved", _("Approved")
    RETURNED = "returned", _("Returned")
    WITHDRAWN = "withdrawn", _("Withdrawn from review")
    PREVIEW_MADE = "preview_made", _("Preview link made")
    PREVIEW_REVOKED = "preview_revoked", _("Preview link revoked")
    PICTURE_REPLACED = "picture_replaced", _("Picture replaced")
    ROLES_CHANGED = "roles_changed", _("Roles or permissions changed")
    ACCOUNT_DELETED = "account_deleted", _("Account deleted")


# Stands for whoever is at work; None is nobody.
AT_WORK: Any = object()


class AuditManager(models.Manager["AuditEntry"]):
    """Writes entries."""

    def record(
        self,
        event: Event,
        *,
        by: Account | None = AT_WORK,
        post: Post | None = None,
        detail: str = "",
    ) -> AuditEntry:
        """Write an entry, as part of the caller's transaction.

        Without `by` it was whoever is at work, if anybody is; with None it was no account.
        """
        return self.create(
            event=event,
            post=post.pk if post else None,
            post_title=post.title if post else "",
            detail=detail,
            **by_whom(actor() if by is AT_WORK else by),
        )


class AuditEntry(models.Model):
    """One event. The database refuses to change or delete it (`posts/append_only.py`).

    Posts and accounts are named as they were, by key and by name: an entry outlives both.
    """

    # Readers see none of it: no page is another after an entry is written.
    is_for_readers = False

    made_at = models.DateTimeField(_("when"), default=timezone.now, db_index=True)
    event = models.CharField(_("what"), max_length=20, choices=Event)
    account = models.BigIntegerField(null=True)
    account_name = models.CharField(_("who"), max_length=150, blank=True)
    post = models.BigIntegerField(null=True, db_index=True)
    post_title = models.CharField(_("post"), max_length=200, blank=True)
    detail = models.TextField(_("detail"), blank=True)

    objects = AuditManager()

    class Meta:
        verbose_name = _("audit log entry")
        verbose_name_plural = _("audit log entries")
        ordering = ["-made_at", "-pk"]
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["event", "made_at"], name="audit_event"),
            models.Index(fields=["account", "made_at"], name="audit_account"),
        ]

    def __str__(self) -> str:
        return f"{self.get_event_display()}: {self.post_title or self.detail}"


def by_whom(account: Account | None) -> dict[str, Any]:
    """Return the fields of an entry that name an account."""
    if account is None or account.pk is None:
        return {"account": None, "account_name": ""}
    return {"account": account.pk, "account_name": account.get_username()}


def minute(moment: datetime | None) -> str:
    """Return a moment as entries write it, in the publication's zone; a dash for none."""
    if moment is None:
        return "–"
    local = timezone.localtime(moment)
    return f"{local:%Y-%m-%d %H:%M} {local.tzname()}"
