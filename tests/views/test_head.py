"""What the head of every page says: titles, descriptions, addresses, feeds and previews."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest

from posts.places import Place
from tests import factories

pytestmark = pytest.mark.django_db

LISTS = {
    "category": "/categories/crisis/",
    "tag": "/tags/apologies/",
    "author": "/authors/noor/",
    "series": "/series/honest/",
}


@pytest.fixture
def _publication():
    factories.make_post(
        title="Say sorry",
        slug="sorry",
        category=factories.make_category(name="Crisis", slug="crisis"),
        tags=[factories.make_tag(name="Apologies", slug="apologies")],
        authors=[factories.make_author(name="Noor Example", slug="noor")],
        series=factories.make_series(title="Honest", slug="honest"),
    )
    factories.make_page(path="about", title="About")


def html(client, path: str) -> str:
    return client.get(path).content.decode()


def meta(client, path: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    pattern = r'<meta (?:name|property)="([^"]+)" content="([^"]*)"'
    for name, content in re.findall(pattern, html(client, path)):
        found.setdefault(name, []).append(unescape(content))
    return found


def feeds(client, path: str) -> list[str]:
    pattern = r'<link rel="alternate" type="application/[a-z]+\+(?:xml|json)"[^>]* href="([^"]+)"'
    return re.findall(pattern, html(client, path))


SITE_FEEDS = [f"http://testserver/{form}" for form in ("atom.xml", "rss.xml", "feed.json")]


@pytest.mark.usefixtures("_publication")
@pytest.mark.parametrize(
    "path", ["/", "/posts/", "/posts/sorry/", "/about/", "/subscribe/", "/no/"]
)
def test_every_page_leads_feed_readers_to_the_publication(client, path):
    assert feeds(client, path) == SITE_FEEDS


@pytest.mark.usefixtures("_publication")
@pytest.mark.parametrize("path", LISTS.values())
def test_list_leads_feed_readers_to_its_own_feeds_first(client, path):
    own = [f"http://testserver{path}{form}" for form in ("atom.xml", "rss.xml", "feed.json")]

    assert feeds(client, path) == [*own, *SITE_FEEDS]


@pytest.mark.usefixtures("_publication")
@pytest.mark.parametrize("path", LISTS.values())
def test_list_shows_where_to_follow_it(client, path):
    assert re.search(rf'<a href="{path}atom.xml">Feed for [^<]+</a>', html(client, path))


@pytest.mark.parametrize("kind", LISTS)
def test_empty_list_offers_its_feed(client, kind):
    made = getattr(factories, f"make_{kind}")()

    page = html(client, made.get_absolute_url())

    assert f'<a href="{made.get_absolute_url()}atom.xml">Follow the feed</a>' in page
    assert "The first byte is on its way." in page


@pytest.mark.usefixtures("_publication")
@pytest.mark.parametrize("path", ["/", "/posts/", "/about/", "/subscribe/", *LISTS.values()])
def test_page_says_what_other_sites_show_of_it(client, path):
    found = meta(client, path)

    assert found["og:type"] == ["website"]
    assert found["og:url"] == [f"http://testserver{path}"]
    assert found["og:locale"] == ["en_GB"]
    assert found["og:site_name"] == ["PR Bytes"]
    assert found["og:image"] == ["http://testserver/share.png"]
    assert found["twitter:card"] == ["summary_large_image"]
    assert found["og:title"] != [""]
    assert found["og:description"] == found["description"] != [""]


@pytest.mark.usefixtures("_publication")
def test_article_says_what_other_sites_show_of_it(client):
    found = meta(client, "/posts/sorry/")

    assert found["og:type"] == ["article"]
    assert found["og:title"] == ["Say sorry"]
    assert found["og:image"] == ["http://testserver/posts/sorry/share.png"]
    assert (found["og:image:width"], found["og:image:height"]) == (["1200"], ["630"])
    assert found["og:image:type"] == ["image/png"]
    assert found["og:image:alt"] == ["Say sorry"]
    assert found["article:published_time"] == ["2026-01-05T08:00:00+00:00"]
    assert found["article:modified_time"] == ["2026-01-05T08:00:00+00:00"]
    assert found["article:author"] == ["http://testserver/authors/noor/"]
    assert found["article:section"] == ["Crisis"]
    assert found["article:tag"] == ["Apologies"]


@pytest.mark.usefixtures("_publication")
def test_article_leads_to_its_markdown(client):
    link = '<link rel="alternate" type="text/markdown" title="As Markdown"'

    assert f'{link} href="http://testserver/posts/sorry.md">' in html(client, "/posts/sorry/")


def test_description_ends_with_a_word_and_is_never_empty(client):
    factories.make_post(slug="long", standfirst="Lengthy words. " * 30)
    factories.make_post(slug="empty", body="")

    long = meta(client, "/posts/long/")["description"][0]
    empty = meta(client, "/posts/empty/")["description"][0]

    assert 140 < len(long) <= 160
    assert long.endswith(("Lengthy words.…", "Lengthy…"))
    assert empty == "Short articles on public relations, by the people who do it."


def test_words_are_escaped_once(client):
    factories.make_post(title='Fish & "chips"', slug="fish", search_description="A & B")
    factories.make_category(name="R&D", slug="rd")

    article, section = meta(client, "/posts/fish/"), meta(client, "/categories/rd/")

    assert article["og:title"] == ["Fish & “chips”"]
    assert article["description"] == article["og:description"] == ["A & B"]
    assert section["og:title"] == ["R&D"]
    assert section["description"] == ["Everything that PR Bytes has published under R&D."]


def test_address_in_other_letters_is_quoted_once(client):
    factories.make_tag(name="größe", slug="größe")

    page = html(client, "/tags/größe/")

    assert '<link rel="canonical" href="http://testserver/tags/gr%C3%B6%C3%9Fe/">' in page


def test_later_page_of_a_list_has_an_address_and_a_title_of_its_own(client, settings):
    settings.PAGE_SIZE = 1
    category = factories.make_category(name="Crisis", slug="crisis")
    factories.make_post(category=category)
    later = factories.make_post(
        category=category, published_at=factories.LONG_AGO + 48 * factories.HOUR
    )

    page = html(client, f"/categories/crisis/?before={Place.of(later)}")

    assert "<title>Crisis, up to 5 January 2026 | PR Bytes</title>" in page
    address = f"http://testserver/categories/crisis/?before=20260107T080000Z-{later.pk}"
    assert f'<link rel="canonical" href="{address}">' in page
    assert f'<meta property="og:url" content="{address}">' in page
    assert f'"url": "{address}"' in page


def test_list_that_holds_nothing_yet_is_not_for_search_engines(client):
    factories.make_draft(category=factories.make_category(slug="crisis"))

    assert '<meta name="robots" content="noindex">' in html(client, "/categories/crisis/")


def test_publication_that_does_not_describe_itself_has_a_description_all_the_same(client, settings):
    settings.SITE = replace(settings.SITE, description="", strap="")

    for path in ("/", "/posts/"):
        assert '<meta name="description" content="PR Bytes">' in html(client, path), path
