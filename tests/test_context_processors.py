"""What every page knows."""

from __future__ import annotations

import pytest

from posts.context_processors import ways
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("sections", "keys"),
    [
        (0, ["latest", "series", "archive"]),
        (5, ["latest", "series", "archive"]),
        (6, ["series", "archive"]),
        (7, ["archive"]),
        (8, []),
        (12, []),
    ],
)
def test_navigation_fills_up_to_eight(sections, keys):
    assert [way["key"] for way in ways(sections)] == keys


def test_navigation_is_there_before_the_first_section(client):
    html = client.get("/posts/").content.decode()

    assert 'data-paper="slate" aria-current="true">Latest</a>' in html


def test_footer_leads_to_standing_pages_in_their_order(client):
    factories.make_page(path="colophon", title="Colophon", position=2)
    factories.make_page(path="about", title="About", position=1)
    factories.make_page(path="quiet", title="Quiet", is_in_footer=False)
    factories.make_page(path="hidden", title="Hidden", is_published=False)

    html = client.get("/").content.decode()

    assert html.index('<a href="/about/">About</a>') < html.index('"/colophon/"')
    assert "Quiet" not in html
    assert "Hidden" not in html
