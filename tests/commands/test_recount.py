"""`manage.py recount`: whatever went wrong with counts and dates is right again."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import override_settings

from posts import counting
from posts.archive import Period, counted_months, walked_months
from posts.models import Filing, Post
from posts.tallies import KEPT
from tests import factories

pytestmark = pytest.mark.django_db


def test_wrong_counts_are_mended():
    post = factories.make_post(tags=[factories.make_tag()])
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {KEPT} SET n = 7 WHERE kind IN ('category', 'tag', 'month')")
        if connection.vendor == "postgresql":
            cursor.execute(f"INSERT INTO {KEPT} VALUES ('tag', %s, 6)", [post.tags.get().pk])
    assert counting.by("tag") == {post.tags.get().pk: 7}
    out = io.StringIO()

    call_command("recount", stdout=out)

    assert counting.everything() == 1
    assert counting.in_category(post.category) == 1
    assert counting.by("tag") == {post.tags.get().pk: 1}
    assert "category: 1" in out.getvalue()


@pytest.mark.django_db(transaction=True)
def test_rows_without_dates_get_those_of_their_posts():
    post = factories.make_post()
    without_triggers("UPDATE posts_filing SET published_at = NULL")
    assert not Post.objects.published().in_category(post.category).exists()

    call_command("migrate", verbosity=0)
    call_command("recount", verbosity=0)

    assert Filing.objects.get().published_at == post.published_at
    assert counting.in_category(post.category) == 1


def without_triggers(sql: str) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER posts_tally_category_dates_update")
            cursor.execute(sql)
        else:
            cursor.execute("ALTER TABLE posts_filing DISABLE TRIGGER USER")
            cursor.execute(sql)
            cursor.execute("ALTER TABLE posts_filing ENABLE TRIGGER USER")


@pytest.mark.django_db(transaction=True)
def test_months_follow_a_changed_time_zone():
    factories.make_post(published_at=datetime(2025, 7, 31, 23, 30, tzinfo=UTC))

    with override_settings(TIME_ZONE="Asia/Tokyo"):
        assert counting.by_month() is None
        assert counted_months() == {Period(2025, 8): 1}

        call_command("recount", verbosity=0)

        assert counting.by_month() == {202508: 1}
        assert counted_months() == walked_months()
    call_command("recount", verbosity=0)
