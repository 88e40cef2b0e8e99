from __future__ import annotations

import pytest
from django.utils import translation
from django.utils.safestring import SafeString

from posts.rendering import printable, render, typeset


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('She said "no".', "She said “no”."),
        ("It's the firm's own.", "It’s the firm’s own."),
        ("'Quoted' and 'twice'", "‘Quoted’ and ‘twice’"),
        ("\"'Nested' first\"", "“‘Nested’ first”"),
        ("\"First 'nested'\"", "“First ‘nested’”"),
        ("the '90s", "the ’90s"),
        ("a -- b --- c", "a – b — c"),
        ("Wait...", "Wait…"),
        ('("in brackets")', "(“in brackets”)"),
        ('*"emphasis"* and "*more*"', "“emphasis” and “more”"),
        ('"[link](/a)" follows', "“link” follows"),
        ("5\\\" by 7\\'", "5\" by 7'"),
        ('x--"y"', "x–“y”"),
    ],
)
def test_punctuation_is_set_as_a_printer_would(text: str, expected: str) -> None:
    assert render(text).text == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('Sie sagte "nein".', "Sie sagte „nein“."),
        ("\"Erst 'innen' dann\"", "„Erst ‚innen‘ dann“"),
        ("\"'Innen' zuerst\"", "„‚Innen‘ zuerst“"),
        ("\"Zuletzt 'innen'\"", "„Zuletzt ‚innen‘“"),
        ("Wie geht's Max' Haus?", "Wie geht’s Max’ Haus?"),
        ("'Wie geht's?'", "‚Wie geht’s?‘"),
        ('„Schon gesetzt“ "und nicht"', "„Schon gesetzt“ „und nicht“"),
        ("in den '90ern", "in den ’90ern"),
        ('*"betont"* und "*mehr*"', "„betont“ und „mehr“"),
        ('x--"y"', "x–„y“"),
    ],
)
def test_german_publication_has_german_quotation_marks(text: str, expected: str) -> None:
    with translation.override("de-at"):
        assert render(text).text == expected


def test_title_has_the_marks_of_the_text() -> None:
    with translation.override("de"):
        assert typeset("Was 'off' heißt") == "Was ‚off‘ heißt"


@pytest.mark.parametrize(
    "text", ['`"a" -- b...`', '```\n"a" -- b...\n```', '<kbd>"a" -- b...</kbd>']
)
def test_code_keeps_what_was_typed(text: str) -> None:
    assert render(text).text == '"a" -- b...'


def test_attribute_keeps_straight_quotation_marks() -> None:
    assert 'href="/a%22b"' in render('[x](</a"b>)').html


def test_raw_html_is_set_alike() -> None:
    assert render('<p>"a"</p>').html == "<p>“a”</p>"


@pytest.mark.parametrize("text", ["<i>plain</i>", '<i>"quoted"</i>', "<i>a\0</i>"])
@pytest.mark.parametrize("write", [typeset, printable])
def test_what_was_safe_is_only_text_whatever_it_holds(write, text):
    assert type(write(SafeString(text))) is str
