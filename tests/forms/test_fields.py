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


@pytest.mark.parametrize("typed", ["2026-03-29T01:30", "2026-10-25T01:30"])
def test_an_hour_that_the_clocks_skip_or_repeat_is_refused(typed):
    with pytest.raises(ValidationError):
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
