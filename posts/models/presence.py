"""Presence: which accounts have the form of a post open."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Min
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from posts.acting import Account

# A form that was not heard of for so long is taken to be closed. Browsers let a form in the
# background speak once a minute.
SILENCE = timedelta(seconds=70)


class PresenceQuerySet(models.QuerySet["Presence"]):
    """Opened forms, asked for in words that chain."""

    def open_now(self) -> PresenceQuerySet:
        """Keep the forms that were heard of lately."""
        return self.filter(seen_at__gt=timezone.now() - SILENCE)

    def note(self, post: int, *, user: Account, key: str) -> None:
        """Note that a form is open, or is still. One query."""
        now = timezone.now()
        self.bulk_create(
            [self.model(post_id=post, user_id=user.pk, key=key, since=now, seen_at=now)],
            update_conflicts=True,
            unique_fields=["post", "user", "key"],
            update_fields=["seen_at"],
        )

    def note_opened(self, post: int, *, user: Account, key: str) -> None:
        """Note that a form was opened; rows of forms that were closed go by the way.

        A form that was saved comes back as another one: whoever had the post open still has, and
        since then.
        """
        self.filter(seen_at__lte=timezone.now() - SILENCE).delete()
        own = self.filter(post=post, user=user.pk)
        first = own.aggregate(first=Min("since"))["first"]
        self.note(post, user=user, key=key)
        if first:
            own.filter(key=key).update(since=first)

    def others(self, post: int, *, than: Account) -> list[tuple[str, datetime]]:
        """Return which other accounts have the post open, by name, and since when. One query."""
        found = self.open_now().filter(post=post).exclude(user=than.pk)
        since: dict[str, datetime] = {}
        for form in found.select_related("user").order_by("since", "pk"):
            since.setdefault(form.user.get_full_name() or form.user.get_username(), form.since)
        return list(since.items())


class Presence(models.Model):
    """An opened form of a post: whose, since when, and when it was last heard of."""

    # Readers see none of it: no page is another while somebody has a form open.
    is_for_readers = False

    post = models.ForeignKey("posts.Post", models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    # Of the form, as autosave knows it: an account may have a post open twice.
    key = models.CharField(max_length=40)
    since = models.DateTimeField()
    seen_at = models.DateTimeField(db_index=True)

    objects = PresenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("opened form")
        verbose_name_plural = _("opened forms")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["post", "user", "key"], name="presence_is_one_of_a_form"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} / {self.post}"
