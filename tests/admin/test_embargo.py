"""An embargo on the desk: every button keeps it, and only those who may shorten it."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from posts.models import Post
from posts.revisions import kept, latest
from tests import factories
from tests.admin.conftest import typed

pytestmark = pytest.mark.django_db
NOW = "2026-05-01T09:00:00Z"
END = "2026-05-02T10:00"  # on the clocks of London


@pytest.fixture(autouse=True)
def _in_may():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def post():
    factories.make_category()
    return factories.make_draft(
        title="Title",
        slug="title",
        embargo_until="2026-05-02T09:00:00Z",
        authors=[factories.make_author()],
    )


@pytest.fixture
def publisher(log_in) -> Client:
    return log_in("view_post", "change_post", "publish_post")


def send(client: Client, post: Post, **changes):
    post = Post.objects.get(pk=post.pk)
    plain: dict[str, Any] = {"title": "Title", "slug": "title", "body": "x", "embargo_until": END}
    plain |= {"category": post.category_id, "authors": post.byline}
    address = reverse("admin:posts_post_change", args=[post.pk])
    return client.post(address, typed(post=post, **plain | changes))


def test_publishing_without_a_date_waits_for_its_end(publisher, post):
    send(publisher, post, status="published")

    stored = Post.objects.get()
    assert stored.published_at == stored.embargo_until
    assert not stored.is_live


def test_earlier_date_is_refused_beside_its_field(publisher, post):
    answer = send(publisher, post, status="published", published_at="2026-05-02T09:59")

    errors = answer.context["adminform"].form.errors
    assert errors["published_at"] == ["The post must not go live before its embargo ends."]
    assert Post.objects.get().status == "draft"


@pytest.mark.parametrize("shorter", ["", "2026-05-02T09:59"])
def test_shortening_takes_a_permission(publisher, admin_client, post, shorter):
    refused = send(publisher, post, embargo_until=shorter)
    assert "takes a permission" in refused.content.decode()
    assert Post.objects.get().embargo_until is not None

    send(admin_client, post, embargo_until=shorter)

    assert Post.objects.get().embargo_until != post.embargo_until
    revision = latest(post.pk)
    assert revision.made_by.get_username() == "admin"


def test_anyone_who_writes_may_make_it_longer(writer, post):
    send(writer, post, embargo_until="2026-05-03T10:00")

    assert Post.objects.get().embargo_until.day == 3


def test_action_publishes_at_its_end_and_not_before(publisher, post):
    early = factories.make_draft(
        embargo_until="2026-05-02T09:00:00Z",
        published_at="2026-05-01T09:00:00Z",
        authors=[factories.make_author()],
    )
    data = {"action": "publish", "_selected_action": [post.pk, early.pk]}

    page = publisher.post(reverse("admin:posts_post_changelist"), data, follow=True)

    assert "before its embargo ends" in page.content.decode()
    assert Post.objects.get(pk=post.pk).published_at.isoformat() == "2026-05-02T09:00:00+00:00"
    assert Post.objects.get(pk=early.pk).status == "draft"


def test_history_shortens_no_embargo_for_those_who_may_not(publisher, post):
    with kept([post.pk], by=None):
        Post.objects.filter(pk=post.pk).update(embargo_until="2026-05-09T09:00:00Z")
    address = reverse("admin:posts_post_history", args=[post.pk])

    refused = publisher.post(address, {"revision": "1", "publication": "on"})

    assert refused.status_code == 403
    publisher.post(address, {"revision": "1"})
    assert Post.objects.get().embargo_until.day == 9


def test_preview_says_until_when(publisher, post):
    address = reverse("admin:posts_post_preview", args=[post.pk])

    assert "Embargo until 2 May 2026, 10:00 BST" in publisher.get(address).content.decode()

    Post.objects.update(embargo_until=None)
    assert "Embargo" not in publisher.get(address).content.decode()
