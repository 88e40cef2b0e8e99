"""The stamp is another after every change that readers could see, however it was made."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.utils import timezone

from posts import checks, stamp
from posts.models import Byline, Category, Page, Post, Tag, Tagging
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


def read() -> str:
    with connection.cursor() as cursor:
        cursor.execute(stamp.READ)
        return cursor.fetchone()[0]


def raw_sql(post: Post) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE posts_content SET html = 'x' WHERE post_id = %s", [post.pk])


CHANGES: dict[str, Callable[[Post], object]] = {
    "save": lambda post: post.save(),
    "delete": lambda post: post.delete(),
    "update": lambda post: Post.objects.filter(pk=post.pk).update(updated_at=timezone.now()),
    "base update": lambda post: Post._base_manager.filter(pk=post.pk).update(title="Other"),
    "bulk_create": lambda _post: Category.objects.bulk_create([Category(name="x", slug="x")]),
    "bulk_update": lambda post: Post.objects.bulk_update([post], ["title"]),
    "tag": lambda post: post.tags.add("crisis"),
    "new tag": lambda _post: Tag.objects.create(name="crisis", slug="crisis"),
    "byline": lambda post: Byline.objects.create(
        post=post, author=factories.make_author(), position=1
    ),
    "standing page": lambda _post: Page.objects.create(path="about", title="About"),
    "raw SQL": raw_sql,
}


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_writes_the_stamp(change):
    post = factories.make_post()
    before = read()

    CHANGES[change](post)

    assert read() != before


def test_what_readers_do_not_see_leaves_the_stamp(django_user_model, client):
    before = read()

    client.force_login(django_user_model.objects.create_user("ed", password="x"))

    assert read() == before


def test_a_change_that_is_rolled_back_leaves_the_stamp():
    post = factories.make_post()
    before = read()

    with transaction.atomic():
        post.save()
        transaction.set_rollback(True)

    assert read() == before


def test_table_that_a_migration_has_yet_to_make_keeps_none_from_running(monkeypatch):
    """Checks run ahead of a migration, and triggers are made after one that goes backwards."""
    tables = [*stamp.watched_tables(), "posts_tocome"]
    monkeypatch.setattr(stamp, "watched_tables", lambda: tables)

    assert not stamp.missing("default")
    stamp.watch("default")
    if connection.vendor == "sqlite":
        stamp.unwatch(connection)
        stamp.watch("default")


def test_table_that_is_built_anew_is_watched_again():
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"DROP TRIGGER {stamp.TABLE}_of_posts_tag_insert")
        else:
            cursor.execute(f"DROP TRIGGER {stamp.TABLE}_of_posts_tag ON posts_tag")

    assert stamp.missing("default") == ["posts_tag"]
    assert [error.id for error in checks.check_stamp(databases=["default"])] == ["posts.E003"]

    call_command("migrate", verbosity=0)

    assert not stamp.missing("default")
    assert not checks.check_stamp(databases=["default"])
    before = read()
    Tag.objects.create(name="crisis", slug="crisis")
    assert read() != before


def test_every_table_of_the_publication_is_watched():
    made = {"posts_post", "posts_content", "posts_filing", "posts_tagging", "posts_byline"}

    assert made <= set(stamp.watched_tables())
    assert "posts_searchentry" not in stamp.watched_tables()


@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite has one writer at a time")
def test_two_editors_do_not_wait_for_each_other():
    first, second = factories.make_post(), factories.make_post()
    before = read()
    done = threading.Event()

    def other() -> None:
        Post.objects.filter(pk=second.pk).update(word_count=5)
        done.set()
        connections.close_all()

    with transaction.atomic():
        Post.objects.filter(pk=first.pk).update(word_count=5)
        editor = threading.Thread(target=other)
        editor.start()
        assert done.wait(5)
        between = read()
    editor.join()

    assert len({before, between, read()}) == 3


@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite has one writer at a time")
def test_stamp_is_not_held_while_a_commit_waits_for_somebody():
    """One renames a tag, one gives it to a post, and a third has nothing to do with either."""
    post, other, tag = factories.make_post(), factories.make_post(), factories.make_tag()
    begun, third_is_done = threading.Event(), threading.Event()
    failures: list[BaseException] = []

    def editor(change: Callable[[], object]) -> threading.Thread:
        def run() -> None:
            try:
                with transaction.atomic():
                    change()
            except BaseException as error:  # noqa: BLE001
                failures.append(error)
            finally:
                connections.close_all()

        thread = threading.Thread(target=run)
        thread.start()
        return thread

    def give_tag() -> None:
        Post.objects.filter(pk=post.pk).update(word_count=5)
        Tagging.objects.create(content_object=post, tag=tag)
        begun.set()

    def change_another() -> None:
        Post._base_manager.filter(pk=other.pk).update(word_count=7)
        transaction.on_commit(third_is_done.set)

    with transaction.atomic():
        Tag._base_manager.filter(pk=tag.pk).update(slug="renamed")
        giver = editor(give_tag)
        assert begun.wait(5)
        third = editor(change_another)
        assert third_is_done.wait(5)
    for thread in (giver, third):
        thread.join(5)

    assert not failures
