"""The desk on a phone: what stays in sight leaves room, and nothing is out of reach."""

from __future__ import annotations

import pytest

from tests import factories
from tests.browser.desk_form import open_form

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 390, "height": 844}
HIGHEST_ROW = 64  # One row of buttons that a thumb finds, and the line above it.
FORMS = ["picture", "author", "category", "tag", "series", "page"]


@pytest.fixture
def phone(desk):
    desk.set_viewport_size(PHONE)
    return desk


def made(kind: str) -> int:
    return getattr(factories, f"make_{kind}")().pk


@pytest.mark.parametrize("kind", FORMS)
def test_buttons_that_stay_in_sight_are_one_row(phone, live_server, kind):
    phone.goto(f"{live_server.url}/admin/posts/{kind}/{made(kind)}/change/")

    row = phone.locator(".submit-row").bounding_box()
    buttons = phone.locator(".submit-row > *").all()
    boxes = [button.bounding_box() for button in buttons]

    assert len(boxes) >= 3
    assert row["height"] <= HIGHEST_ROW
    assert row["y"] + row["height"] <= PHONE["height"]
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"] for box in boxes)
    assert all(box["height"] >= 44 for box in boxes)


@pytest.mark.parametrize("make", [factories.make_post, factories.make_draft])
def test_the_preview_is_within_reach_of_a_thumb(phone, live_server, make):
    open_form(phone, live_server.url, make())

    row = phone.locator(".bar .acts").bounding_box()
    preview = phone.get_by_role("button", name="Preview", exact=True).bounding_box()

    assert row["height"] <= HIGHEST_ROW
    assert preview["y"] >= row["y"]
    assert preview["height"] >= 44
    assert preview["x"] >= 0


@pytest.mark.parametrize("kind", FORMS)
def test_no_field_is_wider_than_the_room_there_is(phone, live_server, kind):
    phone.goto(f"{live_server.url}/admin/posts/{kind}/add/")

    assert phone.evaluate(
        "[...document.querySelectorAll('.form-row > div')].every("
        " (row) => row.getBoundingClientRect().right <= innerWidth - 15)"
    )


def test_who_logged_out_is_offered_no_way_into_the_desk(phone, live_server):
    phone.goto(f"{live_server.url}/admin/")
    phone.get_by_role("button", name="Log out").click()

    phone.get_by_role("link", name="Log in again").wait_for()

    assert phone.locator(".desk nav").count() == 0


def test_the_button_that_deletes_is_square(phone, live_server):
    phone.goto(f"{live_server.url}/admin/posts/tag/{made('tag')}/delete/")

    button = phone.locator("#content [type=submit]")

    assert button.evaluate("(button) => getComputedStyle(button).borderRadius") == "0px"


def test_the_desk_in_german_has_one_row_of_buttons_too(phone, live_server, settings):
    settings.LANGUAGE_CODE = "de"
    phone.goto(f"{live_server.url}/admin/posts/picture/{made('picture')}/change/")

    row = phone.locator(".submit-row").bounding_box()

    assert phone.get_by_role("button", name="Sichern und weiter bearbeiten").is_visible()
    assert row["height"] <= HIGHEST_ROW
