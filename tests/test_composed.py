"""A question that was composed once answers as its queryset does, whatever it is asked with."""

from __future__ import annotations

from datetime import UTC, timedelta

import pytest
import time_machine
from django.db import connection
from django.db.models import OuterRef
from django.utils import timezone

from posts.articles import article_at, authors_of, beside, more_from
from posts.composed import Blank, Given, Question, _unseen
from posts.models import AuthorLink, Byline, Post
from posts.places import Place
from posts.rows import Rows
from prsite.pagecache.grounds import gathered
from prsite.pagecache.now import Moment
from tests import factories

pytestmark = pytest.mark.django_db


def test_question_is_composed_once_and_asked_with_other_values():
    composed = []

    def compose(title):
        composed.append(title)
        return Post.objects.published().filter(title=title)

    ask = Question(compose)
    for title in ("One", "Two"):
        factories.make_post(title=title)

    assert [[post.title for post in ask(title=title)] for title in ("One", "Two", "Three")] == [
        ["One"],
        ["Two"],
        [],
    ]
    assert len(composed) == 1


def test_present_moment_is_that_of_the_asking():
    ask = Question(lambda slug: Post.objects.published().filter(slug=slug))
    soon = factories.make_post(published_at=timezone.now() + timedelta(hours=1))

    assert ask(slug=soon.slug) == []
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        assert ask(slug=soon.slug) == [soon]


def test_forms_of_a_question_are_composed_each():
    ask = Question(
        lambda is_turned, pk: Post.objects.filter(pk__gte=pk).order_by("-pk" if is_turned else "pk")
    )
    posts = [factories.make_post() for _ in range(3)]

    assert ask(False, pk=posts[0].pk) == posts
    assert ask(True, pk=posts[1].pk) == posts[:0:-1]


def test_objects_are_those_of_the_queryset(django_assert_num_queries):
    author = factories.make_author(portrait=factories.make_picture())
    AuthorLink.objects.create(author=author, url="https://example.org/", label="x")
    made = factories.make_post(
        series=factories.make_series(),
        lead_picture=factories.make_picture(),
        authors=[author],
        tags=[factories.make_tag(), factories.make_tag()],
        expires_at=timezone.now() + timedelta(days=1),
    )
    plain = factories.make_post()

    for post in (made, plain):
        (expected,) = Post.objects.with_text().filter(pk=post.pk)
        with django_assert_num_queries(1):
            found = article_at(post.slug)
            related = [found.content, found.category, found.series, found.lead_picture]
        assert not found._state.adding
        assert found._state.db == "default"
        for field in Post._meta.concrete_fields:
            assert getattr(found, field.attname) == getattr(expected, field.attname)
        assert related == [
            expected.content,
            expected.category,
            expected.series,
            expected.lead_picture,
        ]
        assert found.tags_by_name == expected.tags_by_name
        links = AuthorLink.objects.filter(author=OuterRef("author"))
        signed = Byline.objects.filter(post=post).annotate(
            link_rows=Rows(links.values("url", "label"))
        )
        assert authors_of(found) == [byline.author for byline in signed]
        assert [one.labelled_links for one in authors_of(found)] == [
            [(url, label) for url, label in byline.link_rows] for byline in signed
        ]


def test_what_stands_around_an_article_is_what_the_querysets_find():
    section, series = factories.make_category(), factories.make_series()
    tags = [factories.make_tag() for _ in range(3)]
    for index in range(12):
        factories.make_post(
            category=section,
            series=series if index % 3 == 0 else None,
            tags=[tags[index % 3]] if index % 4 else [],
            status="published" if index != 5 else "unpublished",
        )

    for post in Post.objects.published():
        found = Post.objects.beside(Place.of(post), post.series)
        assert sorted(beside(post), key=lambda one: one.pk) == sorted(found, key=lambda one: one.pk)
        kindred = Post.objects.with_cards().more_like(post.pk, section, most=3)
        assert more_from(post) == list(kindred)


def test_value_is_no_part_of_the_words(django_assert_num_queries):
    ask = Question(lambda slug: Post.objects.filter(slug=slug))
    hostile = "'; DROP TABLE posts_post; -- %s"

    with django_assert_num_queries(1):
        assert ask(slug=hostile) == []
    assert Given("slug").as_sql(None, connection)[0] == "%s"


def test_values_are_hidden_from_the_planner_each_in_its_place():
    at = Moment.now(UTC)
    words = "a = %s AND b LIKE '%%s' AND status = %s AND at <= %s"

    assert _unseen(words, [Blank("a"), "published", at]) == (
        "a = (SELECT %s) AND b LIKE '%%s' AND status = %s AND at <= (SELECT %s)"
    )


def test_question_whose_values_are_hidden_finds_the_same():
    ask = Question(
        lambda title: Post.objects.published().filter(title=title, standfirst__contains="%"),
        is_planned_unseen=True,
    )
    posts = [factories.make_post(title=title, standfirst="100 %") for title in ("One", "Two")]
    factories.make_scheduled(title="One", standfirst="100 %")

    for _time in range(8):  # PostgreSQL prepares a statement after a few.
        assert [ask(title=title) for title in ("One", "Two", "Three")] == [
            [posts[0]],
            [posts[1]],
            [],
        ]


# ---------------------------------------------------------------- what a page rests on


def test_what_a_question_found_is_not_asked_for_again(django_assert_num_queries):
    factories.make_post(slug="a")

    with gathered() as grounds, django_assert_num_queries(1):
        article_at("a")
        grounds.close()

    assert grounds.are_answered_alike()
    Post.objects.filter(slug="a").update(title="Other")
    assert not grounds.are_answered_alike()


def test_question_rests_on_what_it_found_though_that_has_changed_meanwhile():
    factories.make_post(slug="a")

    with gathered() as grounds:
        article_at("a")
    Post.objects.filter(slug="a").update(title="Other")
    grounds.close()

    assert grounds.digest is not None
    assert not grounds.are_answered_alike()
