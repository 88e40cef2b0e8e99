"""Names and pictures as pages show them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine
from django.utils import translation

from posts.markup.pictures import picture
from posts.markup.writing import iso, linked_names, names, short_date, speaks, whole_date
from posts.models import Author
from posts.words import plain
from tests import factories


@pytest.mark.parametrize(
    ("people", "sentence"),
    [
        ([], ""),
        ([("Ada", False)], "Ada"),
        ([("Ada", False), ("Bo", True)], "Ada and Bo (guest)"),
        ([("Ada", False), ("Bo", False), ("Cy", False)], "Ada, Bo and Cy"),
    ],
)
def test_names_read_as_a_sentence(people, sentence):
    assert names([Author(name=name, is_guest=is_guest) for name, is_guest in people]) == sentence


def test_linked_names_are_escaped():
    html = linked_names([Author(name="<b>Ada</b>", slug="ada")])

    assert html == '<a href="/authors/ada/" rel="author">&lt;b&gt;Ada&lt;/b&gt;</a>'


@pytest.mark.parametrize(
    ("name", "monogram"),
    [("Noor Haddad", "NH"), ("Zofia Świątek-Łęcka", "ZŚ"), ("Desk", "D"), ("", ""), ("1st", "")],
)
def test_monogram_takes_first_and_last_name(name, monogram):
    assert Author(name=name).monogram == monogram


def test_moment_is_written_to_the_second_in_the_zone_of_the_site():
    moment = datetime(2026, 6, 5, 23, 30, 1, 987654, tzinfo=UTC)

    assert iso(moment) == "2026-06-06T00:30:01+01:00"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("<p>Fish &amp; chips</p>", "Fish & chips"),
        ("<p>One.</p>\n<p>Two <em>words</em>.</p>", "One. Two words."),
        ("<p>The tag &lt;b&gt;, the entity &amp;amp;</p>", "The tag <b>, the entity &amp;"),
    ],
)
def test_plain_text_is_what_a_reader_sees_of_html(html, text):
    assert plain(html) == text


@pytest.mark.parametrize(
    ("language", "attributes"),
    [
        ("", ""),
        ("fr", ' lang="fr"'),
        ("fa", ' lang="fa" dir="rtl"'),
        ("ar-eg", ' lang="ar-eg" dir="rtl"'),
    ],
)
def test_language_is_declared_with_its_direction(language, attributes):
    assert speaks(language) == attributes


@time_machine.travel(datetime(2026, 1, 1, 0, 30, tzinfo=UTC), tick=False)
@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 1, 1, 0, 10, tzinfo=UTC), "1 January"),
        (datetime(2025, 12, 31, 23, 50, tzinfo=UTC), "31 December 2025"),
        (datetime(2014, 3, 5, 8, 0, tzinfo=UTC), "5 March 2014"),
    ],
)
def test_short_date_leaves_out_the_current_year_alone(moment, words):
    assert short_date(moment) == words


def test_day_is_written_in_the_language_of_each_page():
    moment = datetime(2025, 3, 1, 12, tzinfo=UTC)

    written = []
    for language in ("en-gb", "de", "en-gb"):
        with translation.override(language):
            written.append(whole_date(moment))

    assert written == ["1 March 2025", "1. März 2025", "1 March 2025"]


def test_no_moment_is_written_as_nothing():
    assert [write(None) for write in (iso, whole_date, short_date)] == ["", "", ""]


@pytest.mark.django_db
def test_picture_offers_every_rendition_and_its_exact_size():
    made = factories.make_picture(
        data=factories.picture_bytes(width=800, height=400), focus="top", alt='Say "red".'
    )

    html = picture(made, sizes="100vw", css_class="pic", is_first=True).strip()

    small, large = (made.info().renditions[index].url for index in (0, 1))
    assert html == (
        f'<picture><source type="image/webp" srcset="{small} 640w, {large} 800w" sizes="100vw">'
        f'<img src="{made.file.url}" width="800" height="400" alt="Say &quot;red&quot;."'
        ' class="pic" data-focus="top" fetchpriority="high"></picture>'
    )


@pytest.mark.django_db
def test_picture_without_renditions_is_a_plain_image():
    made = factories.make_picture()
    made.renditions = []

    html = picture(made, sizes="100vw").strip()

    assert html.startswith(f'<img src="{made.file.url}" width="32" height="20"')
    assert html.endswith(">")
    assert "<source" not in html


@pytest.mark.django_db
def test_picture_below_the_fold_loads_when_it_is_near():
    assert 'loading="lazy"' in picture(factories.make_picture(), sizes="100vw")
