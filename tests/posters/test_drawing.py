"""Pictures to share: of one size, legible, and never with a box in place of a letter."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from posts.posters import HEIGHT, WIDTH, Poster, draw
from posts.posters.drawing import INK, MARGIN, PAPERS
from posts.posters.faces import SERIF, Face, settable
from posts.posters.setting import fit

STYLES = (Path(__file__).resolve().parents[2] / "static" / "site.css").read_text()
POSTER = Poster(publication="PR Bytes", title="Say sorry", label="Crisis", paper="rose", number=173)


def picture(poster: Poster) -> Image.Image:
    return Image.open(io.BytesIO(draw(poster))).convert("RGB")


def ink(image: Image.Image, box: tuple[int, int, int, int]) -> int:
    """Count the dark pixels in a part of a picture."""
    return sum(image.crop(box).convert("L").point(lambda value: value < 60).histogram()[1:])


TITLE = (0, MARGIN + 70, WIDTH, HEIGHT - MARGIN - 50)
EDGES = [(0, 0, WIDTH, 40), (0, HEIGHT - 40, WIDTH, HEIGHT), (WIDTH - 40, 0, WIDTH, HEIGHT)]


def test_picture_is_a_png_of_the_size_that_is_announced():
    image = Image.open(io.BytesIO(draw(POSTER)))

    assert (image.format, image.size) == ("PNG", (1200, 630))


@pytest.mark.parametrize("paper", PAPERS)
def test_colours_are_those_of_the_style_sheet(paper):
    rule = re.search(rf"\[data-paper={paper}\].*?\}}", STYLES)[0]

    tint, bit = (re.search(rf"--{name}:light-dark\((#\w+)", rule)[1] for name in ("tint", "bit"))
    # The tone is the paper's ink, which colours code as well, or stands in the rule itself.
    tone = re.search(rf"--(?:{paper}-ink|tone):light-dark\((#\w+)", rule + STYLES)[1]
    assert (tint, tone, bit) == PAPERS[paper]
    assert f"--ink:light-dark({INK}" in STYLES


def test_number_stands_in_eight_squares():
    image = picture(POSTER)

    colours = [
        image.getpixel((MARGIN + place * 35 + 14, HEIGHT - MARGIN - 14)) for place in range(8)
    ]

    lit = (0xC3, 0x49, 0x5C)
    assert "".join("1" if colour == lit else "0" for colour in colours) == f"{173:08b}"


@pytest.mark.parametrize(
    "title",
    [
        "word " * 40,
        "x" * 200,
        "Mm " * 66,
        "Sorry",
        "Donaudampfschifffahrtsgesellschaftskapitän" * 4,
    ],
    ids=["words", "one word", "wide", "short", "compound"],
)
def test_title_of_any_length_keeps_to_its_place(title):
    image = picture(replace(POSTER, title=title[:200]))

    assert ink(image, TITLE)
    assert not any(ink(image, edge) for edge in EDGES)


def test_title_of_two_hundred_characters_is_set_whole():
    title = ("word " * 40).strip()

    setting = fit(title, SERIF, width=1064, height=326, sizes=range(100, 43, -4))

    assert " ".join(setting.lines) == title


def test_size_gives_way_a_little_to_lines_of_even_length():
    title = "Short, useful reading for people who communicate for a living"

    setting = fit(title, SERIF, width=1064, height=326, sizes=range(100, 43, -4))

    assert setting.lines == ("Short, useful reading for people", "who communicate for a living")


@pytest.mark.parametrize(
    "title",
    [
        "Communication matters",
        "Crisis communications",
        "Sustainability reporting",
        "Internationalisation matters",
        "Donaudampfschifffahrtsgesellschaft heute",
    ],
)
def test_no_word_is_broken_that_a_smaller_size_holds(title):
    setting = fit(title, SERIF, width=1064, height=326, sizes=range(100, 43, -4))

    assert " ".join(setting.lines) == title


def test_name_of_the_publication_keeps_to_its_place():
    image = picture(replace(POSTER, publication="Weekly news of public relations " * 3))

    assert not any(ink(image, edge) for edge in EDGES)


def test_title_that_cannot_fit_ends_in_an_ellipsis():
    setting = fit("word " * 400, SERIF, width=1064, height=326, sizes=range(100, 43, -4))

    assert setting.lines[-1].endswith("…")
    assert setting.height <= 326


@pytest.mark.parametrize("title", ["प्रेस विज्ञप्ति", "如何道歉", "مرحبا", "🙏🙏", "\x00", ""])
def test_title_in_other_letters_gives_way_to_squares(title):
    poster = replace(POSTER, title=title, seed="a-post")

    assert settable(title, SERIF) is None
    assert draw(poster) == draw(replace(poster, title=""))


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Say sorry 🙏 now ❤️", "Say sorry now"),
        ("Łódź i čeština", "Lódz i cestina"),
        ("Cafe\u0301 “naïve” – œuvre…", "Café “naïve” – œuvre…"),
        ("Two\nlines\x07", "Two lines"),
        ("non\u2011breaking", "non-breaking"),
    ],
)
def test_title_is_set_as_far_as_the_face_can(title, shown):
    assert settable(title, SERIF) == (shown, SERIF)


def test_further_face_steps_in_for_letters_that_the_first_lacks(monkeypatch):
    further = Face("further.ttf")
    monkeypatch.setattr(
        "posts.posters.faces._has_glyph",
        lambda file, char: char.isascii() or file == further.file,
    )

    assert settable("如何道歉", SERIF, further=further) == ("如何道歉", further)


def test_digest_changes_with_everything_that_shows():
    others = [
        replace(POSTER, publication="Other"),
        replace(POSTER, title="Other"),
        replace(POSTER, label="Other"),
        replace(POSTER, paper="moss"),
        replace(POSTER, number=174),
    ]

    assert len({poster.digest for poster in [POSTER, *others]}) == 6
