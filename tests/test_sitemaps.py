"""Sitemaps: every public address once, each with the date of its last change."""

from __future__ import annotations

from datetime import timedelta
from xml.etree import ElementTree

import pytest
import time_machine
from django.utils import timezone

from posts.directory import letters
from posts.models import Post
from posts.sitemaps import PostSection, Section
from tests import factories

pytestmark = pytest.mark.django_db

NAMES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "n": "http://www.google.com/schemas/sitemap-news/0.9",
}


def xml(client, path: str) -> ElementTree.Element:
    response = client.get(path)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/xml; charset=utf-8"
    return ElementTree.fromstring(response.content)


def dates(client, path: str) -> dict[str, str | None]:
    return {
        url.findtext("s:loc", "", NAMES): url.findtext("s:lastmod", namespaces=NAMES)
        for url in xml(client, path).findall("s:url", NAMES)
    }


def files(client) -> list[str]:
    found = xml(client, "/sitemap.xml").findall("s:sitemap/s:loc", NAMES)
    return [loc.text or "" for loc in found]


def test_index_lists_what_holds_an_address(client):
    factories.make_post(tags=[factories.make_tag()])

    assert files(client) == [
        "http://testserver/sitemap-posts-1.xml",
        "http://testserver/sitemap-categories-1.xml",
        "http://testserver/sitemap-tags-1.xml",
        "http://testserver/sitemap-archive-1.xml",
        "http://testserver/sitemap-pages-1.xml",
    ]


def test_index_of_an_empty_publication_has_its_front_page(client):
    assert files(client) == ["http://testserver/sitemap-pages-1.xml"]


def test_addresses_are_split_at_the_limit(client, monkeypatch):
    monkeypatch.setattr(Section, "limit", 2)
    for hour in range(3):
        date = factories.LONG_AGO + hour * factories.HOUR
        factories.make_post(slug=f"post-{hour}", published_at=date)

    found = [path for path in files(client) if "posts" in path]

    assert found == [f"http://testserver/sitemap-posts-{page}.xml" for page in (1, 2)]
    assert list(dates(client, "/sitemap-posts-1.xml")) == [
        "http://testserver/posts/post-0/",
        "http://testserver/posts/post-1/",
    ]
    assert list(dates(client, "/sitemap-posts-2.xml")) == ["http://testserver/posts/post-2/"]


def test_post_stays_in_its_file_whatever_else_comes_and_goes(client, monkeypatch):
    monkeypatch.setattr(Section, "limit", 2)
    posts = [factories.make_post(slug=f"post-{number}") for number in range(1, 6)]
    before = dates(client, "/sitemap-posts-2.xml")
    Post.objects.filter(pk=posts[0].pk).unpublish()
    factories.make_post(slug="backdated", published_at=factories.LONG_AGO - timedelta(days=9))

    assert list(before) == [f"http://testserver/posts/post-{number}/" for number in (3, 4)]
    assert list(dates(client, "/sitemap-posts-2.xml")) == list(before)
    assert list(dates(client, "/sitemap-posts-1.xml")) == ["http://testserver/posts/post-2/"]


def test_file_whose_posts_are_all_hidden_is_not_named_and_answers_all_the_same(client, monkeypatch):
    monkeypatch.setattr(Section, "limit", 1)
    posts = [factories.make_post() for _ in range(3)]
    Post.objects.filter(pk=posts[1].pk).unpublish()

    found = [path for path in files(client) if "posts" in path]

    assert found == [f"http://testserver/sitemap-posts-{page}.xml" for page in (1, 3)]
    assert dates(client, "/sitemap-posts-2.xml") == {}
    assert client.get("/sitemap-posts-4.xml").status_code == 404


def test_first_file_of_an_empty_publication_is_empty(client):
    assert dates(client, "/sitemap-posts-1.xml") == {}


def test_a_file_holds_no_more_than_the_protocol_allows():
    assert PostSection.limit == 50_000


@pytest.mark.parametrize(
    "path", ["/sitemap-posts-2.xml", "/sitemap-posts-0.xml", "/sitemap-nothing-1.xml"]
)
def test_file_that_is_not_there_is_a_404(client, path):
    assert client.get(path).status_code == 404


def test_post_is_as_new_as_its_last_change(client):
    with time_machine.travel(factories.LONG_AGO):
        plain = factories.make_post(slug="plain")
        factories.make_post(slug="revised", revised_at=factories.LONG_AGO + timedelta(days=3))
        factories.make_post(slug="waited", published_at=factories.LONG_AGO + timedelta(days=2))
    with time_machine.travel(factories.LONG_AGO + timedelta(days=1)):
        Post.objects.get(pk=plain.pk).save()

    found = dates(client, "/sitemap-posts-1.xml")

    assert found == {
        "http://testserver/posts/plain/": "2026-01-06T08:00:00+00:00",
        "http://testserver/posts/revised/": "2026-01-08T08:00:00+00:00",
        "http://testserver/posts/waited/": "2026-01-07T08:00:00+00:00",
    }


@pytest.mark.parametrize(
    ("section", "address"),
    [
        ("categories", "/categories/crisis/"),
        ("tags", "/tags/apologies/"),
        ("authors", "/authors/noor/"),
        ("series", "/series/honest/"),
    ],
)
def test_list_is_as_new_as_its_newest_public_post(client, section, address):
    shared = {
        "category": factories.make_category(slug="crisis"),
        "tags": [factories.make_tag(slug="apologies")],
        "authors": [factories.make_author(slug="noor")],
        "series": factories.make_series(slug="honest"),
    }
    factories.make_post(**shared)
    factories.make_post(published_at=factories.LONG_AGO + timedelta(days=1), **shared)
    factories.make_scheduled(**shared)
    factories.make_expired(published_at=factories.LONG_AGO + timedelta(days=2), **shared)

    found = dates(client, f"/sitemap-{section}-1.xml")

    assert found == {f"http://testserver{address}": "2026-01-06T08:00:00+00:00"}


def test_series_is_as_new_as_a_part_that_was_added_in_between(client):
    series = factories.make_series(slug="honest")
    later = factories.LONG_AGO + timedelta(days=1)
    factories.make_post(series=series, series_part=2)
    factories.make_post(series=series, series_part=1, published_at=later)

    found = dates(client, "/sitemap-series-1.xml")

    assert found == {"http://testserver/series/honest/": "2026-01-06T08:00:00+00:00"}


def test_letters_of_long_lists_are_listed(client, monkeypatch):
    factories.make_post(tags=[factories.make_tag(name=name) for name in ("Able", "9 lives", "Öl")])
    factories.make_post(authors=[factories.make_author(), factories.make_author()])
    factories.make_draft(tags=[factories.make_tag(name="Xyzzy")])
    assert client.get("/sitemap-letters-1.xml").content.count(b"<loc>") == 0
    assert not [path for path in files(client) if "letters" in path]

    monkeypatch.setattr(letters, "FEW", 2)

    assert [path for path in files(client) if "letters" in path]
    assert list(dates(client, "/sitemap-letters-1.xml")) == [
        "http://testserver/tags/letter/0-9/",
        "http://testserver/tags/letter/a/",
        "http://testserver/tags/letter/o/",
    ]


def test_lists_without_a_public_post_are_left_out(client):
    factories.make_draft(
        category=factories.make_category(),
        tags=[factories.make_tag()],
        authors=[factories.make_author()],
        series=factories.make_series(),
    )

    assert [path for path in files(client) if "pages" not in path] == []


def test_standing_pages_have_their_dates_and_the_rest_has_none_without_posts(client):
    with time_machine.travel(factories.LONG_AGO):
        factories.make_page(path="about")
        factories.make_page(path="hidden", is_published=False)

    undated = (
        "",
        "posts/",
        "archive/",
        "categories/",
        "series/",
        "authors/",
        "tags/",
        "subscribe/",
    )
    assert dates(client, "/sitemap-pages-1.xml") == {
        **{f"http://testserver/{path}": None for path in undated},
        "http://testserver/about/": "2026-01-05T08:00:00+00:00",
    }


def test_years_and_months_that_hold_a_public_post_are_listed(client):
    factories.make_post(published_at=factories.LONG_AGO)
    factories.make_draft()
    factories.make_scheduled()

    assert list(dates(client, "/sitemap-archive-1.xml")) == [
        "http://testserver/2026/01/",
        "http://testserver/2026/",
    ]


def test_addresses_have_the_host_of_the_publication_whoever_asks(client, settings):
    settings.SITE_URL = "https://www.example.org"
    factories.make_post(slug="größe")

    found = dates(client, "/sitemap-posts-1.xml")

    assert list(found) == ["https://www.example.org/posts/gr%C3%B6%C3%9Fe/"]


def test_news_are_of_the_last_two_days(client):
    now = timezone.now()
    factories.make_post(slug="old", published_at=now - timedelta(hours=49))
    factories.make_post(
        slug="new",
        title="New & \x0bfresh",
        published_at=now - timedelta(hours=47),
        language="pt-br",
    )

    found = xml(client, "/news-sitemap.xml").findall("s:url", NAMES)

    assert [url.findtext("s:loc", namespaces=NAMES) for url in found] == [
        "http://testserver/posts/new/"
    ]
    assert found[0].findtext(".//n:title", namespaces=NAMES) == "New & fresh"
    assert found[0].findtext(".//n:name", namespaces=NAMES) == "PR Bytes"
    assert found[0].findtext(".//n:language", namespaces=NAMES) == "pt"
    assert found[0].findtext(".//n:publication_date", namespaces=NAMES)


def test_news_without_news_are_an_empty_sitemap(client):
    factories.make_post()

    assert dates(client, "/news-sitemap.xml") == {}
