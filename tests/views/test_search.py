"""The search page: for anything that is typed, and without a script."""

from __future__ import annotations

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import factories

pytestmark = pytest.mark.django_db


def page(client, **parameters) -> str:
    response = client.get(reverse("posts:search"), parameters)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def post() -> None:
    factories.make_post(title="Embargo", body="Kept.")


@pytest.fixture
def embargo() -> None:
    crisis = factories.make_category(name="Crisis", slug="crisis")
    media = factories.make_category(name="Media", slug="media")
    for number in range(25):
        factories.make_post(
            title=f"Embargo {number}", category=crisis if number % 5 else media, body="Kept."
        )


def test_search_without_a_query_offers_sections_and_the_latest(client, embargo):
    html = page(client)

    assert "Embargo 24" in html
    assert reverse("posts:category", args=["crisis"]) in html
    assert "Nothing" not in html


def test_hits_show_their_words_marked_and_how_many_there_are(client, embargo):
    html = page(client, q="embargoed")

    assert "25 bytes mention “embargoed”" in html
    assert "<mark>Embargo</mark> 24" in html
    assert "<title>embargoed: search results | PR Bytes</title>" in html
    assert '<meta name="robots" content="noindex, follow">' in html


def test_links_change_one_parameter_and_keep_the_others(client, embargo):
    html = page(client, q="embargo", section="media", utm_source="mail")

    assert 'href="?q=embargo&amp;section=media&amp;order=newest"' in html
    assert 'href="?q=embargo&amp;section=crisis"' in html
    assert "utm_source" not in html.partition("<main")[2]


def test_second_page_keeps_the_query(client, embargo):
    html = page(client, q="embargo", page="2")

    assert 'href="/search/?q=embargo"' in html
    assert html.count('<article class="row"') == 5


@pytest.mark.parametrize("number", ["0", "-1", "999", "x", "", "1e9", "٣", "\0"])
def test_page_that_is_not_there_shows_one_that_is(client, post, number):
    assert "1 byte mentions" in page(client, q="embargo", page=number)


@pytest.mark.parametrize(
    "parameters",
    [
        {"section": "none"},
        {"section": "\0"},
        {"year": "0000"},
        {"year": "9999"},
        {"year": "x" * 4},
        {"year": "٢٠٢٦"},
        {"order": "worst"},
    ],
)
def test_filter_that_says_nothing_filters_nothing(client, post, parameters):
    html = page(client, q="embargo", **parameters)

    assert "1 byte mentions" in html


def test_filters_that_leave_nothing_lead_back(client, embargo):
    html = page(client, q="embargo", year="1999")

    assert "Nothing within these limits" in html
    assert 'href="?q=embargo"' in html


def test_beginning_of_a_word_is_enough(client, embargo):
    assert "25 bytes mention “emb”" in page(client, q="emb")


def test_mistyped_word_leads_to_the_right_one(client, embargo):
    html = page(client, q="embrago")

    assert "Nothing mentions “embrago”" in html
    assert 'href="/search/?q=embargo"' in html
    assert "25 bytes mention it" in html


def test_query_is_escaped_everywhere(client, embargo):
    html = page(client, q='"><script>alert(1)</script>')

    assert "<script>alert" not in html


AWKWARD = [
    '"',
    "'",
    "*",
    "a*",
    "-",
    "--",
    "-a",
    "()",
    "NEAR(a b)",
    "a AND",
    "OR OR",
    "title:embargo",
    "{title} : x",
    "^embargo",
    "a + b",
    "embargo:*",
    "a & b | !c",
    "<->",
    "\\",
    "%",
    "_",
    "\0",
    "a\0b",
    "\ud800",
    "🎉",
    "🎉 embargo",
    "e" * 10_000,
    "embargo " * 1_500,
    "-x " * 3_000,
    '"' * 10_000,
    "危机",
    "हिन्दी",
    "\u202eembargo",
    "' OR 1=1 --",
    "'; DROP TABLE posts_post; --",
    "a\nb\tc",
    "\ufdfa" * 100,
    "½ ㎏ \u037a",
]


@pytest.mark.parametrize("text", AWKWARD, ids=ascii)
def test_awkward_input_gives_a_page(client, post, text):
    page(client, q=text.encode("utf-8", "surrogatepass"))


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(max_size=60), st.text(max_size=8), st.text(max_size=8))
def test_any_input_gives_a_page(client, text, section, year):
    typed = {"q": text, "section": section, "year": year}

    page(client, **{name: value.encode("utf-8", "replace") for name, value in typed.items()})


def test_two_queries_of_one_name_are_no_error(client, embargo):
    response = client.get("/search/?q=one&q=embargo&page=1&page=2&section=&section=crisis")

    assert response.status_code == 200
