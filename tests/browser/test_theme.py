"""The theme a reader chooses: remembered, there before the first paint, and never in the way."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from PIL import Image, ImageStat
from playwright.sync_api import Browser, CDPSession, Page, Route, expect

from tests import factories

LIGHT, DARK = "rgb(252, 251, 249)", "rgb(19, 18, 24)"

GROUND = "getComputedStyle(document.body).backgroundColor"

# What each frame of the page is made of; what is hidden is not seen, whatever its colour. A patient
# page is held for as long as it takes, so that a slow machine is not a late script.
WATCH = """
window.framesSeen = [];
requestAnimationFrame(function look() {
    requestAnimationFrame(look);
    if (!document.body) return;
    const {visibility, backgroundColor} = getComputedStyle(document.body);
    framesSeen.push(visibility === "hidden" ? "held" : backgroundColor);
    const moving = document.getAnimations();
    if (moving.some((each) => each instanceof CSSTransition)) framesSeen.push("fading");
    if (window.isPatient) for (const each of moving) if (each.animationName) each.pause();
});
"""
TWO_FRAMES = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
UNTIL_SEEN = """
(what) => new Promise((done, fail) => {
    setTimeout(() => fail(new Error(`In no frame: ${what}`)), 5000);
    requestAnimationFrame(function look() {
        if (framesSeen.includes(what)) done();
        else requestAnimationFrame(look);
    });
})
"""
WAIT_AFTER_THE_STYLE = """
() => new Promise((done) => {
    setTimeout(done, 5000, Infinity);
    new PerformanceObserver((list) => {
        const shown = list.getEntriesByName("first-contentful-paint")[0];
        const files = performance.getEntriesByType("resource");
        const style = files.find((each) => each.name.endsWith("/site.css"));
        if (shown) done(shown.startTime - style.responseEnd);
    }).observe({type: "paint", buffered: true});
})
"""
BLOCKING = """
performance.getEntriesByType("resource")
    .filter((each) => each.initiatorType === "script")
    .map((each) => [each.name.split("/").pop(), each.renderBlockingStatus])
"""

NOT_CACHED = ("Network.setCacheDisabled", {"cacheDisabled": True})
SLOW = (
    "Network.emulateNetworkConditions",
    {"offline": False, "latency": 150, "downloadThroughput": 200e3, "uploadThroughput": 200e3},
)

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


@pytest.fixture
def dark_reader(page: Page, home: str) -> Page:
    """Return the page of a reader who chose dark where the system is light."""
    page.emulate_media(color_scheme="light")
    page.goto(home)
    page.evaluate("localStorage.setItem('theme', 'dark')")
    page.add_init_script(WATCH)
    page.goto(f"{home}archive/")
    return page


@pytest.fixture
def devtools(page: Page) -> CDPSession:
    """Return the browser's own tools for the page."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    return session


@contextmanager
def screen(devtools: CDPSession) -> Iterator[list[float]]:
    """Collect the brightness, 0 to 255, of every frame that reaches the screen."""
    found: list[float] = []

    def note(frame: dict) -> None:
        picture = Image.open(io.BytesIO(base64.b64decode(frame["data"])))
        found.append(ImageStat.Stat(picture.convert("L")).median[0])
        devtools.send("Page.screencastFrameAck", {"sessionId": frame["sessionId"]})

    devtools.on("Page.screencastFrame", note)
    devtools.send("Page.startScreencast", {"format": "png", "maxWidth": 200, "maxHeight": 200})
    yield found
    while not found:
        devtools.send("Runtime.evaluate", {"expression": TWO_FRAMES, "awaitPromise": True})
    devtools.send("Page.stopScreencast")
    devtools.remove_listener("Page.screencastFrame", note)


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
    assert page_without_script.evaluate("getComputedStyle(document.body).animationName") == "none"


def test_print_is_light_whatever_was_chosen(page, home):
    page.goto(home)
    page.get_by_role("radio", name="Dark").check()

    page.emulate_media(media="print")

    assert page.evaluate(GROUND) == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light"
    expect(page.locator(".theme")).to_be_hidden()


@pytest.mark.parametrize(
    ("network", "loads"),
    [(None, 20), (NOT_CACHED, 20), (SLOW, 5)],
    ids=["cached", "uncached", "slow"],
)
def test_no_frame_is_shown_in_another_theme(dark_reader, home, devtools, network, loads):
    if network:
        devtools.send(*network)

    for _ in range(loads):
        dark_reader.goto(f"{home}archive/")
        with screen(devtools) as brightness:
            dark_reader.goto(home)
            dark_reader.evaluate(TWO_FRAMES)

        assert max(brightness) < 100
        assert set(dark_reader.evaluate("framesSeen")) - {"held"} == {DARK}


def test_page_is_held_for_a_late_script_and_no_frame_shown_in_another_theme(
    dark_reader, home, devtools
):
    waiting: list[Route] = []
    dark_reader.add_init_script("window.isPatient = true")
    dark_reader.route("**/theme.js", lambda route: waiting.append(route))

    for _ in range(5):
        with screen(devtools) as brightness:
            dark_reader.goto(home, wait_until="commit")
            dark_reader.evaluate(UNTIL_SEEN, "held")
            waiting.pop().continue_()
            dark_reader.evaluate(UNTIL_SEEN, DARK)

        assert max(brightness) < 100
        assert set(dark_reader.evaluate("framesSeen")) == {"held", DARK}


def test_no_script_blocks_rendering(page, home):
    article = factories.make_post().get_absolute_url()

    for address in (home, f"{home}{article[1:]}"):
        page.goto(address)
        assert sorted(page.evaluate(BLOCKING)) == [
            ["site.js", "non-blocking"],
            ["theme.js", "non-blocking"],
        ]


@pytest.mark.parametrize(
    "lose", [lambda route: route.abort(), lambda _: None], ids=["refused", "unanswered"]
)
def test_lost_script_delays_the_page_by_less_than_half_a_second(page, home, complaints, lose):
    page.route("**/theme.js", lose)

    page.goto(home, wait_until="commit")

    assert page.evaluate(WAIT_AFTER_THE_STYLE) < 500
    expect(page.get_by_role("heading", name="A title")).to_be_visible()
    complaints.clear()  # The browser reports the file it could not get.


def test_paper_does_not_wait_for_the_script(page, home):
    page.route("**/theme.js", lambda _: None)
    page.emulate_media(media="print")

    page.goto(home, wait_until="commit")
    page.wait_for_selector(".masthead", state="attached")

    assert page.evaluate("document.getAnimations().length") == 0


def test_lost_script_leaves_the_page_to_the_system(page, home, complaints):
    page.emulate_media(color_scheme="dark")
    page.route("**/theme.js", lambda route: route.abort())

    page.goto(home)

    expect(page.get_by_role("heading", name="A title")).to_be_visible()
    assert page.evaluate(GROUND) == DARK
    expect(page.locator(".theme")).to_be_hidden()
    complaints.clear()  # The browser reports the file it could not get.


def test_preview_at_the_desk_follows_the_choice(desk, live_server):
    post = factories.make_post()
    desk.emulate_media(color_scheme="light")

    desk.evaluate("localStorage.setItem('theme', 'dark')")
    desk.goto(f"{live_server.url}/admin/posts/post/{post.pk}/preview/")

    assert desk.evaluate(GROUND) == DARK
