"""Whole lists of sections, authors, tags and series."""

from __future__ import annotations

import pytest

from posts.alphabet import NO_LETTER
from posts.models import Post
from posts.views.indexes import TAGS_TO_JUMP
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/authors/", "/tags/", "/series/", "/categories/", "/archive/"])
def test_index_of_an_empty_publication_says_so_kindly(client, path):
    response = client.get(path)

    assert response.status_code == 200
    assert "is on its way." in response.content.decode()


def test_author_is_counted_for_every_post_that_carries_the_name(client):
    noor, guest = (
        factories.make_author(name="Noor"),
        factories.make_author(name="Al", is_guest=True),
    )
    factories.make_author(name="Nobody yet")
    for authors in ([noor], [noor, guest]):
        factories.make_post(authors=authors)

    response = client.get("/authors/")

    found = [(row["author"].name, row["count"]) for row in response.context["people"]]
    assert found == [("Al", 1), ("Noor", 2)]
    assert '<span class="guest ui">Guest</span>' in response.content.decode()


def test_names_stand_where_a_reader_looks_for_them(client):
    names = ["Zoë", "Émile", "anna", "Bert", "Ørsted", "Zara"]
    factories.make_post(authors=[factories.make_author(name=name) for name in names])

    people = client.get("/authors/").context["people"]

    assert [row["author"].name for row in people][:3] == ["anna", "Bert", "Émile"]


def test_tags_stand_under_their_initials_with_counts(client):
    names = ["apologies", "Boards", "Ärger", "24 hours", "#hash"]
    tags = [factories.make_tag(name=name) for name in names]
    factories.make_tag(name="unused")
    factories.make_post(tags=tags)
    factories.make_post(tags=tags[:1])

    letters = client.get("/tags/").context["letters"]

    found = [
        (group["letter"], [(row["tag"].name, row["count"]) for row in group["tags"]])
        for group in letters
    ]
    assert found == [
        (NO_LETTER, [("#hash", 1), ("24 hours", 1)]),
        ("A", [("apologies", 2), ("Ärger", 1)]),
        ("B", [("Boards", 1)]),
    ]


def test_many_tags_can_be_jumped_to_by_initial(client):
    few = [factories.make_tag(name=f"a{number}") for number in range(TAGS_TO_JUMP - 1)]
    post = factories.make_post(tags=few)
    assert 'aria-label="Initials"' not in client.get("/tags/").content.decode()

    post.tags.add(factories.make_tag(name="one more"))

    html = client.get("/tags/").content.decode()
    assert '<a href="#initial-2">O</a>' in html
    assert '<h2 id="initial-2">O</h2>' in html


def test_sections_of_the_navigation_are_there_before_their_first_post(client):
    crisis = factories.make_category(name="Crisis", position=1)
    factories.make_category(name="New", position=2)
    apart = factories.make_category(name="Apart", position=3, is_in_navigation=False)
    factories.make_category(name="Secret", position=4, is_in_navigation=False)
    factories.make_post(category=crisis, further=[apart])
    factories.make_post(category=crisis)

    contents = client.get("/categories/").context["contents"]

    found = [(row.section.name, row.number) for row in contents]
    assert found == [("Crisis", 2), ("New", 0), ("Apart", 1)]


def test_series_says_how_far_it_has_come(client):
    old, new = factories.make_series(title="Old"), factories.make_series(planned_parts=5)
    paper = factories.make_category(paper="moss")
    factories.make_series(title="Nothing yet")
    for part in (1, 2):
        factories.make_post(series=old, published_at=factories.LONG_AGO + part * factories.HOUR)
    for hour in (0, 4):
        factories.make_post(
            series=new,
            category=paper,
            published_at=factories.LONG_AGO + hour * factories.HOUR,
            body="word " * 500,
        )

    response = client.get("/series/")

    found = [
        (row["series"], row["count"], row["planned"]) for row in response.context["all_series"]
    ]
    assert found == [(new, 2, 5), (old, 2, 2)]
    html = response.content.decode()
    assert "<span>2 of 5 bytes</span><span>6 min</span>" in html
    assert '<li data-paper="moss">' in html


def test_series_page_starts_with_its_first_public_part(client):
    series = factories.make_series(planned_parts=4)
    factories.make_draft(series=series)
    second = factories.make_post(series=series)

    html = client.get(series.get_absolute_url()).content.decode()

    assert f'<a class="button" href="{second.get_absolute_url()}">Start with byte 2</a>' in html
    assert "3 more to come" in html
    assert 'aria-current="true">Series</a>' in html


def test_author_page_says_since_when_and_shows_the_portrait_with_its_words(client):
    portrait = factories.make_picture(alt="Noor at her desk, laughing.")
    noor = factories.make_author(portrait=portrait)
    noor.links.create(label="Mastodon", url="https://social.example/@noor")
    factories.make_post(authors=[noor])
    factories.make_draft(authors=[noor])

    html = client.get(noor.get_absolute_url()).content.decode()

    assert 'alt="Noor at her desk, laughing." class="portrait"' in html
    assert "1 byte since 2026" in html
    assert '<a href="https://social.example/@noor" rel="me noopener">Mastodon</a>' in html


@pytest.mark.parametrize("path", ["/authors/", "/tags/", "/categories/"])
def test_index_counts_only_what_is_public(client, path):
    # Names without the numbers that the page is searched for.
    tag, author = factories.make_tag(name="Water"), factories.make_author(name="Noor")
    fields = {
        "tags": [tag],
        "authors": [author],
        "category": factories.make_category(name="Crisis"),
    }
    for maker in ("post", "draft", "scheduled", "expired", "unpublished"):
        getattr(factories, f"make_{maker}")(title="Told", **fields)

    html = client.get(path).content.decode()

    assert Post.objects.count() == 5
    assert "5<" not in html
    assert "5 bytes" not in html
