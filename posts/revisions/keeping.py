"""Keeping revisions: before and after a change, in the transaction of the change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from posts.models import (
    AuditEntry,
    Autosave,
    Event,
    Post,
    PreviewLink,
    Review,
    Revision,
    Status,
    WorkingCopy,
)
from posts.models.audit import minute
from posts.models.revision import Cause
from posts.numbers import number
from posts.revisions.auditing import audit
from posts.revisions.snapshots import Snapshot, digest_of, take_many

if TYPE_CHECKING:
    from posts.acting import Account

BATCH = 200  # posts at once


@dataclass(slots=True)
class Keeping:
    """Which posts a block changes, and why: to be told until its end."""

    posts: set[int]
    cause: Cause


@contextmanager
def kept(
    posts: Iterable[int],
    *,
    by: Account | None,
    cause: Cause = Cause.SAVED,
    restored_from: Revision | None = None,
) -> Iterator[Keeping]:
    """Keep revisions of these posts (keys) from before and after what is done in the block.

    Posts that the block makes may be added to what it is given. The block is part of one
    transaction with what is kept, and each post is locked from its beginning on. What is as it was
    before becomes no revision.
    """
    keeping = Keeping(set(posts), cause)
    with transaction.atomic():
        _keep(keeping.posts, cause=Cause.FOUND)
        yield keeping
        _keep(keeping.posts, cause=keeping.cause, made_by=by, restored_from=restored_from)


def latest(post: int) -> Revision:
    """Return the revision of a post as it is stored now, which is kept if nobody has yet.

    Raises Post.DoesNotExist.
    """
    with transaction.atomic():
        _keep({post}, cause=Cause.FOUND)
        found = Revision.objects.filter(post=post, is_stored=True).first()
    if found is None:
        raise Post.DoesNotExist
    return found


def keep_aside(
    post: int, snapshot: Snapshot, *, by: Account | None, restored_from: Revision | None = None
) -> Revision:
    """Keep a revision of what the post is to be, and is not. Part of the caller's transaction."""
    numbers = Revision.objects.filter(post=post).values_list("number", flat=True)
    return Revision.objects.create(
        post_id=post,
        number=(numbers.first() or 0) + 1,
        cause=Cause.RESTORED if restored_from else Cause.ASIDE,
        restored_from=restored_from,
        is_public=False,
        is_stored=False,
        made_by_id=by.pk if by else None,
        digest=digest_of(snapshot),
        snapshot=snapshot,
    )


def prunable(*, before: datetime, last: int) -> QuerySet[Revision]:
    """Return the revisions that may go: made before a moment, and not among the `last` of a post.

    Never one that was published or has a name, nor the latest, nor one that a preview link shows.
    """
    newer = (
        Revision.objects.filter(post=OuterRef("post"))
        .order_by("-number")
        .values("number")[max(last, 1) - 1 : max(last, 1)]
    )
    old = Revision.objects.filter(made_at__lt=before, is_public=False, name="")
    in_use = WorkingCopy.objects.filter(Q(revision=OuterRef("pk")) | Q(base=OuterRef("pk")))
    reviewed = Review.objects.filter(revision=OuterRef("pk"))
    # What a form was opened with that is still being written.
    opened = [
        fields.get("base", [""])[-1] for fields in Autosave.objects.values_list("fields", flat=True)
    ]
    bases = [number(base) for base in opened]
    shown = PreviewLink.objects.active().filter(revision=OuterRef("pk"))
    prunable = old.filter(number__lt=Subquery(newer)).exclude(pk__in=bases)
    for in_need in (in_use, reviewed, shown):
        prunable = prunable.exclude(Exists(in_need))
    return prunable


def _keep(keys: set[int], *, cause: Cause, **fields: Any) -> None:
    ordered = sorted(keys)
    for start in range(0, len(ordered), BATCH):
        _keep_some(ordered[start : start + BATCH], cause=cause, **fields)


def _keep_some(keys: list[int], *, cause: Cause, **fields: Any) -> None:
    # Whoever saves a post locks it too, so that revisions are numbered one after the other.
    list(Post._base_manager.select_for_update().filter(pk__in=keys).order_by("pk").values("pk"))
    known = _known(keys)
    made = []
    for key, snapshot in take_many(keys).items():
        last, stored = known.get(key, NOTHING)
        if (new := digest_of(snapshot)) == stored.digest:
            continue
        made.append(
            Revision(
                post_id=key,
                number=last + 1,
                cause=cause,
                is_public=snapshot["status"] == Status.PUBLISHED,
                digest=new,
                snapshot=snapshot,
                **fields,
            )
        )
    audit(made, since=[known[one.post_id][1].pk for one in made if one.post_id in known])
    Revision.objects.bulk_create(made)
    _take_minutes_off(one for one in made if one.snapshot["status"] != Status.PUBLISHED)


def _take_minutes_off(revisions: Iterable[Revision]) -> None:
    """Have no changes go live by themselves of posts that readers do not see any more."""
    makers = {one.post_id: one.made_by for one in revisions}
    waiting = WorkingCopy.objects.filter(post__in=makers, goes_live_at__isnull=False)
    for copy in waiting.select_related("post") if makers else ():
        detail = f"{minute(copy.goes_live_at)} → {minute(None)}"
        AuditEntry.objects.record(
            Event.CHANGES_SCHEDULED, by=makers[copy.post_id], post=copy.post, detail=detail
        )
        copy.goes_live_at = None
        copy.save(update_fields=["goes_live_at"])


class _Stored(NamedTuple):
    """The revision that was stored last of a post."""

    pk: int | None
    digest: str


NOTHING = (0, _Stored(None, ""))


def _known(keys: list[int]) -> dict[int, tuple[int, _Stored]]:
    """Return the latest number of each post, and the revision that was stored last."""
    newest = Revision.objects.filter(post__in=keys).order_by("post", "-number")
    found: dict[int, tuple[int, _Stored]] = {}
    for key, highest, pk, digest, is_stored in newest.values_list(
        "post", "number", "pk", "digest", "is_stored"
    ):
        last, stored = found.get(key, (highest, NOTHING[1]))
        is_last = is_stored and stored.pk is None
        found[key] = (last, _Stored(pk, digest) if is_last else stored)
    return found
