"""The index follows every change of a post's words, in the transaction that makes it."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from posts import search
from posts.changes import words_changed
from posts.models import Byline, Post, SearchEntry, Tagging
from posts.search.analysis import pair_of
from posts.search.indexing import STATEMENTS, pairs, tsvector
from tests import factories

pytestmark = pytest.mark.django_db


def found(text: str) -> set[str]:
    results = search.Results(search.parse(text))
    return {hit.post.slug for hit in results.hits(results.keys)}


@pytest.fixture
def post() -> Post:
    return factories.make_post(
        slug="one",
        title="Water rights",
        standfirst="Who may drink.",
        body="A lectern stood there.",
        tags=[factories.make_tag(name="Rivers")],
        authors=[factories.make_author(name="Noor Haddad")],
    )


@pytest.mark.parametrize("word", ["water", "drinks", "lecterns", "river", "haddad"])
def test_post_is_found_by_title_standfirst_text_tag_and_author(post, word):
    assert found(word) == {"one"}


def change_title(post: Post) -> None:
    post.title = "Zebra"
    post.save()


def change_title_by_query(post: Post) -> None:
    Post.objects.filter(pk=post.pk).update(title="Zebra")


def change_body(post: Post) -> None:
    post.body = "Zebra"
    post.save()


def change_standfirst(post: Post) -> None:
    post.standfirst = "Zebra"
    post.save(update_fields=["standfirst"])


def add_tag(post: Post) -> None:
    post.tags.add(factories.make_tag(name="Zebra"))


def rename_tag(post: Post) -> None:
    tag = post.tags.get()
    tag.name = "Zebra"
    tag.save()


def rename_tag_by_query(post: Post) -> None:
    post.tags.filter(name="Rivers").update(name="Zebra")


def sign(post: Post) -> None:
    post.sign([factories.make_author(name="Zebra")])


def rename_author(post: Post) -> None:
    author = post.authors.get()
    author.name = "Zebra"
    author.save()


CHANGES = [
    change_title,
    change_title_by_query,
    change_body,
    change_standfirst,
    add_tag,
    rename_tag,
    rename_tag_by_query,
    sign,
    rename_author,
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_change_is_found_at_once(post, change):
    assert not found("zebra")

    change(post)

    assert found("zebra") == {"one"}


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_change_that_is_rolled_back_is_not_found(post, change):
    with transaction.atomic():
        change(post)
        transaction.set_rollback(True)

    assert not found("zebra")
    assert found("lectern") == {"one"}


@pytest.mark.parametrize(
    ("word", "change"),
    [
        ("river", lambda post: post.tags.clear()),
        ("river", lambda post: post.tags.get().delete()),
        ("river", lambda _post: Tagging.objects.all().delete()),
        ("haddad", lambda post: post.sign([])),
        ("haddad", lambda _post: Byline.objects.all().delete()),
        ("water", lambda post: post.delete()),
        ("water", lambda _post: Post.objects.all().delete()),
    ],
)
def test_what_is_gone_is_not_found(post, word, change):
    assert found(word)

    change(post)

    assert not found(word)


def test_deleted_post_leaves_nothing_in_the_index(post):
    post.delete()

    assert not SearchEntry.objects.exists()


def test_save_with_everything_that_hangs_on_it_indexes_once(post):
    announced = []

    def listen(posts, **_options):
        announced.append(posts)

    words_changed.connect(listen)
    try:
        change_body(post)
        post.sign([factories.make_author(), factories.make_author()])
    finally:
        words_changed.disconnect(listen)

    assert announced == [[post.pk], [post.pk]]


def test_rebuild_finds_everything_again_and_drops_what_is_left_over(post):
    SearchEntry.objects.all().delete()
    factories.make_draft(title="Draft")
    is_postgresql = connection.vendor == "postgresql"
    words = ["'water':1", "'water':1", []] if is_postgresql else ["water", "", "", "", ""]
    with connection.cursor() as cursor:
        cursor.execute(STATEMENTS[connection.vendor], [999_999, *words])

    assert sum(search.rebuild()) == 2

    assert found("water") == {"one"}
    assert SearchEntry.objects.count() == 2


def test_index_is_brought_up_to_date_after_a_migration(post):
    SearchEntry.objects.all().delete()

    assert search.bring_up_to_date() == 1

    assert found("water") == {"one"}


def test_tsvector_keeps_places_weights_and_bounds():
    fields = {
        "title": ["water"],
        "names": ["noor"],
        "standfirst": [],
        "body": ["water"] * 300,
    }

    vector = tsvector(fields)

    water, noor = vector.split(" ")
    assert water.startswith("'water':1A,")
    assert water.count(",") == 254
    assert noor == "'noor':22B"


def test_pairs_are_of_neighbours_within_a_field():
    fields = {"title": ["crisi", "letter"], "names": ["noor"], "standfirst": [], "body": ["now"]}

    assert pairs(fields) == [pair_of("crisi", "letter")]


def test_row_without_pairs_is_indexed_again(post):
    if connection.vendor != "postgresql":
        pytest.skip("there are pairs on PostgreSQL only")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE posts_searchentry SET pairs = '{}'")

    assert search.bring_up_to_date() == 1
    assert search.bring_up_to_date() == 0
