"""A place in a list, and how addresses spell it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posts.models import Post
from posts.places import LAST_KEY, Place
from tests import factories

KEYS = st.integers(min_value=1, max_value=LAST_KEY)


@given(st.datetimes(timezones=st.just(UTC)), KEYS)
def test_place_is_read_as_it_was_written(moment, key):
    place = Place(moment, key)

    assert Place.read(str(place)) == place
    assert re.fullmatch(r"[0-9]{8}T[0-9]{6}(\.[0-9]{6})?Z-[0-9]+", str(place))


@given(st.text(alphabet="0123456789TZW.-+: ٣", max_size=40))
def test_text_is_a_place_in_one_spelling_or_none(text):
    try:
        place = Place.read(text)
    except ValueError:
        return
    assert str(place) == text


def test_moment_is_written_in_utc():
    moment = datetime(2024, 5, 3, 11, 30, tzinfo=timezone(timedelta(hours=2)))

    assert str(Place(moment, 812)) == "20240503T093000Z-812"


def test_microseconds_are_written_where_there_are_any():
    moment = datetime(2024, 5, 3, 9, 30, 0, 1200, tzinfo=UTC)

    assert str(Place(moment, 812)) == "20240503T093000.001200Z-812"


def test_post_without_a_date_stands_nowhere():
    with pytest.raises(ValueError, match="has no date"):
        Place.of(Post(pk=3))


def test_post_stands_at_its_date():
    post = Post(pk=3, published_at=factories.LONG_AGO)

    assert str(Place.of(post)) == "20260105T080000Z-3"
