"""SQLite plans for a large publication, also while there is none."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection

from posts.models import Post

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="reads the plans of SQLite"),
]


def told() -> list[tuple[str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT stat FROM sqlite_stat1 WHERE idx = 'post_list'")
        return cursor.fetchall()


@pytest.mark.parametrize("number", [2, 20, 500])
def test_posts_are_found_by_their_keys_rather_than_among_all(number):
    found = Post.objects.published().filter(pk__in=range(number)).explain()

    assert "SEARCH posts_post USING INTEGER PRIMARY KEY" in found


def test_estimates_are_told_again_after_a_migration_and_once():
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM sqlite_stat1")

    call_command("migrate", verbosity=0)
    call_command("migrate", verbosity=0)

    assert told() == [("100000 50000 2 1 1",)]
