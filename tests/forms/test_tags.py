from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from posts.forms import TagsField


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


def test_what_was_typed_is_shown_again():
    assert TagsField().widget.format_value('half "a') == 'half "a'
