from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError

from posts.forms import AddressField, MarkdownField, MinuteField, ZonedDateTimeInput
from posts.forms.fields import zone


def test_markdown_keeps_spaces_at_its_edges_and_has_plain_line_ends():
    assert MarkdownField().clean("    code\r\nnext\rlast \n") == "    code\nnext\nlast \n"


def test_sending_the_stored_text_back_changes_nothing():
    assert not MarkdownField().has_changed("a\nb", "a\r\nb")


@pytest.mark.parametrize(
    ("typed", "address"),
    [("", ""), ("!?", ""), ("Ein Größe-Test", "ein-größe-test"), ("日本 語", "日本-語")],
)
def test_an_address_is_made_clean(typed, address):
    assert AddressField(required=False).clean(typed) == address


def test_a_minute_is_compared_without_its_seconds():
    stored = datetime(2026, 1, 5, 8, 0, 59, 7, tzinfo=UTC)

    assert not MinuteField().has_changed(stored, "2026-01-05T08:00")
    assert MinuteField().has_changed(stored, "2026-01-05T08:01")


def test_a_minute_that_the_clocks_skip_is_refused_with_the_nearest():
    with pytest.raises(ValidationError) as refused:
        MinuteField().clean("2026-03-29T01:30")

    assert refused.value.messages == [
        "The clocks skip 01:30 on that day. The nearest are 00:59 GMT and 02:00 BST."
    ]


def test_of_a_minute_that_the_clocks_show_twice_it_is_asked_which():
    with pytest.raises(ValidationError) as refused:
        MinuteField().clean("2026-10-25T01:30")

    assert refused.value.messages == [
        (
            "The clocks show 01:30 twice on that day."
            " Choose 01:30 the first time, BST, or 01:30 the second time, GMT."
        )
    ]


@pytest.mark.parametrize("hour", [0, 1])
def test_either_instant_of_a_minute_shown_twice_is_left_alone(hour):
    stored = datetime(2026, 10, 25, hour, 30, 12, tzinfo=UTC)

    assert not MinuteField().has_changed(stored, "2026-10-25T01:30")


@pytest.mark.parametrize(
    ("stored", "typed", "is_changed"),
    [
        (None, "", False),
        (None, "2026-01-05T08:00", True),
        (datetime(2026, 1, 5, 8, 0, tzinfo=UTC), "", True),
        (datetime(2026, 1, 5, 8, 0, tzinfo=UTC), "soon", True),
        (datetime(2026, 1, 5, 8, 0), "2026-01-05T08:00", False),  # noqa: DTZ001 - Given to a form.
    ],
)
def test_a_change_is_seen_whatever_is_typed(stored, typed, is_changed):
    assert MinuteField().has_changed(stored, typed) is is_changed


def test_a_moment_with_a_zone_stays_that_moment():
    moment = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)

    assert MinuteField().clean(moment) == moment


@pytest.mark.parametrize("typed", ["0001-01-01T00:00", "9999-12-31T23:59"])
def test_a_year_at_the_end_of_the_calendar_is_refused(typed):
    with pytest.raises(ValidationError, match="a year that the calendar has"):
        MinuteField().clean(typed)


@pytest.mark.parametrize(
    ("value", "abbreviation"),
    [
        ("2026-07-04T09:00", "BST"),
        ("2026-01-04T09:00", "GMT"),
        (datetime(2026, 7, 4, 9, 0), "BST"),  # noqa: DTZ001 - What a form field hands over.
        (datetime(2026, 7, 4, 9, 0, tzinfo=UTC), "BST"),
    ],
)
def test_the_zone_is_what_the_clocks_follow_then(value, abbreviation):
    assert zone(value) == f"Europe/London time ({abbreviation})"


@pytest.mark.parametrize("value", [None, "", "soon", "2026-02-31T09:00"])
def test_the_zone_of_no_date_is_that_of_now(value):
    assert zone(value).startswith("Europe/London time (")


def test_the_zone_is_part_of_the_field_s_description():
    html = ZonedDateTimeInput().render("at", None, {"id": "id_at", "aria-describedby": "help"})

    assert 'type="datetime-local"' in html
    assert 'aria-describedby="id_at_zone help"' in html
    assert 'id="id_at_zone"' in html
