"""The two days on which the clocks of Berlin change, everywhere an editor picks a minute."""

from __future__ import annotations

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from posts.models import Post
from posts.revisions import copy_of
from tests import factories
from tests.admin.conftest import typed

pytestmark = pytest.mark.django_db
# Before both days.
NOW = "2026-03-01T09:00:00Z"
TWICE, SKIPPED = "2026-10-25T02:30", "2026-03-29T02:30"
SECOND, AFTER = "2026-10-25T02:30+01:00", "2026-03-29T03:00+02:00"
IN_UTC = {SECOND: "2026-10-25T01:30", AFTER: "2026-03-29T01:00"}
ASKED = {
    TWICE: ["02:30 the first time, CEST", "02:30 the second time, CET"],
    SKIPPED: ["01:59 CET", "03:00 CEST"],
}
DAYS = pytest.mark.parametrize(("minute", "chosen"), [(TWICE, SECOND), (SKIPPED, AFTER)])


@pytest.fixture(autouse=True)
def _in_berlin(settings):
    settings.TIME_ZONE = "Europe/Berlin"
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def post():
    return factories.make_post(title="Title", slug="title", authors=[factories.make_author()])


def address(post: Post) -> str:
    return reverse("admin:posts_post_change", args=[post.pk])


def send(client: Client, post: Post, **changes):
    plain = {
        "title": "Title",
        "slug": "title",
        "body": "Some words.",
        "status": "published",
        "published_at": "2026-01-05T09:00",
        "category": post.category_id,
        "authors": post.byline,
    }
    sent = typed(post=post, **plain | {name.replace("__", "-"): v for name, v in changes.items()})
    return client.post(address(post), sent, follow=True)


def assert_asked(answer, name: str, minute: str) -> None:
    html = answer.content.decode()
    assert f'name="{name}"' in html
    assert f'value="{minute}"' in html
    assert all(label in html for label in ASKED[minute])
    assert "Europe/Berlin time" in html


@DAYS
@pytest.mark.parametrize("name", ["published_at", "embargo_until", "expires_at", "revised_at"])
def test_form_asks_and_takes_what_is_chosen(admin_client, post, name, minute, chosen):
    later = {"published_at": "2026-12-01T09:00"} if name == "embargo_until" else {}

    asked = send(admin_client, post, **later | {name: minute})

    assert asked.context["errors"]
    assert_asked(asked, name, minute)
    send(admin_client, post, **later | {name: minute, f"{name}__which": chosen})
    assert getattr(Post.objects.get(), name).isoformat() == f"{IN_UTC[chosen]}:00+00:00"


def test_embargo_that_ends_the_second_time_holds_the_first_back(admin_client, post):
    same = {"published_at": TWICE, "embargo_until": TWICE, "embargo_until__which": SECOND}

    refused = send(admin_client, post, published_at__which="2026-10-25T02:30+02:00", **same)

    assert "must not go live before its embargo ends" in refused.content.decode()
    send(admin_client, post, published_at__which=SECOND, **same)
    stored = Post.objects.get()
    assert stored.published_at == stored.embargo_until


@DAYS
def test_minute_of_changes_asks_and_takes_what_is_chosen(admin_client, post, minute, chosen):
    asked = send(admin_client, post, title="New", changes_go_live_at=minute, _aside="")

    assert_asked(asked, "changes_go_live_at", minute)
    assert copy_of(post.pk).goes_live_at is None
    which = {"changes_go_live_at__which": chosen}
    send(admin_client, post, title="New", changes_go_live_at=minute, _aside="", **which)
    goes_live_at = copy_of(post.pk).goes_live_at
    assert goes_live_at.isoformat() == f"{IN_UTC[chosen]}:00+00:00"
    shown = admin_client.get(address(post)).content.decode()
    assert (f'value="{chosen}" checked' in shown) is (minute == TWICE)
