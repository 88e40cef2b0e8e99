"""Changes of a post that is out, kept aside until they are published or their minute comes.

Nothing has to run at that minute: whoever asks for a page next has them published first
(`posts/caching.py`), before any page is made that could show what was there before.
"""

from __future__ import annotations

import logging
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from posts.changes import stayed_aside
from posts.models import AuditEntry, Event, Picture, Post, Revision, Status, Tag, WorkingCopy
from posts.models.audit import minute
from posts.models.revision import Cause
from posts.revisions.keeping import keep_aside, kept, latest
from posts.revisions.merging import Clash, merge
from posts.revisions.restoring import PUBLICATION, found_again, locked, put
from posts.revisions.snapshots import OF_PICTURE, Snapshot
from prsite.pagecache.now import is_ahead

if TYPE_CHECKING:
    from posts.acting import Account

logger = logging.getLogger(__name__)


class Clashed(Exception):
    """Two changed the same; both are told of in `clashes`, with what was saved first."""

    def __init__(self, merged: Snapshot, clashes: list[Clash], theirs: Revision) -> None:
        super().__init__()
        self.merged, self.clashes, self.theirs = merged, clashes, theirs


def copy_of(post: int) -> WorkingCopy | None:
    """Return the unpublished changes of a post, if there are any."""
    return WorkingCopy.objects.select_related("revision", "base").filter(post=post).first()


def copy_shown(post: int) -> WorkingCopy | None:
    """Return the changes that the desk shows in place of a post: those of one that is out.

    Of one that was taken back since, the history has them.
    """
    out = WorkingCopy.objects.filter(post=post, post__status=Status.PUBLISHED)
    return out.select_related("revision", "base").first()


def set_aside(
    post: int,
    snapshot: Snapshot,
    *,
    by: Account | None,
    goes_live_at: datetime | None = None,
    restored_from: Revision | None = None,
) -> WorkingCopy:
    """Keep a snapshot as the working copy of a post; what is stored stays as it is.

    The snapshot is taken to know of what is stored now. Whether and when readers see the post is
    no part of such changes. Those that were there before stay in the history.
    """
    with transaction.atomic():
        before = copy_of(post)
        base = latest(post)
        kept_as = {name: base.snapshot[name] for name in PUBLICATION}
        whole = _with_tags(snapshot | kept_as)
        revision = keep_aside(post, whole, by=by, restored_from=restored_from)
        copy, _made = WorkingCopy.objects.update_or_create(
            post_id=post,
            defaults={
                "revision": revision,
                "base": base,
                "goes_live_at": goes_live_at,
                "obstacle": "",
                "saved_by_id": by.pk if by else None,
            },
        )
        had_minute = before.goes_live_at if before else None
        if had_minute != goes_live_at:
            detail = f"{minute(had_minute)} → {minute(goes_live_at)}"
            AuditEntry.objects.record(Event.CHANGES_SCHEDULED, by=by, post=copy.post, detail=detail)
    return copy


def restore_aside(revision: Revision, *, by: Account | None) -> list[str]:
    """Bring a revision back as the working copy of its post, for nobody but editors to see yet.

    Returns what could not be brought back, in words. The words beside pictures stand wherever the
    pictures do: they come along with an account that may change them there.
    """
    with transaction.atomic():
        stored = latest(revision.post_id).snapshot
        # Of old, a snapshot had fewer fields.
        snapshot, lost = found_again(stored | revision.snapshot)
        if not _may_describe(by):
            now = _with_words_now(stored, snapshot)["pictures"]
            snapshot["pictures"] = {name: now[name] for name in snapshot["pictures"] if name in now}
        set_aside(revision.post_id, snapshot, by=by, restored_from=revision)
    return lost


def words_aside(copy: WorkingCopy) -> dict[str, dict[str, Any]]:
    """Return the words beside pictures that come with the changes, by the pictures' names.

    There are some only where a revision was brought back.
    """
    before, aside = (one.snapshot["pictures"] for one in (copy.base, copy.revision))
    return {name: words for name, words in aside.items() if before.get(name, words) != words}


def publish_changes(copy: WorkingCopy, *, by: Account | None) -> None:
    """Store the changes, merged with what was stored since they were set aside.

    Raises Clashed where both changed the same, and RenderRefused; then all stays as it was.
    """
    key, aside = copy.post_id, copy.revision.snapshot
    with locked(key, aside), kept([key], by=by, cause=Cause.PUBLISHED):
        stored = latest(key)
        merged, clashes = merge(copy.base.snapshot, aside, _with_words_now(stored.snapshot, aside))
        if clashes:
            raise Clashed(merged, clashes, stored)
        put(key, merged, by=by)
        WorkingCopy.objects.filter(pk=key).delete()  # Should this be taken back, `copy` is whole.


def publish_due(now: datetime) -> int:
    """Publish the changes whose minute has come, in the order of their minutes; return how many.

    What cannot be published stays aside, with the reason, and is not tried again.
    """
    waiting = due(now).values_list("pk", "revision__snapshot")
    return sum(_publish_at_its_minute(key, snapshot) for key, snapshot in waiting)


def due(now: datetime) -> QuerySet[WorkingCopy]:
    """Return the changes of posts that are out whose minute has come, the earliest first."""
    waiting = WorkingCopy.objects.filter(goes_live_at__lte=now).order_by("goes_live_at")
    # Asked of the few that wait: a join would walk through all posts that are out.
    return waiting.filter(
        Exists(Post._base_manager.filter(pk=OuterRef("pk"), status=Status.PUBLISHED))
    )


def _publish_at_its_minute(key: int, snapshot: Snapshot) -> bool:
    """Publish one, unless somebody else does or has."""
    # The locks of posts come first, as in every save.
    with locked(key, snapshot):
        copy = copy_shown(key)
        if copy is None or copy.goes_live_at is None:
            return False
        try:
            with transaction.atomic():
                publish_changes(copy, by=copy.saved_by)
        except Clashed:
            reason = _("Somebody changed the same passages meanwhile.")
        except DatabaseError as error:
            if not isinstance(error, IntegrityError):
                raise  # Nothing can be written now; the changes are still due.
            reason = str(error)
        except Exception as error:  # noqa: BLE001  # No page is to fail for the changes of one post.
            reason = str(error)
        else:
            return True
        if not is_ahead():  # Looking at a later minute, it has not happened.
            logger.error("changes of post %s did not go live: %s", key, reason)
            # That nobody can be told of it is no reason for a page to fail.
            stayed_aside.send_robust(sender=None, copy=copy, reason=reason)
        copy.goes_live_at, copy.obstacle = None, reason[:300]
        copy.save(update_fields=["goes_live_at", "obstacle"])  # They were saved when they were.
    return False


def _with_words_now(stored: Snapshot, aside: Snapshot) -> Snapshot:
    """Add the words of pictures that only the changes show: they may be better by now."""
    names = aside["pictures"].keys() - stored["pictures"].keys()
    found = Picture.objects.filter(name__in=names).values("name", *OF_PICTURE)
    words = {one.pop("name"): one for one in found}
    return stored | {"pictures": words | stored["pictures"]}


def _may_describe(by: Account | None) -> bool:
    """Tell whether an account may change the words beside any picture."""
    return by is None or by.has_perms(["posts.change_picture", "posts.publish_post"])  # type: ignore[union-attr]


def _with_tags(snapshot: Snapshot) -> Snapshot:
    """Make the tags that are new: nothing else could keep them from being another's meanwhile."""
    tags = []
    for one in snapshot["tags"]:
        known = Tag.objects.filter(pk=one["key"], slug=one["slug"]).first()
        tag = known or Tag.objects.filter(slug=one["slug"]).first()
        tag = tag or Tag.objects.create(name=one["name"], slug=one["slug"])
        tags.append(one | {"key": tag.pk})
    return snapshot | {"tags": sorted(tags, key=lambda one: one["key"])}
