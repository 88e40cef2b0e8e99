"""A link to a preview: made at the desk, copied, opened without an account, and revoked."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from posts.models import PreviewLink
from tests import factories
from tests.browser.desk_form import open_form

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def post():
    picture = factories.make_picture()
    return factories.make_draft(
        title="Not out",
        body=f"For *you* alone, with [a link](https://elsewhere.example/).\n\n![]({picture.name})",
        authors=[factories.make_author()],
        lead_picture=picture,
    )


@pytest.fixture
def stranger(browser):
    context = browser.new_context()
    yield context.new_page()
    context.close()


def make(desk: Page, base: str, post) -> str:
    open_form(desk, base, post)
    desk.get_by_role("link", name="Preview links").click()
    desk.get_by_label("For whom").fill("A source")
    desk.get_by_label("One day").check()
    desk.get_by_role("button", name="Make the link").press("Enter")
    return base + urlsplit(desk.get_by_label("Address").input_value()).path


def test_link_is_made_opened_by_a_stranger_and_revoked(desk, stranger, live_server, post):
    address = make(desk, live_server.url, post)

    stranger.goto(address)
    expect(stranger.get_by_role("heading", name="Not out")).to_be_visible()
    expect(stranger.get_by_role("complementary", name="Preview")).to_contain_text(
        "Whoever has the link"
    )
    assert stranger.context.cookies() == []
    pictures = "() => [...document.images].every((one) => one.complete && one.naturalWidth > 0)"
    stranger.wait_for_function(pictures)

    desk.get_by_role("link", name="Not out").click()
    desk.get_by_role("link", name="Preview links").click()
    expect(desk.get_by_role("row", name="A source")).to_contain_text("once")
    desk.get_by_role("button", name="Revoke the link for A source").press("Enter")
    expect(desk.get_by_text("1 link was revoked")).to_be_visible()

    answer = stranger.request.get(address)
    assert answer.status == 404
    assert PreviewLink.objects.get().opens == 1


def test_address_is_copied_with_one_press(desk, live_server, post):
    desk.context.grant_permissions(["clipboard-read", "clipboard-write"])
    make(desk, live_server.url, post)
    button = desk.get_by_role("button", name="Copy link")

    button.press("Enter")

    expect(desk.get_by_role("button", name="Link copied")).to_be_visible()
    copied = desk.evaluate("navigator.clipboard.readText()")
    assert copied == desk.get_by_label("Address").input_value()


def test_link_is_made_and_read_without_script(browser, desk, live_server, post):
    state = desk.context.storage_state()
    context = browser.new_context(java_script_enabled=False, storage_state=state)
    page = context.new_page()
    page.goto(f"{live_server.url}/admin/posts/post/{post.pk}/links/")

    page.get_by_role("button", name="Make the link").click()

    address = page.get_by_label("Address").input_value()
    expect(page.get_by_role("button", name="Copy link")).to_have_count(0)
    page.goto(live_server.url + urlsplit(address).path)
    expect(page.get_by_role("heading", name="Not out")).to_be_visible()
    context.close()


def test_no_request_of_the_page_tells_its_address(desk, stranger, live_server, post):
    address = make(desk, live_server.url, post)
    told = []
    stranger.on("request", lambda request: told.append(request.headers.get("referer", "")))
    stranger.route("https://elsewhere.example/**", lambda route: route.fulfill(body="Elsewhere"))
    stranger.goto(address)

    stranger.get_by_role("link", name="a link").click()

    stranger.wait_for_url("https://elsewhere.example/")
    assert len(told) > 3
    assert set(told) == {""}
    assert stranger.evaluate("document.referrer") == ""
