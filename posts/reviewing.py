"""Handing a post in to be looked at, approving and returning it, and notes beside the text.

Each act is part of one transaction with its entry in the audit log and its notices.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext as _

from posts.changes import stayed_aside, went_out
from posts.models import (
    AuditEntry,
    Decision,
    Event,
    Note,
    Post,
    Review,
    Revision,
    WorkingCopy,
)
from posts.moments import in_words
from posts.notices import concerned, publishers, tell
from posts.revisions import copy_shown, latest

if TYPE_CHECKING:
    from posts.acting import Account

EVENTS = {
    Decision.APPROVED: Event.APPROVED,
    Decision.RETURNED: Event.RETURNED,
    Decision.WITHDRAWN: Event.WITHDRAWN,
}


def open_review(post: int) -> Review | None:
    """Return the review that a post is in, if it is in one."""
    reviews = Review.objects.select_related("revision", "submitted_by")
    return reviews.filter(post=post, decision=Decision.OPEN).first()


def newest(post: int) -> Revision:
    """Return what the desk shows of a post: its unpublished changes, else what is stored."""
    copy = copy_shown(post)
    return copy.revision if copy else latest(post)


def submit(post: Post, *, by: Account, message: str = "") -> Review:
    """Hand a post in, with the changes of it that are kept aside.

    One that is in review already is handed in anew: as it is now, with this message.
    """
    with transaction.atomic():
        _lock(post)
        review = open_review(post.pk) or Review(post=post)
        review.revision = newest(post.pk)
        review.submitted_by_id = by.pk
        review.message = message
        review.submitted_at = timezone.now()
        review.save()
        AuditEntry.objects.record(Event.SUBMITTED, by=by, post=post, detail=message)
        text = _("%(who)s asks for a review of “%(title)s”.") % _words(post, by)
        tell(publishers(), post=post, text=_with(text, message), by=by)
    return review


def decide(
    post: Post,
    decision: Decision,
    *,
    by: Account | None,
    answer: str = "",
    seen: int | None = None,
) -> Review | None:
    """Approve, return or withdraw what is in review; None where nothing is, or is any more.

    None, too, where another revision is in review by now than the one that was `seen` (its key).
    """
    with transaction.atomic():
        _lock(post)
        review = open_review(post.pk)
        if review is None or (seen is not None and review.revision_id != seen):
            return None
        review.decision, review.answer = decision, answer
        review.decided_by_id = by.pk if by else None
        review.decided_at = timezone.now()
        review.save()
        AuditEntry.objects.record(EVENTS[decision], by=by, post=post, detail=answer)
        if decision == Decision.WITHDRAWN:
            return review
        said = {
            Decision.APPROVED: _("%(who)s approved “%(title)s”."),
            Decision.RETURNED: _("%(who)s returned “%(title)s”."),
        }[decision]
        waiting = [*filter(None, [review.submitted_by]), *concerned(post)]
        tell(waiting, post=post, text=_with(said % _words(post, by), answer), by=by)
    return review


@receiver(went_out)
def close_reviews(posts: list[int], by: Account | None, **_options: Any) -> None:
    """Close the reviews of posts that just went out: who publishes approves.

    Not where the changes that are in review are still kept aside.
    """
    waiting = Review.objects.filter(post__in=posts, decision=Decision.OPEN)
    out = waiting.filter(Q(post__working_copy=None) | Q(revision__is_stored=True))
    for review in out.select_related("post"):
        decide(review.post, Decision.APPROVED, by=by)


@receiver(stayed_aside)
def tell_of_obstacle(copy: WorkingCopy, reason: str, **_options: Any) -> None:
    """Tell who kept the changes aside, and who may publish them; by no mail, as a reader waits."""
    when = in_words(copy.goes_live_at) if copy.goes_live_at else ""
    words = {"title": copy.post.title, "when": when, "reason": reason}
    text = _("The changes of “%(title)s” did not go live on %(when)s: %(reason)s") % words
    with transaction.atomic():
        accounts = [*filter(None, [copy.saved_by]), *publishers()]
        tell(accounts, post=copy.post, text=text, by=None, by_mail=False)


def remark(post: Post, *, by: Account, text: str, passage: str = "") -> Note:
    """Put a note beside a post, or beside a passage of its text."""
    with transaction.atomic():
        _lock(post)
        note = Note.objects.create(post=post, made_by_id=by.pk, text=text, passage=passage)
        said = _("%(who)s wrote a note on “%(title)s”.") % _words(post, by)
        writers = [each.made_by for each in post.notes.select_related("made_by") if each.made_by]
        review = open_review(post.pk)
        handed_in = [review.submitted_by] if review and review.submitted_by else []
        everybody = [*concerned(post), *writers, *handed_in]
        tell(everybody, post=post, text=_with(said, text), by=by)
    return note


def settle(note: Note, *, by: Account) -> None:
    """Mark a note as settled. It stays to be read."""
    Note.objects.filter(pk=note.pk, settled_at=None).update(
        settled_at=timezone.now(), settled_by=by.pk
    )


def _lock(post: Post) -> None:
    """Lock a post. Raises Post.DoesNotExist where it was deleted meanwhile."""
    Post._base_manager.select_for_update().values("pk").get(pk=post.pk)


def _words(post: Post, by: Account | None) -> dict[str, str]:
    return {"who": by.get_username() if by else _("Somebody"), "title": post.title}


def _with(said: str, more: str) -> str:
    return f"{said}\n\n{more}" if more else said
