"""robots.txt and llms.txt."""

from __future__ import annotations

import pytest
from django.utils import timezone

from tests import factories

pytestmark = pytest.mark.django_db


def text(client, path: str) -> str:
    response = client.get(path)
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    return response.content.decode()


def test_robots_are_led_to_the_sitemaps_and_kept_from_the_desk(client):
    lines = text(client, "/robots.txt").splitlines()

    assert "User-agent: *" in lines
    assert "Disallow: /admin/" in lines
    assert "Disallow: /search/?" in lines
    assert "Sitemap: http://testserver/sitemap.xml" in lines


def test_robots_hear_of_the_news_while_there_are_any(client):
    before = text(client, "/robots.txt")
    factories.make_post(published_at=timezone.now())

    after = text(client, "/robots.txt")

    assert "news-sitemap.xml" not in before
    assert "Sitemap: http://testserver/news-sitemap.xml" in after.splitlines()


def test_llms_txt_names_describes_and_lists(client):
    category = factories.make_category(name="Crisis", slug="crisis", description="When it *burns*.")
    factories.make_post(
        title="Say [sorry]\x07", slug="sorry", standfirst="In\nbrief & <b>.", category=category
    )

    found = text(client, "/llms.txt")

    assert found.startswith("# PR Bytes\n\n> Short articles on public relations")
    assert (
        "\n## Newest articles\n\n- [Say \\[sorry\\]](http://testserver/posts/sorry.md): " in found
    )
    assert "In brief & &lt;b>." in found
    assert "\n- [Crisis](http://testserver/categories/crisis/): When it burns.\n" in found


def test_llms_txt_of_an_empty_publication_still_says_what_it_is(client):
    found = text(client, "/llms.txt")

    assert found.startswith("# PR Bytes\n")
    assert "Newest" not in found
