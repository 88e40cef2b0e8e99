from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.urls import reverse

from posts.models import Post, Presence, Revision
from posts.models.presence import SILENCE
from prsite.pagecache.stamps import stamps_of
from tests import factories
from tests.admin.conftest import typed

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 1, 12, 12, 0, tzinfo=UTC)
KEY = "form-AAAAAAAAAAAA"
WRITES = ("view_post", "change_post")


def beat_of(post: Post) -> str:
    return reverse("admin:posts_post_presence", args=[post.pk])


def open_form(client: Any, post: Post) -> str:
    response = client.get(reverse("admin:posts_post_change", args=[post.pk]))
    return response.content.decode()


def told(page: str) -> str:
    found = re.search(r"data-presence=[^>]*>([^<]*)<", page)
    assert found
    return found[1]


def beat(client: Any, post: Post, key: str = KEY, **more: str) -> str:
    response = client.post(beat_of(post), {"key": key} | more)
    assert response.status_code == 200
    return str(response.json()["others"])


@pytest.fixture
def post() -> Post:
    return factories.make_draft()


@pytest.fixture
def anna(log_in) -> Any:
    return log_in(*WRITES)


@pytest.fixture
def ben(log_in) -> Any:
    return log_in(*WRITES, "add_post")


@pytest.fixture
def clock() -> Any:
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


# ---------------------------------------------------------------- who has it open


def test_form_says_who_else_has_it_open_and_since_when(anna, ben, post, clock):
    assert told(open_form(anna, post)) == ""
    clock.shift(30)

    page = open_form(ben, post)

    assert told(page) == "staff-view_post-change_post has had it open since 12:00 GMT."
    assert "You can both write:" in page


def test_person_is_called_by_name_where_there_is_one(anna, ben, post, clock, django_user_model):
    django_user_model.objects.filter(username="staff-view_post-change_post").update(
        first_name="Anna", last_name="Example"
    )
    open_form(anna, post)

    assert told(open_form(ben, post)) == "Anna Example has had it open since 12:00 GMT."


def test_day_is_told_where_it_is_not_today(anna, ben, post, clock):
    beat(anna, post)
    clock.shift(timedelta(hours=13))
    beat(anna, post)

    assert "since 12 January 2026, 12:00 GMT." in beat(ben, post, "form-BBBBBBBBBBBB")


def test_beat_tells_each_of_the_other_and_nobody_of_themselves(anna, ben, post, clock):
    assert beat(anna, post) == ""
    assert "change_post has had" in beat(ben, post, "form-BBBBBBBBBBBB")
    assert "add_post has had" in beat(anna, post)
    assert beat(anna, factories.make_draft()) == ""


def test_form_that_was_not_heard_of_for_a_minute_does_not_count(anna, ben, post, clock):
    beat(anna, post)
    clock.shift(SILENCE - timedelta(seconds=1))
    assert beat(ben, post)
    clock.shift(1)

    assert beat(ben, post) == ""


def test_form_that_was_left_does_not_count(anna, ben, post, clock):
    beat(anna, post)

    left = anna.post(beat_of(post), {"key": KEY, "leaving": "1"})

    assert (left.status_code, left.content) == (204, b"")
    assert beat(ben, post) == ""


def test_nobody_closes_the_form_of_another(anna, ben, post, clock):
    beat(anna, post)

    ben.post(beat_of(post), {"key": KEY, "leaving": "1"})

    assert beat(ben, post)


def test_account_with_two_forms_is_named_once_and_leaves_with_the_last(anna, ben, post, clock):
    beat(anna, post)
    clock.shift(10)
    beat(anna, post, "form-CCCCCCCCCCCC")

    assert beat(ben, post).count("has had") == 1
    assert "12:00 GMT" in beat(ben, post)
    anna.post(beat_of(post), {"key": KEY, "leaving": "1"})
    assert beat(ben, post)


def test_save_does_not_begin_the_time_anew(anna, ben, post, clock):
    key = re.search(r'name="key" value="([^"]+)"', open_form(anna, post))[1]
    clock.shift(45)
    anna.post(
        reverse("admin:posts_post_change", args=[post.pk]),
        typed(post=post, title=post.title, body="More.", key=key),
        follow=True,
    )
    clock.shift(45)
    open_form(anna, post)

    assert "since 12:00 GMT" in beat(ben, post)


def test_form_that_comes_back_with_a_mistake_is_the_same_form(anna, ben, post, clock):
    beat(anna, post)
    clock.shift(60)

    page = anna.post(
        reverse("admin:posts_post_change", args=[post.pk]), typed(post=post, title="", key=KEY)
    ).content.decode()

    assert f'name="key" value="{KEY}"' in page
    assert Presence.objects.get().key == KEY
    assert "since 12:00 GMT" in beat(ben, post)


# ---------------------------------------------------------------- who may


def test_who_may_only_look_is_told_and_not_noted(anna, log_in, post, clock):
    looker = log_in("view_post")
    open_form(anna, post)

    assert told(open_form(looker, post))
    assert beat(looker, post)
    assert beat(anna, post) == ""


def test_who_proposes_changes_of_a_live_post_is_noted(anna, ben, clock):
    post = factories.make_post()
    beat(anna, post)

    assert "has had it open" in beat(ben, post)


@pytest.mark.parametrize("permissions", [(), ("view_tag",), ("add_post",)])
def test_who_may_not_see_the_post_is_told_nothing(anna, log_in, post, permissions):
    beat(anna, post)

    assert log_in(*permissions).post(beat_of(post), {"key": KEY}).status_code in {403, 404}


def test_whoever_is_not_logged_in_is_told_nothing(client, post):
    assert client.post(beat_of(post), {"key": KEY}).status_code == 302


def test_presence_of_a_post_that_is_not_there_is_not_there(admin_client):
    assert admin_client.post("/admin/posts/post/404/presence/").status_code == 404


def test_beat_is_sent_and_not_fetched(admin_client, post):
    assert admin_client.get(beat_of(post)).status_code == 405


@pytest.mark.parametrize("key", ["", "post-1", "form-short", "form-" + "A" * 400])
def test_key_that_no_form_has_is_not_noted(anna, post, key):
    assert beat(anna, post, key) == ""
    assert not Presence.objects.exists()


def test_new_post_has_no_presence(admin_client):
    page = admin_client.get(reverse("admin:posts_post_add")).content.decode()

    assert "data-presence" not in page
    assert not Presence.objects.exists()


# ---------------------------------------------------------------- what it costs


@pytest.mark.parametrize("number", [1, 20])
def test_beat_costs_the_same_however_many_are_there(
    anna, django_user_model, post, django_assert_num_queries, number
):
    for index in range(number):
        user = django_user_model.objects.create_user(f"other-{index}")
        Presence.objects.note(post.pk, user=user, key=KEY)
    beat(anna, post)

    # Session and account; post; permissions of the account and of its groups; note; others
    with django_assert_num_queries(7):
        assert beat(anna, post).count("has had") == number


def test_forms_that_were_closed_are_forgotten_by_the_way(anna, ben, post, clock):
    beat(anna, post)
    beat(anna, factories.make_draft())
    clock.shift(SILENCE)

    open_form(ben, post)

    assert [row.user.username for row in Presence.objects.all()] == [
        "staff-view_post-change_post-add_post"
    ]


def test_presence_touches_neither_post_nor_history_nor_stamp(transactional_db, log_in):
    anna, post = log_in(*WRITES), factories.make_draft()
    open_form(anna, post)
    stamps = stamps_of(connection)
    before = stamps.read(), Post.objects.values().get(), Revision.objects.count()

    beat(anna, post)
    anna.post(beat_of(post), {"key": KEY, "leaving": "1"})
    open_form(anna, post)

    assert (stamps.read(), Post.objects.values().get(), Revision.objects.count()) == before
    stamps.close()
