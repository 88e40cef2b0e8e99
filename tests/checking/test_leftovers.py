"""What buttons put in is found where it was left, whatever language the desk speaks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

from posts.checking import report_on
from posts.checking.leftovers import INSERTED, in_every_language
from posts.models import Post

pytestmark = pytest.mark.django_db

ENGLISH = [
    ("> What was said.\n>\n> -- Marian Sole, chief executive", "What was said."),
    ("> It was short.\n>\n> -- Name, role", "Name, role"),
    ("::: term Embargo\nWhat it means.\n:::", "What it means."),
    ("A claim.[^1]\n\n[^1]: Where it comes from.", "Where it comes from."),
]
GERMAN = [
    ("> Was gesagt wurde.\n>\n> -- Marian Sole, Chefin", "Was gesagt wurde."),
    ("> Es war kurz.\n>\n> -- Name, Funktion", "Name, Funktion"),
    ("::: term Sperrfrist\nWas er bedeutet.\n:::", "Was er bedeutet."),
    ("Eine Behauptung.[^1]\n\n[^1]: Woher sie stammt.", "Woher sie stammt."),
]
# What a writer may mean.
PERHAPS = [
    ("::: term Word\nA unit of 16 bits.\n:::", "Word"),
    ("| First | Second |\n|-------|-------:|\n| rain | 1 |", "First | Second"),
    ("| Year | Rain |\n|-------|-------:|\n| words | 1 |", "words"),
    ("::: term Begriff\nEine erste Antwort.\n:::", "Begriff"),
    ("| Erste | Zweite |\n|-------|-------:|\n| Regen | 1 |", "Erste | Zweite"),
    ("| Jahr | Regen |\n|-------|-------:|\n| Wörter | 1 |", "Wörter"),
]


def told(body: str, name: str) -> list[tuple[str, int | None]]:
    """Return what the check of that name says of a text, with the line."""
    post = Post(title="Rain", slug="rain")
    post.body = body
    post.render()
    found = [one.problem for one in report_on(post).findings if one.check.name == name]
    return [(problem.message, problem.place.line) for problem in found]


def line_of(phrase: str, body: str) -> int:
    return body[: body.rindex(phrase)].count("\n") + 1


@pytest.mark.parametrize(("body", "phrase"), ENGLISH + GERMAN)
def test_what_a_button_put_in_is_an_error_where_it_was_left(body, phrase):
    left = [(f"“{phrase}” was left in", line_of(phrase, body) + 2)]

    assert told(f"Before.\n\n{body}\n\nAfter.", "placeholders") == left


@pytest.mark.parametrize(("body", "phrase"), PERHAPS)
def test_what_a_writer_may_mean_is_a_warning(body, phrase):
    left = [(f"“{phrase}” may be left from the button", line_of(phrase, body) + 2)]
    text = f"Before.\n\n{body}\n\nAfter."

    assert (told(text, "samples"), told(text, "placeholders")) == (left, [])


def test_a_term_as_its_button_put_it_in_is_an_error_in_both_its_parts():
    body = "::: term Word\nWhat it means.\n:::"

    assert [message for message, _line in told(body, "placeholders")] == [
        "“Word” was left in",
        "“What it means.” was left in",
    ]
    assert told(body, "samples") == []


@pytest.mark.parametrize(
    "body",
    [
        "What was said. What it means. Where it comes from. Word. Name, role. First, second.",
        "In other words, the words of the First and the Second.",
        "> He told us what was said. What was said.",
        "> -- Namesake, role-player",
        "::: term Word processing\nWhat it means. And more.\n:::",
        "A claim.[^1]\n\n[^1]: Where it comes from. The report, page 4.",
        "| First | Second | Third |\n|---|---|---|\n| words | 900 | 1 |",
        "| Measure | Count |\n|---|---|\n| words | 900 |",
        "```\n> What was said.\n```",
        "> `assert` What was said.",
        "- words\n- Word\n\n## Words",
    ],
)
def test_the_same_words_in_prose_of_ones_own_are_left_alone(body):
    assert told(body, "placeholders") == told(body, "samples") == []


@pytest.mark.parametrize(
    "link", ["[the report](https://)", "[the report](http://)", "[the report]( <https://> )"]
)
def test_a_link_whose_address_was_not_filled_in_has_none(link):
    assert told(f"Before.\n\nSee {link}.", "dead-links") == [
        ("“the report” is a link without an address", 3)
    ]


@pytest.mark.parametrize("words", ["words", "Wörter"])
def test_a_link_that_kept_the_words_of_its_button_is_found_by_address_or_words(words):
    unfilled, filled = f"[{words}](https://)", f"[{words}](https://rain.example/)"

    assert told(unfilled, "dead-links") == [(f"“{words}” is a link without an address", 1)]
    assert told(filled, "vague-links") == [(f"A link is called “{words}”", None)]
    assert told(filled, "placeholders") == told(filled, "dead-links") == []


def test_the_phrases_are_those_of_the_buttons():
    script = (Path(settings.BASE_DIR) / "static/desk/commands.js").read_text()

    assert set(re.findall(r'gettext\("([^"]+)"\)', script)) == INSERTED
    assert in_every_language("words") == {"words", "Wörter"}
