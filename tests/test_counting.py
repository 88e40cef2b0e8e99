"""What is kept is what counting would find, after every change and at every moment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from posts import counting
from posts.archive import Period, count_of, counted_months, posts_of, walked_months
from posts.models import Author, Byline, Category, Filing, Post, Series, Tag, Tagging
from posts.tallies import LISTINGS
from posts.tallies.recounting import counted, kept
from tests import factories

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
# Long past, around the ends of months, and to come.
MOMENTS = [
    datetime(1066, 10, 14, 12, tzinfo=UTC),
    datetime(2025, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
    datetime(2026, 2, 28, 23, 30, tzinfo=UTC),
    NOW,
    NOW + timedelta(hours=1),
    datetime(2026, 4, 1, tzinfo=UTC),
]
PERIODS = [Period(1066, 10), Period(2025, 12), Period(2026), Period(2026, 4)]


def assert_kept_is_counted() -> None:
    """Compare all that is kept with a count of the rows, and all answers with `published()`."""
    public = Post.objects.published()
    for listing in LISTINGS.values():
        assert kept(connection, listing) == counted(connection, listing), listing.kind
    assert counting.everything() == public.count()
    kinds: list[tuple[str, Any, Any, Any]] = [
        ("category", Category, public.in_category, counting.in_category),
        ("tag", Tag, public.tagged, counting.tagged),
        ("author", Author, public.by_author, counting.by_author),
        ("series", Series, public.in_series, counting.in_series),
    ]
    for kind, rows, ask, one in kinds:
        found = {row.pk: ask(row).count() for row in rows.objects.all()}
        assert {row.pk: one(row) for row in rows.objects.all()} == found
        assert counting.by(kind) == {key: n for key, n in found.items() if n}
        if kind != "series":
            assert counting.of(kind, found) == found
            most = counting.most_used(kind, limit=100)
            assert most == {key: found[key] for key in most}
            assert {key for key, n in found.items() if n} <= most.keys()
            assert list(most.values()) == sorted(most.values(), reverse=True)
    assert counted_months() == walked_months()
    assert [count_of(period) for period in PERIODS] == [posts_of(each).count() for each in PERIODS]
    for model, key in ((Filing, "post"), (Tagging, "content_object"), (Byline, "post")):
        for row in model.objects.select_related(key):
            post = getattr(row, key)
            dates = (post.published_at, post.expires_at)
            expected = dates if post.status == "published" else (None, None)
            assert (row.published_at, row.expires_at) == expected


def raw(sql: str, *parameters: Any) -> None:
    adapt = connection.ops.adapt_datetimefield_value
    values = [adapt(value) if isinstance(value, datetime) else value for value in parameters]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def create(_post: Post | None, n: int) -> None:
    factories.make_post(
        published_at=MOMENTS[n],
        tags=Tag.objects.all()[: n % 3],
        authors=Author.objects.all()[: n % 2],
        series=Series.objects.first() if n % 2 else None,
    )


def publish(post: Post, n: int) -> None:
    post.published_at, post.expires_at = MOMENTS[n], None
    post.publish()
    post.save()


def expire(post: Post, n: int) -> None:
    if post.published_at:
        post.expires_at = post.published_at + timedelta(minutes=1 + 50 * n)
        post.save()


def take_back(post: Post, _n: int) -> None:
    post.unpublish()
    post.save()


def join(post: Post, n: int) -> None:
    post.series, post.series_part = Series.objects.first() if n % 2 else None, None
    post.save()


def tag_in_bulk(post: Post, n: int) -> None:
    Tagging.objects.filter(content_object=post).delete()
    Tagging.objects.bulk_create(
        Tagging(tag=tag, content_object=post, published_at=MOMENTS[n]) for tag in Tag.objects.all()
    )


def move_tag(post: Post, _n: int) -> None:
    first, second = Tag.objects.order_by("pk")
    if not post.taggings.filter(tag=second).exists():
        moved = "UPDATE posts_tagging SET tag_id = %s WHERE tag_id = %s AND content_object_id = %s"
        raw(moved, second.pk, first.pk, post.pk)


CHANGES: dict[str, Callable[[Post, int], object]] = {
    "create": create,
    "publish": publish,
    "expire": expire,
    "take back": take_back,
    "delete": lambda post, _n: post.delete(),
    "queryset delete": lambda post, _n: Post.objects.filter(pk=post.pk).delete(),
    "retag": lambda post, n: post.tags.set(Tag.objects.all()[: n % 3]),
    "refile": lambda post, n: post.file_under(Category.objects.all()[: n % 3]),
    "re-sign": lambda post, n: post.sign(Author.objects.all()[: n % 3]),
    "join": join,
    "tag in bulk": tag_in_bulk,
    "update": lambda _post, n: Post.objects.filter(status="published").update(
        published_at=MOMENTS[n], expires_at=None
    ),
    "unpublish all": lambda _post, _n: Post.objects.unpublish(),
    "publish all": lambda _post, _n: Post.objects.publish(),
    "raw status": lambda post, _n: raw(
        "UPDATE posts_post SET status = 'unpublished' WHERE id = %s", post.pk
    ),
    "raw date": lambda post, n: raw(
        "UPDATE posts_post SET published_at = %s, expires_at = NULL WHERE id = %s",
        MOMENTS[n],
        post.pk,
    ),
    "raw row": lambda _post, n: raw("UPDATE posts_filing SET published_at = %s", MOMENTS[n]),
    "raw tag": move_tag,
    "raw delete": lambda post, _n: raw("DELETE FROM posts_byline WHERE post_id = %s", post.pk),
}


def make_places() -> None:
    for _ in range(2):
        factories.make_category()
        factories.make_tag()
        factories.make_author()
    factories.make_series()


STEPS = st.lists(
    st.tuples(
        st.sampled_from(sorted(CHANGES)),
        st.integers(0, 5),
        st.integers(0, len(MOMENTS) - 1),
        st.sampled_from([0, 0, 30, 90, 60 * 24 * 31]),
    ),
    min_size=1,
    max_size=10,
)


@pytest.mark.django_db
@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
def test_kept_is_counted_after_every_change(steps):
    with transaction.atomic(), time_machine.travel(NOW, tick=False) as clock:
        make_places()
        create(None, 2)
        for change, which, n, minutes in steps:
            posts = list(Post.objects.order_by("pk"))
            if posts:
                CHANGES[change](posts[which % len(posts)], n)
            assert_kept_is_counted()
            clock.shift(timedelta(minutes=minutes))
            assert_kept_is_counted()
        transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.parametrize("change", sorted(CHANGES))
def test_every_change_is_kept(change):
    with time_machine.travel(NOW, tick=False):
        make_places()
        for n in (2, 3, 5):
            create(None, n)
        CHANGES[change](Post.objects.earliest("pk"), 3)

        assert_kept_is_counted()


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_is_not_counted():
    make_places()
    with time_machine.travel(NOW, tick=False):
        create(None, 2)
        with transaction.atomic():
            create(None, 3)
            assert counting.everything() == 2
            transaction.set_rollback(True)

        assert_kept_is_counted()
        assert counting.everything() == 1


@pytest.mark.django_db(transaction=True)
def test_emptied_tables_count_nothing():
    assert counting.everything() == 0
    assert counting.by("tag") == {}


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite has one writer at a time")
def test_editors_neither_wait_in_a_circle_nor_lose_a_count():
    make_places()
    posts = [factories.make_post(tags=Tag.objects.all()) for _ in range(10)]
    tags = list(Tag.objects.all())
    failures: list[Exception] = []

    def edit(own: int) -> None:
        try:
            for turn in range(own, own + 6):
                with transaction.atomic():
                    post = Post.objects.get(pk=posts[own % len(posts)].pk)
                    post.status = "published" if turn % 2 else "unpublished"
                    post.save()
                    post.tags.set(tags[: turn % 3])
        except Exception as error:  # noqa: BLE001
            failures.append(error)
        finally:
            connections.close_all()

    editors = [threading.Thread(target=edit, args=[own]) for own in range(20)]
    for editor in editors:
        editor.start()
    for editor in editors:
        editor.join(60)

    assert failures == []
    assert_kept_is_counted()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite has one writer at a time")
def test_editor_does_not_wait_for_a_transaction_under_way():
    make_places()
    first, second = factories.make_post(), factories.make_post()
    done = threading.Event()

    def other() -> None:
        take_back(Post.objects.get(pk=second.pk), 0)
        done.set()
        connections.close_all()

    with transaction.atomic():
        take_back(first, 0)
        editor = threading.Thread(target=other)
        editor.start()
        assert done.wait(5)
        assert counting.everything() == 0
    editor.join()

    assert_kept_is_counted()


@pytest.mark.django_db
@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="reads the plans of SQLite")
@pytest.mark.parametrize(
    "ask", ["everything", "category", "series", "by tag", "by series", "months"]
)
def test_answers_read_no_table_from_end_to_end(ask):
    post = factories.make_post(series=factories.make_series(), tags=[factories.make_tag()])
    answers: dict[str, Callable[[], object]] = {
        "everything": counting.everything,
        "category": lambda: counting.in_category(post.category),
        "series": lambda: counting.in_series(post.series),
        "by tag": lambda: counting.by("tag"),
        "by series": lambda: counting.by("series"),
        "months": counting.by_month,
    }
    with CaptureQueriesContext(connection) as queries:
        answers[ask]()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {queries.captured_queries[0]['sql']}")
        plan = [row[-1] for row in cursor.fetchall()]

    assert len(queries) == 1
    # What is summed up, and the posts to come and expired, are rows of these ranges.
    assert [step for step in plan if step.startswith("SCAN posts_")] == []
