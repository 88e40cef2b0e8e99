"""Moments, in the many ways in which files write them."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posts.importers.dates import read_moment

LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-05-04", "2026-05-03T23:00:00+00:00"),
        ("2026-01-04", "2026-01-04T00:00:00+00:00"),
        ("2026/5/4", "2026-05-03T23:00:00+00:00"),
        ("20260104", "2026-01-04T00:00:00+00:00"),
        (20260104, "2026-01-04T00:00:00+00:00"),
        ("2026-05-04 10:00", "2026-05-04T09:00:00+00:00"),
        ("2026-05-04T10:00:30Z", "2026-05-04T10:00:30+00:00"),
        ("2026-05-04T10:00:30.25Z", "2026-05-04T10:00:30.250000+00:00"),
        ("2016-03-21 12:00:00 -4", "2016-03-21T16:00:00+00:00"),
        ("2018-04-25 09:00:00 -0400", "2018-04-25T13:00:00+00:00"),
        ("2018-04-25T09:00:00+05:30", "2018-04-25T03:30:00+00:00"),
        ("2018-04-25 09:00:00 UTC", "2018-04-25T09:00:00+00:00"),
        ("Mon, 02 Jan 2006 15:04:05 GMT", "2006-01-02T15:04:05+00:00"),
        ("January 2, 2018", "2018-01-02T00:00:00+00:00"),
        ("2nd Jan 2018", "2018-01-02T00:00:00+00:00"),
        (date(2026, 1, 4), "2026-01-04T00:00:00+00:00"),
        (datetime(2026, 1, 4, 8, 30), "2026-01-04T08:30:00+00:00"),  # noqa: DTZ001
        (datetime(2026, 1, 4, 8, tzinfo=timezone(timedelta(hours=2))), "2026-01-04T06:00:00+00:00"),
    ],
)
def test_a_date_is_one_instant(value, expected):
    assert read_moment(value, zone=LONDON).isoformat() == expected


@pytest.mark.parametrize("value", [None, "", "  ", "0001-01-01T00:00:00Z"])
def test_no_date_is_none(value):
    assert read_moment(value, zone=LONDON) is None


@pytest.mark.parametrize(
    "value",
    ["2016-02-30", "2016-13-01", "03/04/2018", "soon", "2016-02-03T25:00", 5, True, 3.5,
     "9999-01-01", "0900-01-01", "2016-02-03 10:00 +99:00", "13 Foo 2018",
     "Mon, 99 Jan 2006 15:04:05 GMT"],
)  # fmt: skip
def test_what_is_no_date_is_refused(value):
    with pytest.raises(ValueError, match=r"\w"):
        read_moment(value, zone=LONDON)


@given(st.datetimes(min_value=datetime(1000, 1, 2), max_value=datetime(8999, 1, 1)))  # noqa: DTZ001
def test_iso_dates_come_back_as_they_were(moment):
    moment = moment.replace(tzinfo=UTC)

    assert read_moment(moment.isoformat()) == moment


@given(st.text(max_size=30))
def test_any_text_is_a_date_or_refused(text):
    try:
        moment = read_moment(text, zone=UTC)
    except (ValueError, OverflowError):
        return
    assert moment is None or moment.tzinfo is UTC
