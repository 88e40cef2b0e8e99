"""Pictures of the library that are picked in a browser: into the text, and to lead a post."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from posts.models import Post
from tests import factories
from tests.browser.desk_form import body_of, open_form, save, write

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pictures():
    factories.make_picture(name="bridge.png", alt="A bridge at dusk.")
    return factories.make_picture(name="lectern.png", alt="A lectern.")


def open_dialog(desk: Page) -> Page:
    desk.get_by_role("button", name="Picture", exact=True).click()
    expect(desk.locator(".picker li")).not_to_have_count(0)
    return desk


def test_a_picture_of_the_library_goes_into_the_text(desk, live_server, pictures):
    open_form(desk, live_server.url)
    write(desk, "A text.")
    open_dialog(desk)

    expect(desk.locator(".picker .name")).to_have_text(["lectern.png", "bridge.png"])
    desk.get_by_role("searchbox", name="Search the library").fill("dusk")
    expect(desk.locator(".picker .name")).to_have_text(["bridge.png"])
    desk.get_by_role("button", name="bridge.png").click()

    expect(desk.locator("#upload")).to_be_hidden()
    assert body_of(desk).strip() == "A text.\n\n![](bridge.png)"


def test_keys_alone_pick_a_picture(desk, live_server, pictures):
    open_form(desk, live_server.url)
    write(desk, "A text.")
    open_dialog(desk)

    desk.keyboard.press("Tab")
    expect(desk.get_by_role("searchbox", name="Search the library")).to_be_focused()
    desk.keyboard.type("lect")
    desk.keyboard.press("Enter")
    expect(desk.locator(".picker .name")).to_have_text(["lectern.png"])
    desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")

    expect(desk.locator("#upload")).to_be_hidden()
    assert body_of(desk).strip() == "A text.\n\n![](lectern.png)"


def test_what_is_not_found_is_said(desk, live_server, pictures):
    open_form(desk, live_server.url)
    open_dialog(desk)

    desk.get_by_role("searchbox", name="Search the library").fill("nowhere")

    expect(desk.get_by_text("No picture has these words.")).to_be_visible()
    assert desk.locator(".picker li").count() == 0


def choose_lead(desk: Page, name: str) -> None:
    desk.get_by_role("combobox", name="Lead picture").click()
    desk.locator(".select2-search__field").fill(name)
    desk.get_by_role("option", name=name).click()


def test_the_lead_picture_is_shown_before_it_is_saved(desk, live_server, pictures):
    post = factories.make_draft(lead_picture=pictures)
    open_form(desk, live_server.url, post)
    image = desk.locator(".lead > img")
    expect(image).to_have_attribute("alt", "A lectern.")

    choose_lead(desk, "bridge.png")

    expect(image).to_have_attribute("alt", "A bridge at dusk.")
    expect(image).to_have_count(1)
    assert image.bounding_box()["height"] > 20
    save(desk)
    assert Post.objects.get().lead_picture.name == "bridge.png"


def test_a_lead_picture_that_is_taken_away_is_shown_no_more(desk, live_server, pictures):
    open_form(desk, live_server.url)
    choose_lead(desk, "lectern.png")
    expect(desk.locator(".lead > img")).to_have_count(1)

    desk.locator(".field-lead_picture .select2-selection__clear").click()

    expect(desk.locator(".lead > img")).to_have_count(0)
