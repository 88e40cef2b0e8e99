"""Several people at once, on a database that lets them: numbers, words and slugs hold."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection, connections, transaction

from posts import search
from posts.changes import gathered
from posts.forms import RetagForm
from posts.models import Author, Picture, Post
from posts.revisions import latest, restore
from tests import factories

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="needs rows that can be locked"),
]


def at_once(number: int, act: Callable[[int], object]) -> None:
    """Run `act` in `number` threads that begin together; an error in any of them fails the test."""
    start, errors = threading.Barrier(number), []

    def run(index: int) -> None:
        start.wait()
        try:
            act(index)
        except BaseException as error:  # noqa: BLE001  # it is raised again below
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def test_posts_published_at_once_get_numbers_without_gap_or_double():
    category = factories.make_category()

    at_once(6, lambda index: factories.make_post(title=f"Post {index}", category=category))

    assert sorted(Post.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]


def test_post_published_twice_at_once_keeps_one_number():
    post = factories.make_draft()

    def publish(_index: int) -> None:
        mine = Post.objects.get(pk=post.pk)
        mine.publish()
        mine.save()

    at_once(4, publish)

    assert Post.objects.get().number == 1
    assert factories.make_post().number == 2


def test_picture_saved_while_an_editor_saves_takes_no_word_away():
    picture = factories.make_picture(name="red.png")
    post = factories.make_post(body="![](red.png) before")

    def save(index: int) -> None:
        if index:
            picture.alt = f"Alt {index}."
            picture.save()
            return
        mine = Post.objects.get(pk=post.pk)
        mine.body = "![](red.png) after"
        mine.save()

    for _round in range(5):
        at_once(2, save)

    stored = Post.objects.get()
    assert stored.body == "![](red.png) after"
    assert "after" in stored.content.html


def test_author_renamed_while_a_post_is_saved_is_found_under_the_new_name():
    author = factories.make_author(name="Oldname")
    post = factories.make_post(authors=[author])
    renamed = threading.Event()

    def save(index: int) -> None:
        if index:
            renamed.wait()
            mine = Post.objects.get(pk=post.pk)
            mine.title = "Another title"
            mine.save()
            return
        with transaction.atomic():
            theirs = Author.objects.get(pk=author.pk)
            theirs.name = "Newname"
            theirs.save()
            renamed.set()

    at_once(2, save)

    found = [search.Results(search.parse(word)).total for word in ("oldname", "newname", "another")]
    assert found == [0, 1, 1]


def test_posts_retagged_while_they_are_saved_wait_for_each_other_and_do_not_lock_up():
    posts = [factories.make_post() for _ in range(6)]
    tags = [factories.make_tag(), factories.make_tag()]

    def change(index: int) -> None:
        for round_ in range(5):
            if index:
                mine = Post.objects.get(pk=posts[round_].pk)
                mine.title = f"Title {round_}"
                mine.save()
                continue
            form = RetagForm({"add": tags[round_ % 2].name}, posts=Post.objects.order_by("pk"))
            assert form.is_valid()
            with transaction.atomic(), gathered():
                form.apply()

    at_once(3, change)

    assert search.Results(search.parse(tags[0].name)).total == 6


def test_words_brought_back_while_their_picture_is_saved_do_not_lock_up():
    picture = factories.make_picture(name="red.png", caption="Then")
    posts = [factories.make_post(body="![](red.png)") for _ in range(4)]
    revisions = [latest(post.pk) for post in posts]

    def change(index: int) -> None:
        for round_ in range(5):
            if index:
                restore(revisions[-index], by=None)
                continue
            mine = Picture.objects.get(pk=picture.pk)
            mine.caption = f"Now {round_}"
            mine.save()

    for _round in range(3):
        at_once(4, change)

    caption = Picture.objects.get().caption
    assert all(caption in post.content.html for post in Post.objects.all())
