"""What is decided about publication is in the audit log, whichever way it was decided."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from posts.models import AuditEntry, Event, Post, Status
from posts.models.revision import Cause
from posts.revisions import kept, latest
from tests import factories
from tests.factories import HOUR

pytestmark = pytest.mark.django_db


def events(post: Post) -> list[str]:
    entries = AuditEntry.objects.filter(post=post.pk).order_by("pk")
    return list(entries.values_list("event", flat=True))


def change(post: Post, by: Any = None, **fields: object) -> None:
    with kept([post.pk], by=by):
        for name, value in fields.items():
            setattr(post, name, value)
        post.save()


def test_publishing_names_who_and_the_minute(admin_user):
    post = factories.make_draft(title="Quarterly figures")

    change(post, by=admin_user, status=Status.PUBLISHED, published_at=factories.LONG_AGO)

    entry = AuditEntry.objects.get(post=post.pk)
    assert (entry.event, entry.account, entry.account_name) == (
        Event.PUBLISHED,
        admin_user.pk,
        admin_user.username,
    )
    assert (entry.post, entry.post_title) == (post.pk, "Quarterly figures")
    assert entry.detail == "2026-01-05 08:00 GMT"


def test_each_decision_is_an_event():
    post = factories.make_draft()
    later = timezone.now() + HOUR

    change(post, embargo_until=later)
    change(post, embargo_until=later + HOUR)
    change(post, embargo_until=later)
    change(post, status=Status.PUBLISHED, published_at=later)
    change(post, published_at=later + HOUR)
    change(post, expires_at=later + 5 * HOUR)
    change(post, title="Another title")
    change(post, title="A third title", published_at=later + 2 * HOUR)
    change(post, status=Status.UNPUBLISHED)

    assert events(post) == [
        Event.EMBARGO_SET,
        Event.EMBARGO_LENGTHENED,
        Event.EMBARGO_SHORTENED,
        Event.SCHEDULED,
        Event.RESCHEDULED,
        Event.EXPIRY_CHANGED,
        Event.CHANGES_PUBLISHED,
        Event.RESCHEDULED,
        Event.CHANGES_PUBLISHED,
        Event.UNPUBLISHED,
    ]


def test_many_at_once_are_told_one_by_one():
    posts = [factories.make_draft() for _ in range(3)]

    with kept([post.pk for post in posts], by=None, cause=Cause.BULK):
        Post.objects.filter(pk__in=[post.pk for post in posts]).publish()

    assert [events(post) for post in posts] == [[Event.PUBLISHED]] * 3


def test_post_that_is_made_and_published_at_once_is_told_of():
    with kept([], by=None) as keeping:
        post = factories.make_post()
        keeping.posts.add(post.pk)

    assert events(post) == [Event.PUBLISHED]


def test_what_was_there_before_is_no_event():
    post = factories.make_post()

    latest(post.pk)

    assert events(post) == []


def test_decision_past_the_desk_is_told_of_when_it_is_found():
    post = factories.make_draft()
    latest(post.pk)
    Post._base_manager.filter(pk=post.pk).update(
        status=Status.PUBLISHED, published_at=timezone.now() - timedelta(days=1), number=7
    )

    latest(post.pk)

    entry = AuditEntry.objects.get()
    assert (entry.event, entry.account_name) == (Event.PUBLISHED, "")
    assert "not done at the desk" in entry.detail


def test_refused_change_leaves_no_entry():
    post = factories.make_draft()

    class Refused(Exception): ...

    def refuse() -> None:
        with kept([post.pk], by=None):
            post.publish()
            post.save()
            raise Refused

    with pytest.raises(Refused):
        refuse()

    assert events(post) == []
