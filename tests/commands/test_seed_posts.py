"""`manage.py seed_posts`."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F
from django.urls import reverse

from posts.models import (
    Author,
    Byline,
    Category,
    Filing,
    Post,
    RunningNumber,
    SearchEntry,
    Series,
    Tag,
    Tagging,
)
from posts.seeding import writing
from tests import factories

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 28, 9, 30, tzinfo=UTC)


def run(*arguments, **options):
    out = io.StringIO()
    call_command("seed_posts", *map(str, arguments), stdout=out, **options)
    return out.getvalue()


def everything():
    return [
        list(posts)
        for posts in (
            Post.objects.order_by("number").values_list(
                "number", "guid", "slug", "title", "published_at", "content__html"
            ),
            Filing.objects.order_by("post__number", "category__name").values_list(
                "post__number", "category__name", "published_at"
            ),
            Tagging.objects.order_by("content_object__number", "tag__name").values_list(
                "content_object__number", "tag__name", "published_at"
            ),
            Byline.objects.order_by("post__number", "position").values_list(
                "post__number", "author__name", "published_at"
            ),
        )
    ]


def test_as_many_posts_are_public_as_were_asked_for(monkeypatch):
    monkeypatch.setattr(writing, "BATCH", 40)

    out = run(100)

    assert out.startswith("100 posts written in ")
    assert Post.objects.published().count() == Post.objects.count() == 100
    assert list(Post.objects.oldest_first().values_list("number", flat=True)) == [*range(1, 101)]
    assert RunningNumber.take("post") == 101
    assert SearchEntry.objects.count() == 100
    assert (Category.objects.count(), Author.objects.count()) == (6, 24)
    assert (Series.objects.count(), Tag.objects.count()) == (2, 60)
    assert Post.objects.filter(series__isnull=False).count() == 16


def test_every_kind_of_page_answers(client):
    run(90)
    post = Post.objects.filter(series__isnull=False).newest_first()[0]
    tag, author = post.tags.all()[0], post.authors.all()[0]
    day = post.published_at
    pages = [
        *(reverse(f"posts:{name}") for name in ("home", "latest", "categories", "tags", "authors")),
        *(reverse(f"posts:{name}") for name in ("all_series", "archive", "subscribe", "sitemap")),
        *(thing.get_absolute_url() for thing in (post, post.category, tag, author, post.series)),
        reverse("posts:year", args=[day.year]),
        reverse("posts:month", args=[day.year, day.month]),
        reverse("posts:feed", args=["atom.xml"]),
        f"{reverse('posts:search')}?q={post.title.split()[-1]}",
    ]

    answers = {path: client.get(path).status_code for path in pages}

    assert set(answers.values()) == {200}


def test_posts_are_as_valid_as_an_editors():
    run(60, "--without-search")

    for post in Post.objects.select_related("category", "series"):
        post.full_clean()
        assert post.category in post.categories.all()
        assert post.byline
        assert 1 <= post.taggings.count() <= 4


def test_lists_carry_the_date_of_the_post():
    run(60, "--without-search")

    for model, post in ((Filing, "post"), (Tagging, "content_object"), (Byline, "post")):
        rows = model.objects.all()
        assert rows.exists()
        assert not rows.exclude(published_at=F(f"{post}__published_at")).exists()


def test_rendering_again_changes_nothing():
    run(10, "--without-search")
    before = everything()

    call_command("rerender_posts", all=True, verbosity=0)

    assert everything() == before


def test_the_same_seed_makes_the_same_posts(time_machine):
    time_machine.move_to(NOW, tick=False)
    made = []
    for seed in (1, 1, 2):
        Post.objects.all().delete()
        RunningNumber.objects.all().delete()
        Series.objects.all().delete()
        run(50, "--without-search", seed=seed)
        made.append(everything())

    assert made[0] == made[1] != made[2]


@pytest.mark.parametrize(("number", "past"), [(30, timedelta(days=210)), (8000, None)])
def test_posts_lie_in_the_past_a_week_apart_and_no_further_than_20_years(
    time_machine, monkeypatch, number, past
):
    time_machine.move_to(NOW, tick=False)
    monkeypatch.setattr(writing._Writer, "write", lambda _self, places: list(places))
    random = writing.Random(1)

    writer = writing._Writer(random, writing.Wording(random), number)

    midnight = NOW.replace(hour=0, minute=0)
    assert writer._moment(number - 1) < midnight
    assert midnight - (past or timedelta(days=365 * 20)) <= writer._moment(0)


def test_posts_that_are_there_are_a_reason_to_refuse():
    factories.make_post()

    with pytest.raises(CommandError, match="There are posts already"):
        run(5)

    assert Post.objects.count() == 1


def test_posts_are_added_where_that_is_meant():
    factories.make_post(category=factories.make_category(name="Crisis"))

    run(5, "--add")
    run(5, "--add")

    assert Post.objects.published().count() == 11
    assert Category.objects.filter(name="Crisis").count() == 1


def test_search_can_be_left_out_and_caught_up():
    out = run(5, "--without-search")

    assert SearchEntry.objects.count() == 0
    assert "rebuild_search_index" in out


@pytest.mark.parametrize("number", ["0", "-3", "many"])
def test_a_number_that_is_none_is_refused(number):
    with pytest.raises(CommandError, match=r"from 1 on|required"):
        run(number)


def test_nothing_is_said_where_nobody_wants_to_hear_it():
    assert run(3, "--without-search", verbosity=0) == ""
