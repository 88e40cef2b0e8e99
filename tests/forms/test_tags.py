from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from posts.forms import TagsField
from posts.forms.tags import known_tags
from tests import factories

LETTERS = st.one_of(
    st.sampled_from(", \"'aÉé"), st.characters(codec="utf-8", exclude_characters="\0")
)
NAMES = (
    st.text(LETTERS, min_size=1, max_size=40).map(lambda name: " ".join(name.split())).filter(bool)
)


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("", []),
        (" , ,", []),
        ("water", ["water"]),
        ("water rights", ["water rights"]),
        ("b, a", ["a", "b"]),
        ('"Cork, Ireland", water', ["Cork, Ireland", "water"]),
        ("Water, water", ["Water"]),
        ("two\n lines", ["two lines"]),
        ('""', []),
        ("“”", ["“”"]),
        ('the "real" thing, 5" disk', ['5" disk', 'the "real" thing']),
        ('"say ""when"", please"', ['say "when", please']),
        ('"q" x', ['"q" x']),
        ('"open, end', ['"open', "end"]),
        ("École, école", ["École"]),
    ],
)
def test_only_commas_split_names(typed, names):
    assert TagsField(required=False).clean(typed) == names


def test_a_name_longer_than_a_tag_may_be_is_refused():
    with pytest.raises(ValidationError, match="too long for a tag"):
        TagsField().clean("x" * 101)


def test_stored_names_are_shown_as_they_are_typed():
    assert TagsField().widget.format_value(["Cork, Ireland", "water rights"]) == (
        '"Cork, Ireland", water rights'
    )


@given(st.lists(NAMES, unique_by=str.casefold))
def test_names_shown_and_sent_back_untouched_are_the_same_names(names):
    shown = TagsField().widget.format_value(names)

    assert TagsField(required=False).clean(shown) == sorted(names)
    assert not TagsField().has_changed(names, shown)


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ("École", "école"),
        ("école", "ÉCOLE"),
        ("Straße", "STRASSE"),
        ("Water", "water"),
        ("two  words", "Two words"),
    ],
)
@pytest.mark.django_db
def test_a_name_equal_but_for_its_capitals_is_the_tag_that_is_there(stored, typed):
    tag = factories.make_tag(name=stored)

    assert known_tags([typed, "new"]) == [tag, "new"]


@pytest.mark.django_db
def test_of_two_tags_alike_the_one_written_so_is_meant_else_the_older():
    older, newer = factories.make_tag(name="École"), factories.make_tag(name="école")

    assert known_tags(["école"]) == [newer]
    assert known_tags(["ÉCOLE"]) == [older]


def test_what_was_typed_is_shown_again():
    assert TagsField().widget.format_value('half "a') == 'half "a'
