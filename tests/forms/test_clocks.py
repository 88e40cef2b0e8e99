"""Minutes of the two days on which clocks change, as the forms of the desk take them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from posts.forms import MinuteField, ZonedDateTimeInput
from posts.forms.clocks import choices, instants

TWICE, SKIPPED = "2026-10-25T02:30", "2026-03-29T02:30"
FIRST, SECOND = "2026-10-25T02:30+02:00", "2026-10-25T02:30+01:00"
BEFORE, AFTER = "2026-03-29T01:59+01:00", "2026-03-29T03:00+02:00"


@pytest.fixture(autouse=True)
def _in_berlin() -> Iterator[None]:
    with timezone.override(ZoneInfo("Europe/Berlin")):
        yield


def sent(typed: str, which: str = "") -> object:
    data = {"at": typed} | ({"at-which": which} if which else {})
    return ZonedDateTimeInput().value_from_datadict(data, {}, "at")


def choices_shown(value: object) -> list[tuple[str, bool, str]]:
    html = ZonedDateTimeInput().render("at", value, {"id": "id_at"})
    found = re.findall(r'name="at-which" value="([^"]+)"( checked)?> ([^<]+)</label>', html)
    return [(instant, bool(checked), label) for instant, checked, label in found]


@pytest.mark.parametrize(
    ("typed", "which", "utc"),
    [
        (TWICE, FIRST, "2026-10-25T00:30"),
        (TWICE, SECOND, "2026-10-25T01:30"),
        (SKIPPED, BEFORE, "2026-03-29T00:59"),
        (SKIPPED, AFTER, "2026-03-29T01:00"),
    ],
)
def test_what_is_chosen_is_the_moment(typed, which, utc):
    moment = MinuteField().clean(sent(typed, which))

    assert moment.astimezone(UTC).isoformat(timespec="minutes") == f"{utc}+00:00"


@pytest.mark.parametrize("which", ["", "nonsense", "2027-10-31T02:30+02:00", "2026-02-31T02:30Z"])
def test_a_choice_that_belongs_to_another_minute_is_asked_anew(which):
    for typed in (TWICE, SKIPPED):
        with pytest.raises(ValidationError):
            MinuteField().clean(sent(typed, which))


def test_a_choice_that_is_left_over_means_nothing_for_a_plain_minute():
    assert sent("2026-07-01T12:00", FIRST) == "2026-07-01T12:00"


def test_both_are_shown_and_what_was_typed_stays():
    assert choices_shown(TWICE) == [
        (FIRST, False, "02:30 the first time, CEST"),
        (SECOND, False, "02:30 the second time, CET"),
    ]
    assert choices_shown(SKIPPED) == [(BEFORE, False, "01:59 CET"), (AFTER, False, "03:00 CEST")]
    for typed in (TWICE, SKIPPED):
        assert f'value="{typed}"' in ZonedDateTimeInput().render("at", typed, {"id": "id_at"})


def test_what_was_chosen_is_shown_as_chosen():
    html = ZonedDateTimeInput().render("at", SECOND, {"id": "id_at"})

    assert f'value="{TWICE}"' in html
    assert "Europe/Berlin time (CET)" in html
    assert [checked for _one, checked, _label in choices_shown(SECOND)] == [False, True]


@pytest.mark.parametrize("hour", [0, 1])
def test_what_is_stored_is_shown_and_left_alone(hour):
    stored = datetime(2026, 10, 25, hour, 30, 12, tzinfo=UTC)

    shown = choices_shown(MinuteField().prepare_value(stored))

    assert [checked for _one, checked, _label in shown] == [hour == 0, hour == 1]
    same, other = (FIRST, SECOND) if hour == 0 else (SECOND, FIRST)
    assert not MinuteField().has_changed(stored, sent(TWICE, same))
    assert MinuteField().has_changed(stored, sent(TWICE, other))


@pytest.mark.parametrize("typed", ["", "soon", "2026-02-31T02:30", "2026-07-01T12:00", None])
def test_nothing_is_asked_of_any_other_minute(typed):
    assert choices_shown(typed) == []


def test_moments_are_compared_as_moments():
    first, second = (MinuteField().clean(sent(TWICE, which)) for which in (FIRST, SECOND))

    assert first < second


def test_a_day_that_is_left_out_is_crossed():
    with timezone.override(ZoneInfo("Pacific/Apia")):
        before, after = choices(datetime(2011, 12, 30, 12, 0))  # noqa: DTZ001

    assert after.astimezone(UTC) - before.astimezone(UTC) == timedelta(minutes=1)
    assert (before.day, after.day) == (29, 31)


@given(
    st.datetimes(min_value=datetime(1980, 1, 1), max_value=datetime(2037, 1, 1)),  # noqa: DTZ001
    st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"]),
)
def test_every_moment_is_among_those_that_its_minute_can_mean(at, zone):
    moment = at.replace(tzinfo=UTC)
    with timezone.override(ZoneInfo(zone)):
        shown = timezone.localtime(moment).replace(tzinfo=None, fold=0)

        assert moment in [one.astimezone(UTC) for one in instants(shown)]
        assert len(choices(shown)) in {0, 2}
