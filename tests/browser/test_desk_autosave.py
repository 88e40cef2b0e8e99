"""A tab that is closed, a login that ends, a server that is gone: the text is still there."""

from __future__ import annotations

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from posts.models import Autosave, Post, Revision
from tests import factories
from tests.browser.desk_form import KEPT, SAVE, body_of, open_form, save, write

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def post():
    return factories.make_draft(title="Long work", body="Stored.")


def kept(desk: Page) -> None:
    expect(desk.locator(".kept")).to_contain_text("Kept at", timeout=10_000)


def killed(desk: Page) -> Page:
    """Let the tab die as in a crash: no event tells it of its end."""
    context = desk.context
    desk.goto("about:blank")
    desk.close()
    return context.new_page()


def test_killed_tab_gives_its_text_back(desk, live_server, post):
    open_form(desk, live_server.url, post)
    write(desk, "Words of an hour.")
    kept(desk)

    again = open_form(killed(desk), live_server.url, post)
    again.get_by_role("link", name="Go on with it").click()

    expect(again.locator(".cm-content")).to_contain_text("Words of an hour.")
    assert Post.objects.get().body == "Stored."
    save(again)
    assert Post.objects.get().body == "Words of an hour."
    assert not Autosave.objects.exists()
    expect(again.get_by_role("link", name="Go on with it")).to_have_count(0)


def test_text_of_a_new_post_is_there_when_one_is_begun_again(desk, live_server):
    open_form(desk, live_server.url)
    desk.fill("[name=title]", "Never saved")
    write(desk, "Words of an hour.")
    kept(desk)

    again = open_form(killed(desk), live_server.url)

    expect(again.get_by_role("heading", name="“Never saved”, typed on")).to_be_visible()
    again.get_by_role("link", name="Go on with it").click()
    expect(again.locator(".cm-content")).to_contain_text("Words of an hour.")


def test_what_is_typed_is_neither_history_nor_status(desk, live_server, post):
    open_form(desk, live_server.url, post)
    before = Revision.objects.count()
    desk.get_by_role("radio", name="Published").check()
    write(desk, "Words.")
    kept(desk)

    assert Revision.objects.count() == before
    assert Post.objects.get().status == "draft"


def test_server_that_is_gone_leaves_the_text_in_the_browser(desk, live_server, post, complaints):
    open_form(desk, live_server.url, post)
    desk.context.set_offline(True)
    write(desk, "Words without a network.")
    expect(desk.locator(".kept")).to_have_text("Kept in this browser only", timeout=10_000)
    desk.context.set_offline(False)

    again = open_form(killed(desk), live_server.url, post)
    panel = again.get_by_role("region", name="This browser kept text that was not saved")
    expect(panel).to_be_visible()
    with again.expect_navigation():
        panel.get_by_role("button", name="Go on with it").click()

    expect(again.locator(".cm-content")).to_contain_text("Words without a network.")
    assert body_of(again) == "Words without a network."
    save(again)
    assert Post.objects.get().body == "Words without a network."
    expect(panel).to_be_hidden()
    complaints[:] = [one for one in complaints if "ERR_INTERNET_DISCONNECTED" not in one]


def test_login_that_ends_is_told_and_loses_nothing(desk, live_server, post, complaints):
    open_form(desk, live_server.url, post)
    Session.objects.all().delete()

    write(desk, "Words after the login.")

    expect(desk.locator(".kept")).to_have_text("Kept in this browser only", timeout=10_000)
    complaints[:] = [one for one in complaints if "403" not in one]


def test_unsaved_text_is_thrown_away_when_asked(desk, live_server, post):
    open_form(desk, live_server.url, post)
    write(desk, "Not that.")
    kept(desk)
    again = open_form(killed(desk), live_server.url, post)

    again.get_by_role("button", name="Throw it away").first.click()

    expect(again.get_by_text("The unsaved text was thrown away.")).to_be_visible()
    assert not Autosave.objects.exists()
    assert body_of(again) == "Stored."


def test_text_that_was_thrown_away_is_offered_by_nobody_again(desk, live_server, post):
    open_form(desk, live_server.url, post)
    write(desk, "Not that.")
    kept(desk)
    again = open_form(killed(desk), live_server.url, post)

    again.get_by_role("button", name="Throw it away").first.click()
    expect(again.get_by_text("The unsaved text was thrown away.")).to_be_visible()
    open_form(again, live_server.url, post)

    expect(again.get_by_role("button", name="Throw it away")).to_have_count(0)
    assert again.evaluate(KEPT) == []


def test_browser_s_own_copy_names_the_zone_and_shows_what_differs(
    desk, live_server, post, complaints
):
    open_form(desk, live_server.url, post)
    desk.context.set_offline(True)
    write(desk, "Written without a network.")
    expect(desk.locator(".kept")).to_have_text("Kept in this browser only", timeout=10_000)
    desk.context.set_offline(False)

    again = open_form(killed(desk), live_server.url, post)

    panel = again.get_by_role("region", name="This browser kept text that was not saved")
    expect(panel.locator("time")).to_have_text(re.compile(r"(GMT|BST)$"))
    panel.get_by_text("Text: +4 −1 words").click()
    expect(panel.locator("ins")).to_have_text("Written without a network.")
    expect(panel.locator("del")).to_have_text("Stored.")
    complaints[:] = [one for one in complaints if "ERR_INTERNET_DISCONNECTED" not in one]


def test_text_whose_save_did_not_arrive_outlasts_what_is_saved_elsewhere(
    desk, live_server, post, complaints
):
    open_form(desk, live_server.url, post)
    desk.context.set_offline(True)
    write(desk, "Written without a network.")
    with desk.expect_event("requestfailed"):
        desk.keyboard.press(SAVE)
    desk.context.set_offline(False)
    open_form(desk, live_server.url, post)
    panel = desk.get_by_role("region", name="This browser kept text that was not saved")
    expect(panel).to_be_visible()

    desk.goto(f"{live_server.url}/admin/posts/tag/add/")
    desk.fill("[name=name]", "Elsewhere")
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk.locator(".messagelist .success")).to_be_visible()

    open_form(desk, live_server.url, post)
    expect(panel).to_be_visible()
    complaints[:] = [one for one in complaints if "ERR_INTERNET_DISCONNECTED" not in one]
