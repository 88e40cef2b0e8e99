"""The page that says how to follow the publication."""

from __future__ import annotations

import pytest

from posts.views import subscribe
from tests import factories

pytestmark = pytest.mark.django_db


def page(client) -> str:
    response = client.get("/subscribe/")
    assert response.status_code == 200
    return response.content.decode()


def test_feeds_of_the_publication_are_named_in_full(client):
    html = page(client)

    for form in ("atom.xml", "rss.xml", "feed.json"):
        assert f">http://testserver/{form}<" in html


def test_feeds_of_what_readers_find_something_in_are_listed(client):
    factories.make_post(
        category=factories.make_category(slug="crisis"),
        authors=[factories.make_author(slug="noor")],
        series=factories.make_series(slug="honest"),
    )
    factories.make_author(slug="silent")

    html = page(client)

    for root in ("/categories/crisis/", "/authors/noor/", "/series/honest/"):
        for form in ("atom.xml", "rss.xml", "feed.json"):
            assert f'href="{root}{form}"' in html
    assert "/authors/silent/" not in html


def test_lists_are_bounded(client, monkeypatch):
    monkeypatch.setattr(subscribe, "MOST", 1)
    factories.make_post(authors=[factories.make_author(), factories.make_author()])

    main = page(client).partition("<main")[2].partition("</main>")[0]
    assert main.count('<li><a href="/authors/') == 1


def test_every_page_links_to_it(client):
    html = client.get("/posts/").content.decode()

    assert '<a class="button" href="/subscribe/">Subscribe</a>' in html
    assert '<a href="/subscribe/">Feeds</a>' in html


def test_front_page_shows_the_address_to_copy(client):
    html = client.get("/").content.decode()

    assert 'data-copy="http://testserver/atom.xml"' in html
    assert 'href="/subscribe/">One section only' in html
