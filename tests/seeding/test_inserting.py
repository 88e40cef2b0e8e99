"""Rows that are inserted past the ORM are those the ORM would have made."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection, transaction

from posts.models import Content, Filing, Post
from posts.seeding.inserting import insert, journal_in_memory, new_keys
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_row_is_read_as_the_orm_would_have_written_it():
    section = factories.make_category()
    fields = {"title": "A “title”\twith\nmuch\\in it", "slug": "a-title", "number": 1}
    fields["guid"] = uuid4()
    dated = {"published_at": factories.LONG_AGO, "status": "published"}
    [key] = new_keys(Post, 1)

    insert(Post, [{"id": key, "category_id": section.pk, **fields, **dated}])
    insert(Content, [{"post_id": key, "headings": [{"id": "a"}], "html": "<p>ä</p>"}])
    insert(Filing, [{"post_id": key, "category_id": section.pk, "published_at": None}])

    post = Post.objects.get()
    assert {name: getattr(post, name) for name in [*fields, *dated]} == fields | dated
    assert (post.standfirst, post.is_pinned, post.series_part) == ("", False, None)
    assert post.created_at
    assert (post.content.headings, post.content.html) == ([{"id": "a"}], "<p>ä</p>")
    assert post.filings.get().category == section


def test_no_rows_are_no_work(django_assert_num_queries):
    with django_assert_num_queries(0):
        insert(Filing, [])


def test_keys_are_not_those_of_a_deleted_row_and_none_is_given_twice():
    section = factories.make_category()
    gone = factories.make_post(category=section)
    key = gone.pk
    gone.delete()

    with transaction.atomic():
        keys = new_keys(Post, 3)
        insert(
            Post,
            [{"id": pk, "guid": uuid4(), "title": "t", "slug": f"s-{pk}"} for pk in keys],
        )

    assert min(keys) > key
    assert len({*keys, factories.make_post().pk}) == 4


def test_keys_begin_where_there_never_was_a_row():
    assert len(set(new_keys(Post, 2))) == 2


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has no such setting")
@pytest.mark.django_db(transaction=True)
def test_sqlite_has_its_journals_where_they_were_afterwards():
    def place():
        with connection.cursor() as cursor:
            return cursor.execute("PRAGMA temp_store").fetchone()[0]

    before = place()

    with journal_in_memory():
        assert place() == 2

    assert place() == before == 0


def test_in_a_transaction_the_journals_stay_where_they_are():
    with transaction.atomic(), journal_in_memory():
        assert new_keys(Post, 1)
