"""“Did you mean …?” knows the words readers can find, and no others."""

from __future__ import annotations

import pytest

from posts.search import Suggestion, did_you_mean, parse
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def posts() -> None:
    factories.make_post(
        title="The embargo is a promise",
        body="A switchboard rang.",
        tags=[factories.make_tag(name="Apologies")],
        authors=[factories.make_author(name="Noor Haddad")],
    )


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("embrago", "embargo"),
        ("Embargoo", "embargo"),
        ("swichboard", "switchboard"),
        ("apologeis", "apologies"),
        ("hadad", "haddad"),
        ("embrago promise", "embargo promise"),
        ('"embrago is"', '"embargo is"'),
    ],
)
def test_mistyped_word_is_known(typed, meant):
    assert did_you_mean(parse(typed)) == Suggestion(meant, 1)


@pytest.mark.parametrize("typed", ["qqqqqq", "em", "🎉 x", "promise xyzzyplugh"])
def test_word_far_from_all_others_suggests_nothing(typed):
    assert did_you_mean(parse(typed)) is None


@pytest.mark.parametrize(
    "make",
    [
        factories.make_draft,
        factories.make_scheduled,
        factories.make_expired,
        factories.make_unpublished,
    ],
)
def test_words_of_hidden_posts_are_not_suggested(make):
    make(
        title="Xyzzyplugh",
        body="Xyzzyplugh",
        tags=[factories.make_tag(name="Xyzzyplugh")],
        authors=[factories.make_author(name="Xyzzyplugh")],
    )

    assert did_you_mean(parse("xyzzyplug")) is None
