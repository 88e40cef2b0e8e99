"""What a new revision decides about publication, for the audit log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from posts.models import AuditEntry, Event, Revision, Status
from posts.models.audit import by_whom, minute
from posts.models.revision import Cause
from posts.revisions.snapshots import Snapshot, moment

# What decides about publication.
DECIDING = ("status", "published_at", "expires_at", "embargo_until")


def audit(revisions: Sequence[Revision]) -> None:
    """Write down what these revisions decide against those before; they are not stored yet.

    Two queries for any number. What was there before anything was kept is no event.
    """
    before = _before(revisions)
    AuditEntry.objects.bulk_create(
        AuditEntry(
            event=event,
            post=revision.post_id,
            post_title=revision.snapshot["title"],
            detail=detail,
            **by_whom(revision.made_by),
        )
        for revision in revisions
        for event, detail in _events(revision, before.get(revision.post_id))
    )


def _before(revisions: Iterable[Revision]) -> dict[int, Snapshot]:
    """Return what decided about publication until now, by the keys of posts."""
    keys = [revision.post_id for revision in revisions if revision.number > 1]
    if not keys:
        return {}
    stored = Revision.objects.filter(post__in=keys, is_stored=True).order_by("number")
    rows = stored.values_list("post_id", *(f"snapshot__{name}" for name in DECIDING))
    # The newest comes last and stays.
    return {key: dict(zip(DECIDING, decided, strict=True)) for key, *decided in rows.iterator()}


def _events(revision: Revision, before: Snapshot | None) -> Iterator[tuple[Event, str]]:
    """Give what happened between two stored states, with what differs."""
    after = revision.snapshot
    if before is None:
        if revision.cause == Cause.FOUND:
            return
        before = dict.fromkeys(DECIDING)
    past_the_desk = _("found; it was not done at the desk") if revision.cause == Cause.FOUND else ""
    for event, detail in _differences(before, after):
        yield event, "; ".join(filter(None, (detail, past_the_desk)))
    if revision.cause == Cause.PUBLISHED:
        yield Event.CHANGES_PUBLISHED, ""


def _differences(before: Snapshot, after: Snapshot) -> Iterator[tuple[Event, str]]:
    was_out, is_out = (one["status"] == Status.PUBLISHED for one in (before, after))
    goes_live = moment(after["published_at"])
    if is_out and not was_out and goes_live:
        is_to_come = goes_live > timezone.now()
        yield Event.SCHEDULED if is_to_come else Event.PUBLISHED, minute(goes_live)
    elif was_out and not is_out:
        yield Event.UNPUBLISHED, ""
    elif is_out and before["published_at"] != after["published_at"]:
        yield Event.RESCHEDULED, _from_to(before, after, "published_at")
    if is_out and before["expires_at"] != after["expires_at"]:
        yield Event.EXPIRY_CHANGED, _from_to(before, after, "expires_at")
    was, now = moment(before.get("embargo_until")), moment(after.get("embargo_until"))
    if was != now:
        detail = _from_to(before, after, "embargo_until")
        if was is None:
            yield Event.EMBARGO_SET, detail
        else:
            is_longer = now is not None and now > was
            yield Event.EMBARGO_LENGTHENED if is_longer else Event.EMBARGO_SHORTENED, detail


def _from_to(before: dict[str, Any], after: dict[str, Any], name: str) -> str:
    return f"{minute(moment(before.get(name)))} → {minute(moment(after.get(name)))}"
