"""What a new revision decides about publication, for the audit log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from posts.changes import went_out
from posts.models import AuditEntry, Event, Revision, Status
from posts.models.audit import by_whom, minute
from posts.models.revision import Cause
from posts.revisions.snapshots import Snapshot, digest_of, moment
from prsite.pagecache.now import present

# What decides about publication.
DECIDING = ("status", "published_at", "expires_at", "embargo_until")
# What readers see something new after.
GOING_OUT = {Event.PUBLISHED, Event.SCHEDULED, Event.CHANGES_PUBLISHED}


def audit(revisions: Sequence[Revision], *, since: Iterable[int | None]) -> None:
    """Write down what these revisions decide; they are not stored yet.

    `since` are the keys of those that were stored before. What was there before anything was kept
    is no event. Two queries for any number.
    """
    found = Revision.objects.filter(pk__in=[key for key in since if key]).values_list(
        "post_id", "snapshot"
    )
    before = dict(found) if revisions and any(one.number > 1 for one in revisions) else {}
    told = [
        (revision, event, detail)
        for revision in revisions
        for event, detail in _events(revision, before.get(revision.post_id))
    ]
    entries = [
        AuditEntry(
            event=event,
            post=revision.post_id,
            post_title=revision.snapshot["title"],
            detail=detail,
            **by_whom(revision.made_by),
        )
        for revision, event, detail in told
    ]
    AuditEntry.objects.bulk_create(entries)
    # What was found has been out for a while, and who made it so is not known.
    out = sorted(
        {
            revision.post_id
            for revision, event, _detail in told
            if event in GOING_OUT and revision.cause != Cause.FOUND
        }
    )
    if out:
        went_out.send(sender=None, posts=out, by=revisions[0].made_by)


def _events(revision: Revision, before: Snapshot | None) -> Iterator[tuple[Event, str]]:
    """Give what happened between two stored states, with what differs."""
    after = revision.snapshot
    if before is None:
        if revision.cause == Cause.FOUND:
            return
        before = dict.fromkeys(DECIDING)
    how = _how(revision)
    for event, detail in _differences(before, after):
        yield event, "; ".join(filter(None, (detail, how)))
    was_out, is_out = _are_out(before, after)
    if was_out and is_out and digest_of(before | _deciding(after)) != digest_of(after):
        goes_live = moment(after["published_at"])
        is_to_come = goes_live is not None and goes_live > present()
        ahead = _("ahead of its minute") if is_to_come else ""
        yield Event.CHANGES_PUBLISHED, "; ".join(filter(None, (ahead, how)))


def _how(revision: Revision) -> str:
    """Say how it came about, where it was not typed into the form."""
    if revision.cause == Cause.FOUND:
        return _("found; it was not done at the desk")
    if revision.restored_from:
        return _("restored from revision %(number)d") % {"number": revision.restored_from.number}
    return ""


def _are_out(*snapshots: Snapshot) -> tuple[bool, ...]:
    return tuple(one["status"] == Status.PUBLISHED for one in snapshots)


def _deciding(snapshot: Snapshot) -> Snapshot:
    return {name: snapshot.get(name) for name in DECIDING}


def _differences(before: Snapshot, after: Snapshot) -> Iterator[tuple[Event, str]]:
    was_out, is_out = _are_out(before, after)
    goes_live = moment(after["published_at"])
    if is_out and not was_out and goes_live:
        is_to_come = goes_live > present()
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
