"""The archive: everything by year and month."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from posts.markup.archive import MOST_SQUARES, bytes_a_square
from posts.models import Post
from tests import factories, pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def years(client) -> list[Post]:
    """Make a post in July and two in September 2025, and one in February 2026."""
    days = ((2025, 7, 4), (2025, 9, 5), (2025, 9, 6), (2026, 2, 7))
    return [
        factories.make_post(
            title=f"Post {day}", published_at=datetime(year, month, day, 12, tzinfo=UTC)
        )
        for year, month, day in days
    ]


def html_of(client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_archive_names_each_month_under_its_year(client, years):
    html = html_of(client, "/archive/")

    found = [html.index(words) for words in ('"/2026/"', '"/2026/02/"', '"/2025/"', '"/2025/09/"')]
    assert found == sorted(found)
    assert '"/2025/08/"' not in html
    assert "<span>4 bytes</span>" in html
    assert "One square is one byte." in html


def test_archive_of_an_empty_publication_says_so_kindly(client):
    assert "The first byte is on its way." in html_of(client, "/archive/")


def test_year_lists_its_posts_and_its_months(client, years):
    response = client.get("/2025/")

    html = response.content.decode()
    assert pages.titles(response) == ["Post 6", "Post 5", "Post 4"]
    counted = r'<span aria-hidden="true">(\d+)</span><span class="vh">\1 byte'
    assert re.findall(counted, html) == ["2", "1"]
    assert "<h1>2025</h1>" in html


def test_month_lists_its_posts_and_leads_to_its_neighbours(client, years):
    html = html_of(client, "/2025/09/")

    assert "<h1>September 2025</h1>" in html
    assert "Post 5" in html
    assert "Post 4" not in html
    assert '<a href="/2025/07/" rel="prev">July 2025</a>' in html
    assert '<a href="/2026/02/" rel="next">February 2026</a>' in html


def test_month_without_posts_says_so_and_leads_on(client, years):
    html = html_of(client, "/2025/08/")

    assert "We published nothing in August 2025." in html
    assert '<a href="/2025/07/" rel="prev">July 2025</a>' in html
    assert '<a href="/2025/09/" rel="next">September 2025</a>' in html


def test_year_without_posts_says_so_and_leads_on(client, years):
    factories.make_post(published_at=datetime(2023, 5, 1, tzinfo=UTC))

    html = html_of(client, "/2024/")

    assert "We published nothing in 2024." in html
    assert '<a href="/2023/" rel="prev">2023</a>' in html


@pytest.mark.parametrize(
    "path",
    [
        *("/2024/", "/2027/", "/2025/06/", "/2026/03/", "/0000/", "/0001/", "/0001/01/", "/9999/"),
        *("/9999/12/", "/9998/12/", "/2025/00/", "/2025/13/", "/2025/9/", "/2025/009/", "/25/09/"),
        *("/20250/", "/2025/09/?page=2", "/2025/08/?page=2", "/2025/?page=x", "/٢٠٢٥/"),
    ],
)
def test_time_that_is_none_of_the_publication_is_a_404(client, years, path):
    assert client.get(path).status_code == 404


def test_month_whose_posts_are_all_hidden_is_empty_and_counts_none(client, years):
    factories.make_unpublished(published_at=datetime(2025, 8, 9, tzinfo=UTC))

    html = html_of(client, "/2025/08/")

    assert "We published nothing in August 2025." in html
    assert "<span>0 bytes</span>" in html


def test_archive_is_lit_in_the_navigation(client, years):
    link = '<a href="/archive/" data-paper="slate" aria-current="true">Archive</a>'

    for path in ("/archive/", "/2025/", "/2025/09/"):
        assert link in html_of(client, path)
    assert link not in html_of(client, "/posts/")


@pytest.mark.parametrize(
    ("busiest", "step"), [(0, 1), (1, 1), (16, 1), (17, 2), (31, 2), (33, 5), (900, 100)]
)
def test_square_stands_for_as_many_bytes_as_the_busiest_month_asks(busiest, step):
    assert bytes_a_square(busiest) == step
    assert busiest / step <= MOST_SQUARES


def test_busy_archive_says_what_a_square_stands_for(client):
    for day in range(1, 18):
        factories.make_post(published_at=datetime(2025, 7, day, tzinfo=UTC))

    html = html_of(client, "/archive/")

    assert "One square stands for up to 2 bytes." in html
    assert html.count('<svg class="bits" viewBox="0 0 114 10"') == 1
