"""Home, lists and errors."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.db import connection

from posts.models import Post
from posts.views import home
from tests import factories, pages

pytestmark = pytest.mark.django_db


def posts_an_hour_apart(number: int, **fields) -> list[Post]:
    return [
        factories.make_post(
            title=f"Post {hour}", published_at=factories.LONG_AGO + hour * factories.HOUR, **fields
        )
        for hour in range(number)
    ]


def test_home_of_an_empty_publication_says_so_kindly(client):
    response = client.get("/")

    assert response.status_code == 200
    assert "The first byte is on its way." in response.content.decode()


def test_home_leads_with_the_newest_post(client):
    posts_an_hour_apart(3)

    assert pages.lead(client.get("/")) == "Post 2"


def test_pinned_post_leads_and_is_not_repeated(client):
    posts = posts_an_hour_apart(3)
    Post.objects.filter(pk=posts[0].pk).update(is_pinned=True)

    front = client.get("/")

    assert pages.lead(front) == "Post 0"
    assert pages.cards(front) == ["Post 2", "Post 1"]


def test_contents_name_each_section_with_what_is_not_shown_above(client):
    crisis = factories.make_category(name="Crisis")
    factories.make_category(name="Quiet")
    factories.make_category(name="Kept apart", is_in_navigation=False)
    posts_an_hour_apart(12, category=crisis)

    found = pages.contents(client.get("/"))

    assert found == [("Crisis", ["Post 4", "Post 3", "Post 2"]), ("Quiet", [])]


def test_post_taken_back_while_the_home_page_is_made_is_left_out(client, monkeypatch):
    posts_an_hour_apart(9)
    headlines = home._headlines

    def too_late(number, **keys):
        Post.objects.filter(title="Post 1").update(status="unpublished")
        return headlines(number, **keys)

    monkeypatch.setattr(home, "_headlines", too_late)

    [(_section, headlines)] = pages.contents(client.get("/"))

    assert headlines == ["Post 0"]


def test_home_shows_the_series_that_was_added_to_last(client):
    old, new = factories.make_series(), factories.make_series(planned_parts=4)
    factories.make_post(series=old)
    factories.make_post(series=new, published_at=factories.LONG_AGO + factories.HOUR)

    html = client.get("/").content.decode()

    assert f'<h2 id="series"><a href="{new.get_absolute_url()}">' in html
    assert "Series, 1 of 4 bytes published" in html
    assert "3 more to come" in html


def test_latest_is_lit_in_the_navigation_on_its_own_page_alone(client):
    post = factories.make_post()
    link = '<a href="/posts/" data-paper="slate" aria-current="true">Latest</a>'

    assert link in client.get("/posts/").content.decode()
    assert link not in client.get(post.category.get_absolute_url()).content.decode()


@pytest.mark.parametrize("kind", ["category", "tag", "series", "author"])
def test_description_of_a_list_is_plain_text_escaped_once(client, kind):
    field = "biography" if kind == "author" else "description"
    made = getattr(factories, f"make_{kind}")(**{field: 'Fish & "chips" *daily*.'})

    html = client.get(made.get_absolute_url()).content.decode()

    assert '<meta name="description" content="Fish &amp; “chips” daily.">' in html


@pytest.mark.parametrize("kind", ["category", "tag"])
def test_list_without_description_is_described_by_its_name(client, kind):
    made = getattr(factories, f"make_{kind}")(name="R&D <b>", slug="rd")

    html = client.get(made.get_absolute_url()).content.decode()

    description = re.search(r'<meta name="description" content="([^"]*)">', html)[1]
    assert description.startswith("Everything that PR Bytes has published ")
    assert description.endswith(" R&amp;D &lt;b&gt;.")


def test_old_post_shows_its_year_on_a_card(client):
    factories.make_post()
    factories.make_post(published_at=datetime(2014, 3, 5, 8, 0, tzinfo=UTC))

    assert ">5 March 2014</time>" in client.get("/").content.decode()


@pytest.mark.parametrize("kind", ["category", "tag", "author", "series"])
def test_list_without_posts_says_so_kindly(client, kind):
    made = getattr(factories, f"make_{kind}")()

    response = client.get(made.get_absolute_url())

    assert response.status_code == 200
    assert "The first byte is on its way." in response.content.decode()


@pytest.mark.parametrize("kind", ["posts", "categories", "tags", "authors", "series"])
def test_unknown_slug_is_a_404(client, kind):
    assert client.get(f"/{kind}/nothing-here/").status_code == 404


def test_missing_end_slash_is_one_hop_away(client):
    post = factories.make_post()

    response = client.get(post.get_absolute_url().rstrip("/"))

    assert (response.status_code, response["Location"]) == (301, post.get_absolute_url())


@pytest.mark.parametrize(
    "path", ["/posts/%00/", "/posts/a%0Ab/", "/%ff%fe/", "//", "/posts/../admin/", "/posts/%2e%2e/"]
)
def test_odd_paths_are_never_a_500(client, path):
    assert client.get(path).status_code in {200, 301, 302, 404}


def test_500_needs_no_database(client, monkeypatch):
    def broken(*_args, **_kwargs):
        raise RuntimeError

    monkeypatch.setattr(connection, "cursor", broken)
    client.raise_request_exception = False

    response = client.get("/")

    assert response.status_code == 500
    assert "Something broke at our end" in response.content.decode()
    assert "desk@prbytes.example" in response.content.decode()


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/posts/", "/archive/", "/2026/", "/categories/", "/tags/", "/authors/", "/series/"),
        *("/search/", "/subscribe/", "/tags/letter/a/", "/authors/letter/a/"),
    ],
)
def test_name_of_the_publication_is_escaped_once_wherever_it_is_said(client, settings, path):
    factories.make_post(
        tags=[factories.make_tag(name="a")],
        authors=[factories.make_author(name="a")],
        series=factories.make_series(),
    )
    settings.SITE = replace(settings.SITE, name='S & "T"', description="", strap="")

    html = client.get(path).content.decode()

    assert "S &amp; &quot;T&quot;" in html
    assert "amp;amp" not in html
    assert "amp;quot" not in html
