"""The theme a reader chooses: remembered, there before the first paint, and never in the way."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import factories

LIGHT, DARK = "rgb(252, 251, 249)", "rgb(19, 18, 24)"

GROUND = "getComputedStyle(document.body).backgroundColor"

# The ground of the first frame, and whether the script had its say before anything was painted.
WATCH = """
new MutationObserver(() => { window.themedAt ??= performance.now(); })
    .observe(document, {attributes: true, subtree: true, attributeFilter: ["data-theme"]});
requestAnimationFrame(function look() {
    if (!document.body) requestAnimationFrame(look);
    else window.firstGround = getComputedStyle(document.body).backgroundColor;
});
"""
FIRST_PAINT = """
() => new Promise((resolve) => new PerformanceObserver((list) => resolve(
    list.getEntries()[0].startTime)).observe({type: "paint", buffered: true}))
"""

NO_STORAGE = """
Object.defineProperty(window, "localStorage", {
    get() { throw new DOMException("", "SecurityError"); }
});
"""


@pytest.fixture
def home(live_server) -> str:
    """Return the address of a publication with a post."""
    factories.make_post(title="A title", body="## One\n\nWords.")
    return f"{live_server.url}/"


@pytest.fixture
def page_without_script(browser: Browser) -> Iterator[Page]:
    """Return a page of a browser that runs no script."""
    context = browser.new_context(java_script_enabled=False, color_scheme="dark")
    yield context.new_page()
    context.close()


def theme_colours(page: Page) -> list[str]:
    """Return the colours that the browser may take for its own frame."""
    return page.evaluate(
        """() => [...document.querySelectorAll("meta[name=theme-color]")]
            .filter((meta) => matchMedia(meta.media).matches).map((meta) => meta.content)"""
    )


def test_choice_is_shown_at_once_and_remembered(page, home):
    page.emulate_media(color_scheme="light")
    page.goto(home)

    page.get_by_role("radio", name="Dark").check()
    assert page.evaluate(GROUND) == DARK
    page.reload()

    assert page.evaluate(GROUND) == DARK
    expect(page.get_by_role("radio", name="Dark")).to_be_checked()
    assert page.context.cookies() == []


def test_choice_of_the_system_follows_it_again(page, home):
    page.emulate_media(color_scheme="dark")
    page.goto(home)

    page.get_by_role("radio", name="Light").check()
    assert page.evaluate(GROUND) == LIGHT
    page.get_by_role("radio", name="System").check()

    assert page.evaluate(GROUND) == DARK
    page.emulate_media(color_scheme="light")
    assert page.evaluate(GROUND) == LIGHT


def test_frame_of_the_browser_takes_the_colour_of_the_page(page, home):
    page.emulate_media(color_scheme="light")
    page.goto(home)
    assert theme_colours(page) == ["#fcfbf9"]

    page.get_by_role("radio", name="Dark").check()
    assert theme_colours(page) == ["#131218"]
    page.get_by_role("radio", name="System").check()

    assert theme_colours(page) == ["#fcfbf9"]


def test_keyboard_chooses_with_the_arrows(page, home):
    page.goto(home)

    page.get_by_role("radio", name="System").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")

    expect(page.get_by_role("radio", name="Dark")).to_be_focused()
    assert page.evaluate(GROUND) == DARK
    assert page.get_by_role("group", name="Theme").is_visible()


def test_targets_are_large_enough_for_a_finger(page, home):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(home)

    for label in page.locator(".theme label").all():
        box = label.bounding_box()
        assert box is not None
        assert box["height"] >= 44
        assert box["width"] >= 44


def test_other_tabs_follow(page, context, home):
    page.goto(home)
    other = context.new_page()
    other.goto(home)

    page.get_by_role("radio", name="Dark").check()

    expect(other.get_by_role("radio", name="Dark")).to_be_checked()
    assert other.evaluate(GROUND) == DARK


def test_choice_made_at_the_desk_holds_for_the_pages(page, home):
    page.goto(home)

    page.evaluate("localStorage.setItem('theme', 'dark')")  # As Django's own switch does.
    page.reload()

    assert page.evaluate(GROUND) == DARK


def test_browser_that_forbids_storage_still_shows_the_choice(page, home):
    page.add_init_script(NO_STORAGE)
    page.goto(home)

    page.get_by_role("radio", name="Dark").check()

    assert page.evaluate(GROUND) == DARK


def test_without_script_the_system_decides_and_no_control_is_shown(page_without_script, home):
    page_without_script.goto(home)

    expect(page_without_script.locator(".theme")).to_be_hidden()
    assert page_without_script.evaluate(GROUND) == DARK


def test_print_is_light_whatever_was_chosen(page, home):
    page.goto(home)
    page.get_by_role("radio", name="Dark").check()

    page.emulate_media(media="print")

    assert page.evaluate(GROUND) == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light"
    expect(page.locator(".theme")).to_be_hidden()


def test_script_is_there_before_the_first_paint_cached_or_not(page, home):
    page.emulate_media(color_scheme="light")
    page.goto(home)
    page.evaluate("localStorage.setItem('theme', 'dark')")
    page.add_init_script(WATCH)
    network = page.context.new_cdp_session(page)

    for number in range(20):
        network.send("Network.setCacheDisabled", {"cacheDisabled": number % 2 == 0})
        page.goto("about:blank")
        page.goto(home)
        assert page.evaluate(FIRST_PAINT) > page.evaluate("window.themedAt")
        assert page.evaluate("window.firstGround") == DARK


def test_late_script_is_waited_for_and_paints_no_wrong_frame(page, home):
    page.emulate_media(color_scheme="light")
    page.goto(home)
    page.evaluate("localStorage.setItem('theme', 'dark')")
    page.add_init_script(WATCH)
    page.route("**/theme.js", lambda route: (time.sleep(0.2), route.continue_()))

    page.goto(home)

    assert page.evaluate(FIRST_PAINT) > page.evaluate("window.themedAt")
    assert page.evaluate("window.firstGround") == DARK


def test_lost_script_leaves_the_page_to_the_system(page, home, complaints):
    page.emulate_media(color_scheme="dark")
    page.route("**/theme.js", lambda route: route.abort())

    page.goto(home)

    assert page.evaluate(GROUND) == DARK
    expect(page.locator(".theme")).to_be_hidden()
    complaints.clear()  # The browser reports the file it could not get.


def test_preview_at_the_desk_follows_the_choice(desk, live_server):
    post = factories.make_post()
    desk.emulate_media(color_scheme="light")

    desk.evaluate("localStorage.setItem('theme', 'dark')")
    desk.goto(f"{live_server.url}/admin/posts/post/{post.pk}/preview/")

    assert desk.evaluate(GROUND) == DARK
