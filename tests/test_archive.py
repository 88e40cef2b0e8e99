"""Years and months: where they begin and end, and how many posts they hold."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import override_settings

from posts import archive
from posts.archive import Period, count_each, counted_months, neighbours, posts_of
from tests import factories

pytestmark = pytest.mark.django_db


def make_post_of(year: int, month: int = 1, day: int = 15, hour: int = 12, **fields):
    moment = datetime(year, month, day, hour, 30, tzinfo=UTC)
    return factories.make_post(published_at=moment, **fields)


def test_month_begins_at_midnight_of_the_site():
    summer, winter = Period(2025, 8), Period(2025, 12)

    with override_settings(TIME_ZONE="Europe/Warsaw"):
        assert summer.start == datetime(2025, 7, 31, 22, tzinfo=UTC)
        assert summer.end == datetime(2025, 8, 31, 22, tzinfo=UTC)
        assert winter.start == datetime(2025, 11, 30, 23, tzinfo=UTC)
        assert winter.end == datetime(2025, 12, 31, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "month"), [("UTC", 7), ("Asia/Tokyo", 8), ("America/New_York", 7)]
)
def test_post_belongs_to_the_month_that_the_site_has(zone, month):
    late = datetime(2025, 7, 31, 23, 30, tzinfo=UTC)
    factories.make_post(published_at=late)

    with override_settings(TIME_ZONE=zone):
        assert Period.month_of(late) == Period(2025, month)
        assert counted_months() == {Period(2025, month): 1}
        assert posts_of(Period(2025, month)).count() == 1
        assert posts_of(Period(2025, 15 - month)).count() == 0


def test_first_moment_belongs_to_a_month_and_the_last_does_not():
    first = factories.make_post(published_at=Period(2025, 8).start)
    factories.make_post(published_at=Period(2025, 8).end)

    assert list(posts_of(Period(2025, 8))) == [first]
    assert count_each([Period(2025, 8)]) == {Period(2025, 8): 1}


def test_months_are_counted_newest_first_and_empty_ones_left_out():
    for year, month in ((2024, 11), (2025, 1), (2025, 1), (2025, 3)):
        make_post_of(year, month)
    make_post_of(2025, 2, status="draft")

    assert list(counted_months().items()) == [
        (Period(2025, 3), 1),
        (Period(2025, 1), 2),
        (Period(2024, 11), 1),
    ]


def test_nothing_is_counted_where_nothing_was_published():
    factories.make_scheduled()

    assert counted_months() == {}


def test_longer_life_is_counted_in_portions(monkeypatch):
    monkeypatch.setattr(archive, "RANGES_AT_ONCE", 5)
    for year, month in ((2023, 7), (2024, 3), (2024, 4), (2025, 1)):
        make_post_of(year, month)

    assert list(counted_months()) == [
        Period(2025, 1),
        Period(2024, 4),
        Period(2024, 3),
        Period(2023, 7),
    ]


def test_gap_of_centuries_is_skipped(django_assert_max_num_queries):
    make_post_of(1066, 10)
    make_post_of(2025, 1)

    with django_assert_max_num_queries(7):
        counts = counted_months()

    assert counts == {Period(2025, 1): 1, Period(1066, 10): 1}


def test_as_many_ranges_as_are_promised_fit_into_one_query(django_assert_num_queries):
    make_post_of(2025, 1)
    months = [Period(year, month) for year in range(2025, 1990, -1) for month in range(12, 0, -1)]

    with django_assert_num_queries(1):
        counts = count_each(months[: archive.RANGES_AT_ONCE])

    assert counts == {Period(2025, 1): 1}


def test_neighbours_are_the_nearest_with_posts():
    for year, month in ((2023, 7), (2025, 1), (2025, 6)):
        make_post_of(year, month)

    assert neighbours(Period(2025, 1)) == (Period(2023, 7), Period(2025, 6))
    assert neighbours(Period(2025)) == (Period(2023), None)
    assert neighbours(Period(2024, 2)) == (Period(2023, 7), Period(2025, 1))


def test_period_knows_its_name_and_its_address():
    assert (str(Period(2025)), str(Period(2025, 8))) == ("2025", "August 2025")
    assert Period(2025).get_absolute_url() == "/2025/"
    assert Period(2025, 8).get_absolute_url() == "/2025/08/"
