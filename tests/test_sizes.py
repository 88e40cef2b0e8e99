"""What a reader's first view of an article weighs over the wire, without its pictures."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from prsite.storage import lean
from tests import factories

STATIC = Path(__file__).resolve().parent.parent / "static"
KILOBYTE = 1024

FIRST_FONTS = ("brygada-1918-roman", "brygada-1918-italic", "hanken-grotesk-500")
PARAGRAPH = "A holding statement buys an hour and *costs* nothing, if every word of it is true. "


def packed(data: bytes) -> int:
    return len(gzip.compress(data, compresslevel=6))


def style() -> int:
    return packed(lean((STATIC / "site.css").read_bytes()))


def scripts() -> int:
    return sum(packed(path.read_bytes()) for path in STATIC.glob("*.js"))


def fonts() -> int:
    return sum((STATIC / f"fonts/{name}.woff2").stat().st_size for name in FIRST_FONTS)


def test_style_sheet_weighs_at_most_9_kilobytes():
    assert style() <= 9 * KILOBYTE


def test_scripts_weigh_at_most_2_kilobytes():
    assert scripts() <= 2 * KILOBYTE


def test_fonts_of_an_ordinary_page_weigh_at_most_42_kilobytes():
    assert fonts() <= 42 * KILOBYTE


@pytest.mark.parametrize(
    "path", sorted(STATIC.glob("fonts/*-ext.woff2")), ids=lambda path: path.stem
)
def test_font_of_further_letters_weighs_at_most_11_kilobytes(path):
    assert path.stat().st_size <= 11 * KILOBYTE


@pytest.mark.django_db
def test_first_view_of_an_article_weighs_at_most_60_kilobytes(client):
    category = factories.make_category()
    for _ in range(4):
        factories.make_post(
            category=category, standfirst="Short.", authors=[factories.make_author()]
        )
    body = "".join(
        f"## Part {part}\n\n" + (PARAGRAPH * 5 + f"Point {part}.\n\n") * 6 for part in range(4)
    )
    post = factories.make_post(category=category, lead_picture=factories.make_picture(), body=body)

    html = packed(client.get(post.get_absolute_url()).content)

    assert html <= 12 * KILOBYTE
    assert html + style() + scripts() + fonts() <= 60 * KILOBYTE
