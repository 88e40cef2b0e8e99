from __future__ import annotations

import pytest

from posts.rendering import render
from posts.rendering.links import safe_address

SITE = "https://bytes.example"


@pytest.mark.parametrize(
    "address",
    [
        "https://other.example/a",
        "http://other.example",
        "//other.example/a",
        "HTTPS://OTHER.example",
    ],
)
def test_outside_link_is_marked(address: str) -> None:
    assert ' rel="noopener"' in render(f"[a]({address})", site_url=SITE).html


@pytest.mark.parametrize(
    "address", ["/posts/a/", "#part", "a.html", "https://bytes.example/a", "mailto:a@b.example"]
)
def test_link_that_stays_is_not_marked(address: str) -> None:
    assert "rel=" not in render(f"[a]({address})", site_url=SITE).html


def test_relation_that_an_author_states_is_kept() -> None:
    html = render('<a href="https://o.example/" rel="nofollow evil">a</a>').html

    assert 'rel="nofollow noopener"' in html


def test_link_opens_where_the_reader_is() -> None:
    assert "target" not in render('<a href="https://o.example" target="_blank">a</a>').html


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        " javascript:alert(1)",
        "java\u200bscript:alert(1)",
        "vbscript:x",
        "data:text/html,x",
        "file:///etc/passwd",
        "blob:x",
        "weird:x",
        "javascript\u00a0:x",
        "&#106;avascript:x".replace("&#106;", "j"),
    ],
)
def test_address_with_another_scheme_is_dropped(address: str) -> None:
    assert safe_address(address) == ""


@pytest.mark.parametrize(
    "markup",
    [
        '<a href="&#106;avascript:alert(1)">a</a>',
        '<a href="jav&Tab;ascript:alert(1)">a</a>',
        '<a href="java&#x0A;script:alert(1)">a</a>',
        "[a](javascript:alert(1))",
        "[a](javascript&colon;alert(1))",
        "<javascript:alert(1)>",
    ],
)
def test_hidden_scheme_is_dropped_and_the_words_stay(markup: str) -> None:
    html = render(markup).html

    assert "href" not in html


@pytest.mark.parametrize(
    ("address", "encoded"),
    [
        ("/a b", "/a%20b"),
        ("/é?q=ü#ñ", "/%C3%A9?q=%C3%BC#%C3%B1"),
        ("/50%", "/50%25"),
        ("/a%20b", "/a%20b"),
        ("/a[1]|b", "/a%5B1%5D%7Cb"),
        ("#a#b", "#a%23b"),
        ("https://o.example/a:b", "https://o.example/a:b"),
    ],
)
def test_address_is_encoded_once(address: str, encoded: str) -> None:
    assert safe_address(address) == encoded
    assert safe_address(encoded) == encoded


def test_address_that_can_not_be_read_counts_as_outside() -> None:
    assert ' rel="noopener"' in render('<a href="http://[bad">a</a>', site_url=SITE).html


def test_site_without_a_readable_address_makes_every_link_an_outside_one() -> None:
    assert ' rel="noopener"' in render("[a](https://o.example)", site_url="http://[bad").html


def test_name_with_a_colon_but_no_scheme_is_dropped() -> None:
    assert safe_address("1:2") == ""


def test_links_are_listed_once_in_order() -> None:
    rendered = render("[a](/b) [c](/d) [e](/b) ![f](https://g.example/h.png)")

    assert rendered.links == ("/b", "/d", "https://g.example/h.png")


def test_reference_and_address_in_brackets_become_links() -> None:
    assert render("[a][b] <https://o.example/>\n\n[b]: /c").links == ("/c", "https://o.example/")
