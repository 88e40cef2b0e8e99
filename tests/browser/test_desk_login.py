"""No word is lost in the browser when the login under it ends, is renewed, or the page is left."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from posts.models import Post
from tests import factories
from tests.browser.desk_form import body_of, open_form, save, write

pytestmark = pytest.mark.django_db(transaction=True)


def log_in(page: Page) -> None:
    page.fill("[name=username]", "editor")
    page.fill("[name=password]", "not-a-secret")
    with page.expect_navigation():
        page.press("[name=password]", "Enter")


def log_in_elsewhere(desk: Page, base: str) -> None:
    """End the login and log in again in another tab, which changes the token."""
    Session.objects.all().delete()
    other = desk.context.new_page()
    other.goto(f"{base}/admin/login/")
    log_in(other)
    other.close()


def start_writing(desk: Page, base: str, text: str) -> None:
    open_form(desk, base)
    desk.fill("[name=title]", "Going on")
    desk.get_by_role("radio", name="Write", exact=True).check(force=True)
    write(desk, text)


def test_after_a_login_elsewhere_saving_shows_the_text_again_and_then_takes_it(
    desk, live_server, complaints
):
    # What asks while one types would fetch the new token first, if it were quick enough.
    desk.route("**/checks/", lambda route: route.fulfill(status=204))
    start_writing(desk, live_server.url, "Words of an hour.")
    log_in_elsewhere(desk, live_server.url)

    save(desk)

    expect(desk.get_by_text("Nothing is lost: save again.")).to_be_visible()
    expect(desk.get_by_text("Not saved yet")).to_be_visible()
    expect(desk.locator(".cm-content")).to_have_text("Words of an hour.")
    save(desk)
    assert Post.objects.get().body == "Words of an hour."
    complaints.clear()  # The browser notes the refused token itself.


def test_after_a_login_that_ended_the_text_comes_back_behind_the_login_page(desk, live_server):
    start_writing(desk, live_server.url, "Words of an hour.")
    Session.objects.all().delete()

    save(desk)
    log_in(desk)

    expect(desk.locator(".cm-content")).to_have_text("Words of an hour.")
    expect(desk).to_have_url(f"{live_server.url}/admin/posts/post/add/")
    save(desk)
    assert Post.objects.get().body == "Words of an hour."


def test_the_preview_takes_the_new_token_so_that_saving_needs_no_second_try(
    desk, live_server, complaints
):
    open_form(desk, live_server.url)
    desk.fill("[name=title]", "Going on")
    write(desk, "Before. ")
    expect(desk.get_by_text("Preview is up to date")).to_be_visible()
    log_in_elsewhere(desk, live_server.url)

    desk.keyboard.type("After.")

    expect(desk.frame_locator("iframe").locator("main")).to_contain_text("Before. After.")
    save(desk)
    assert Post.objects.get().body == "Before. After."
    complaints.clear()  # The browser notes the refused token itself.


def test_a_picture_is_sent_with_the_new_token(desk, live_server, complaints):
    start_writing(desk, live_server.url, "Words.")
    log_in_elsewhere(desk, live_server.url)
    desk.get_by_role("button", name="Picture", exact=True).click()
    file = {"name": "red.png", "mimeType": "image/png", "buffer": factories.picture_bytes()}
    desk.set_input_files("#upload-file", file)
    desk.get_by_label("Alt text").fill("A plain red field.")

    desk.get_by_role("button", name="Upload and insert").click()

    expect(desk.locator("#upload")).to_be_hidden()
    assert "![](red.png)" in body_of(desk)
    complaints.clear()  # The browser notes the refused token itself.


def test_going_back_shows_what_was_typed_and_a_key_adds_to_it(desk, live_server):
    start_writing(desk, live_server.url, "Typed words.")
    desk.get_by_label("Tags", exact=True).fill("water,")
    desk.on("dialog", lambda dialog: dialog.accept())
    desk.goto(f"{live_server.url}/admin/")

    desk.go_back()

    expect(desk.locator(".cm-content")).to_have_text("Typed words.")
    expect(desk.locator(".tagset")).to_contain_text("water")
    desk.locator(".cm-content").click()
    desk.keyboard.press("Control+End")
    desk.keyboard.type(" More.")
    assert body_of(desk) == "Typed words. More."
