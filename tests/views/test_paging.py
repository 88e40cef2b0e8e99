"""Pages of a list: each is named by the place it begins behind."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse

from posts.models import Post
from posts.places import Place
from tests import factories, pages

pytestmark = pytest.mark.django_db

LISTS = (
    *("/posts/", "/categories/crisis/", "/tags/apologies/", "/authors/noor/", "/2026/"),
    "/2026/01/",
)


@pytest.fixture(autouse=True)
def _two_a_page(settings):
    settings.PAGE_SIZE = 2


@pytest.fixture
def five() -> list[Post]:
    """Make five posts an hour apart, oldest first, each in every kind of list."""
    shared: dict[str, Any] = {
        "category": factories.make_category(slug="crisis"),
        "tags": [factories.make_tag(slug="apologies")],
        "authors": [factories.make_author(slug="noor")],
    }
    return [
        factories.make_post(
            title=f"Post {hour}", published_at=factories.LONG_AGO + hour * factories.HOUR, **shared
        )
        for hour in range(5)
    ]


def titles(client, address: str) -> list[str]:
    response = client.get(address)
    assert response.status_code == 200
    return pages.titles(response)


def link(client, address: str, words: str) -> str | None:
    """Return where the link with these words leads, on the page at `address`."""
    html = client.get(address).content.decode()
    nav = re.search(r'<nav class="pages.*?</nav>', html, re.S)
    found = re.search(rf'<a href="([^"]+)"[^>]*>{words}</a>', nav[0]) if nav else None
    return found[1] if found else None


def behind(post: Post) -> str:
    return f"before={Place.of(post)}"


@pytest.mark.parametrize("address", LISTS)
def test_older_and_newer_lead_through_every_post_once_and_back(client, five, address):
    shown, back, walked = [], [], address
    while older := link(client, walked, "Older bytes"):
        shown += titles(client, walked)
        walked = older
    shown += titles(client, walked)
    while newer := link(client, walked, "Newer bytes"):
        walked = newer
        back.append(titles(client, walked))

    assert shown == ["Post 4", "Post 3", "Post 2", "Post 1", "Post 0"]
    assert back == [["Post 2", "Post 1"], ["Post 4", "Post 3"]]
    assert walked == address


def test_page_shows_the_same_posts_whatever_is_published_later(client, five):
    address = f"/posts/?{behind(five[3])}"
    before = titles(client, address)
    for hour in range(9, 12):
        factories.make_post(published_at=factories.LONG_AGO + hour * factories.HOUR)

    assert titles(client, address) == before == ["Post 2", "Post 1"]


def test_page_is_there_without_the_post_that_it_begins_behind(client, five):
    address = f"/posts/?{behind(five[3])}"
    five[3].delete()

    assert titles(client, address) == ["Post 2", "Post 1"]


def test_posts_of_one_minute_are_shown_once_each(client, five):
    Post.objects.update(published_at=factories.LONG_AGO)

    first = titles(client, "/tags/apologies/")
    second = titles(client, link(client, "/tags/apologies/", "Older bytes"))

    assert first + second == ["Post 4", "Post 3", "Post 2", "Post 1"]


def test_newer_leads_to_the_plain_address_when_a_page_or_less_is_newer(client, five):
    assert link(client, f"/posts/?{behind(five[4])}", "Newer bytes") == "/posts/"
    assert link(client, f"/posts/?{behind(five[3])}", "Newer bytes") == "/posts/"
    assert link(client, f"/posts/?{behind(five[2])}", "Newer bytes") == f"/posts/?{behind(five[4])}"


def test_page_names_itself_and_the_ends_of_the_list(client, five):
    address = f"/posts/?{behind(five[3])}"

    html = client.get(address).content.decode()

    assert f'<link rel="canonical" href="http://testserver{address}">' in html
    assert f'<a href="{address}" aria-current="page">up to 5 January 2026</a>' in html
    assert '<a href="/posts/" rel="prev">Newer bytes</a>' in html
    assert f'<a href="/posts/?{behind(five[1])}" rel="next">Older bytes</a>' in html
    assert '<a href="/posts/">Newest</a>' in html
    assert '<a href="/posts/?after=start">Oldest</a>' in html


def test_single_page_leads_nowhere(client):
    factories.make_post()

    assert 'class="pages' not in client.get("/posts/").content.decode()


@pytest.mark.parametrize("address", LISTS)
def test_oldest_page_is_full_and_known_by_the_place_it_begins_behind(client, five, address):
    response = client.get(address, {"after": "start"})

    assert pages.titles(response) == ["Post 1", "Post 0"]
    canonical = f'<link rel="canonical" href="http://testserver{address}?{behind(five[2])}">'
    assert canonical in response.content.decode()


def test_oldest_page_of_a_short_list_is_its_first(client, five):
    Post.objects.filter(pk__in=[post.pk for post in five[2:]]).delete()

    response = client.get("/posts/", {"after": "start"})

    assert pages.titles(response) == ["Post 1", "Post 0"]
    assert 'href="http://testserver/posts/">' in response.content.decode()


def test_page_with_the_newest_post_is_the_first_whatever_it_was_asked_for_as(client, five):
    response = client.get("/posts/", {"before": "20990101T000000Z-1"})

    assert "Newer bytes" not in response.content.decode()
    assert '<link rel="canonical" href="http://testserver/posts/">' in response.content.decode()


@pytest.mark.parametrize("address", LISTS)
def test_number_leads_to_where_that_page_begins_today(client, five, address):
    second = client.get(address, {"page": "2"})
    third = client.get(address, {"page": "3"})

    assert (second.status_code, second["Location"]) == (301, f"{address}?{behind(five[3])}")
    assert (third.status_code, third["Location"]) == (301, f"{address}?{behind(five[1])}")


def test_number_one_leads_to_the_plain_address(client, five):
    response = client.get("/posts/?page=1")

    assert (response.status_code, response["Location"]) == (301, "/posts/")


def test_number_past_the_end_is_a_404(client, five):
    assert client.get("/posts/", {"page": "3"}).status_code == 301
    assert client.get("/posts/", {"page": "4"}).status_code == 404
    five[0].delete()
    assert client.get("/posts/", {"page": "3"}).status_code == 404


def test_number_too_deep_to_be_sought_leads_to_the_oldest_page(client, five, monkeypatch):
    monkeypatch.setattr("posts.paging.DEEPEST", 4)

    found = [client.get("/posts/", {"page": number})["Location"] for number in ("2", "3", "777")]

    assert found == [f"/posts/?{behind(five[place])}" for place in (3, 2, 2)]


@pytest.mark.parametrize(
    "query",
    [
        *("page=0", "page=-1", "page=x", "page=1.5", "page=02", "page=%D9%A3", f"page={'9' * 40}"),
        *("page=", "before=", "after=", "after=end", "before=20260105T100000Z", "before=-1"),
        *("before=20260105T100000Z-0", "before=20260105T100000Z-01", "before=20260105T100000Z-+1"),
        *("before=20260105T100000-1", "before=20260105T1000Z-1", "before=2026-01-05T10:00:00Z-1"),
        *("before=20260105T100000.000000Z-1", "before=20260105T100000.5Z-1"),
        *("before=20260230T100000Z-1", "before=2026W021T100000Z-1", "before=20260105T10000%00Z-1"),
        *(f"before=20260105T100000Z-{2**63}", f"before=20260105T100000Z-{'9' * 5000}"),
        *("before=00010101T000000Z-1", "before=20260105T080000Z-1", "before=20250105T080000Z-1"),
        *("page=2&before=20260105T100000Z-9", "page=2&page=2", "after=start&after=start"),
    ],
)
def test_page_that_is_not_there_is_a_404(client, five, query):
    first = five[0].pk
    query = query.replace("before=20260105T080000Z-1", f"before=20260105T080000Z-{first}")

    assert client.get(f"/posts/?{query}").status_code == 404


@pytest.mark.parametrize("moment", ["99991231T235959.999999Z", "20260105T100000.000001Z"])
def test_place_may_be_any_moment_and_any_key(client, five, moment):
    assert titles(client, f"/categories/crisis/?before={moment}-{2**63 - 1}")


def test_hidden_posts_show_on_no_page(client, five):
    for make in (factories.make_draft, factories.make_unpublished, factories.make_expired):
        make(title="Hidden", category=five[0].category)
    factories.make_scheduled(title="Hidden", category=five[0].category)
    address = reverse("posts:category", args=["crisis"])

    far = titles(client, f"{address}?before=99991231T235959Z-1")

    assert far == ["Post 4", "Post 3"]
    assert titles(client, link(client, address, "Older bytes")) == ["Post 2", "Post 1"]
