"""Nothing publishes a post before its embargo ends, whoever tries and however."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from posts.models import Post
from posts.revisions import kept, latest, publish_due, restore, set_aside, take
from tests import factories

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 1, 9, 0, tzinfo=UTC)
END = NOW + timedelta(days=1)


def raw(sql: str, *parameters: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def publish(post: Post, chance: Random) -> None:
    post.publish(at=chance.choice([None, NOW, END, END - timedelta(seconds=1)]))
    post.save()


def publish_all(_post: Post, _chance: Random) -> None:
    Post.objects.publish()


def unpublish(post: Post, _chance: Random) -> None:
    post.unpublish()
    post.save()


def date(post: Post, chance: Random) -> None:
    moment = chance.choice([NOW, END, END + timedelta(days=1)])
    Post.objects.filter(pk=post.pk).update(published_at=moment)


def set_status(post: Post, _chance: Random) -> None:
    Post.objects.filter(pk=post.pk).update(status="published")


def by_hand(_post: Post, _chance: Random) -> None:
    raw("UPDATE posts_post SET status = 'published', published_at = %s", NOW)


def bulk(_post: Post, _chance: Random) -> None:
    posts = list(Post.objects.all())
    for post in posts:
        post.status, post.published_at = "published", NOW
    Post.objects.bulk_update(posts, ["status", "published_at"])


def bring_back(post: Post, chance: Random) -> None:
    revisions = list(post.revisions.filter(is_stored=True))
    if revisions:
        restore(chance.choice(revisions), by=None, with_publication=chance.random() < 0.3)


def aside(post: Post, _chance: Random) -> None:
    snapshot = take(post.pk) | {"status": "published", "published_at": NOW.isoformat()}
    set_aside(post.pk, snapshot, by=None, goes_live_at=NOW)
    publish_due(timezone.now())


ACTIONS = (publish, publish_all, unpublish, date, set_status, by_hand, bulk, bring_back, aside)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(seed=st.integers(0, 2**32))
def test_no_sequence_of_actions_publishes_before_the_embargo(db, seed):
    chance = Random(seed)
    with time_machine.travel(NOW, tick=False) as clock:
        key = factories.make_draft(embargo_until=END).pk
        latest(key)
        for action in chance.choices(ACTIONS, k=8):
            post = Post.objects.get(pk=key)
            with suppress(IntegrityError), transaction.atomic(), kept([key], by=None):
                action(post, chance)
            clock.shift(timedelta(hours=1))
            assert not Post.objects.published().filter(pk=key).exists(), action.__name__
            assert Post.objects.get(pk=key).embargo_until == END


def test_post_under_embargo_goes_live_when_it_ends():
    with time_machine.travel(NOW, tick=False) as clock:
        post = factories.make_draft(embargo_until=END)
        post.publish()
        post.save()
        assert post.published_at == END
        assert not Post.objects.published().exists()

        clock.move_to(END)
        assert Post.objects.published().get() == post


def test_earlier_date_is_refused_by_the_database():
    post = factories.make_draft(embargo_until=END)
    post.publish(at=END - timedelta(seconds=1))

    with pytest.raises(IntegrityError), transaction.atomic():
        post.save()
    assert Post.objects.get().status == "draft"


def test_post_that_is_out_cannot_be_embargoed_from_then_on():
    post = factories.make_post(published_at=NOW)

    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.filter(pk=post.pk).update(embargo_until=END)


def test_embargo_ends_by_itself():
    with time_machine.travel(NOW, tick=False) as clock:
        post = factories.make_draft(embargo_until=END)
        assert post.is_under_embargo
        clock.move_to(END)
        assert not post.is_under_embargo
        assert not factories.make_draft().is_under_embargo
