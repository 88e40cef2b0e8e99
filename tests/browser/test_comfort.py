"""What makes reading easy: pictures, code, keyboard, large letters, paper."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests import factories

BODY = """
At 7.40 she walked to a ![](red.png) lectern.

## One

![](red.png "A caption")

![](red.png){.wide}

::: term Holding statement
A short first response.
:::

## Two

Table: Narrow

| A | B |
|---|---|
| 1 | 2 |

| Organisation of some kind | Words that were said | Names of all the causes | Follow-ups |
|---|--:|---|---|
| Utility with a name that is long | 31 | Yes, in sentence two of it | 2 |

## Three

```python
def sorry() -> str:
    return "We did not."
```

- In a list:

        print("indented")

## Four

A claim.[^1] [Elsewhere](https://far.example/) and [here](#one).

[^1]: Its source.
"""

# What reaches beyond the screen without a place of its own to scroll in.
BEYOND = """() => [...document.querySelectorAll("body *")]
    .filter((e) => !e.closest(".vh, .scroll, .skip, svg"))
    .filter((e) => e.getBoundingClientRect().right > innerWidth + 1)
    .map((e) => e.outerHTML.slice(0, 120))"""

DOUBLED = "html { font-size: 200% !important }"
# WCAG 2.2, 1.4.12: https://www.w3.org/TR/WCAG22/#text-spacing
SPACED = """* { line-height: 1.5 !important; letter-spacing: .12em !important;
    word-spacing: .16em !important } p { margin-bottom: 2em !important }"""


@pytest.fixture
def article(live_server) -> str:
    """Return the address of an article with pictures, code, tables and notes."""
    category = factories.make_category(name="Crisis", paper="rose")
    author = factories.make_author(name="Noor Haddad")
    picture = factories.make_picture(
        data=factories.picture_bytes(width=1600, height=1000), filename="red.png", focus="top"
    )
    post = factories.make_post(
        title="Say sorry",
        standfirst="How it was written.",
        category=category,
        authors=[author],
        lead_picture=picture,
        body=BODY,
    )
    for number in range(4):
        factories.make_post(title=f"Another {number}", category=category, lead_picture=picture)
    return f"{live_server.url}{post.get_absolute_url()}"


def test_browser_takes_webp_of_a_fitting_width_and_the_upload_stays_behind_it(page, article):
    page.set_viewport_size({"width": 390, "height": 844})

    page.goto(article)

    hero = page.locator(".hero img")
    assert hero.evaluate("(image) => image.currentSrc").endswith("-640.webp")
    assert hero.get_attribute("src").endswith(".png")


def test_only_the_lead_picture_is_hurried_and_all_others_wait(page, article):
    page.goto(article)

    priorities = page.evaluate("[...document.images].map((image) => image.fetchPriority)")
    loading = page.evaluate("[...document.images].map((image) => image.loading)")

    assert priorities == ["high", *["auto"] * (len(priorities) - 1)]
    assert loading == ["auto", *["lazy"] * (len(loading) - 1)]


def test_crops_keep_the_part_that_matters(page, live_server, article):
    for path in (article, f"{live_server.url}/", f"{live_server.url}/posts/"):
        page.goto(path)
        crops = page.evaluate(
            """() => [...document.querySelectorAll(".hero img, .card img, .row img, .lead img")]
                .map((image) => getComputedStyle(image))
                .map((style) => [style.objectFit, style.objectPosition])"""
        )
        assert crops
        assert set(map(tuple, crops)) == {("cover", "50% 15%")}


def test_heading_is_a_link_that_leads_to_itself(page, article):
    page.goto(article)

    page.get_by_role("heading", name="Two").get_by_role("link").click()

    assert page.evaluate("location.hash") == "#two"


def test_code_is_copied_as_it_is_written(page, context, article):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(article)
    assert page.get_by_role("button", name="Copy code").count() == 2

    page.get_by_role("button", name="Copy code").first.press("Enter")

    expect(page.locator("[data-said]")).to_have_text("Code copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == 'def sorry() -> str:\n    return "We did not."'


@pytest.mark.parametrize("width", [390, 1280])
def test_copy_button_covers_no_code_and_moves_nothing(page, article, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(article)

    for block in page.locator(".prose pre").all():
        button = block.locator("button").bounding_box()
        code = block.locator("code").bounding_box()
        assert button
        assert code
        assert button["y"] + button["height"] <= code["y"]
        assert button["height"] >= 44
    tops = "[...document.querySelectorAll('pre code')].map((e) => e.getBoundingClientRect().top)"
    before = page.evaluate(tops)
    page.evaluate("document.querySelectorAll('.copy').forEach((button) => button.remove())")
    assert page.evaluate(tops) == before


def test_table_is_a_stop_of_the_keyboard_only_while_it_scrolls(page, article):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(article)
    page.wait_for_function("document.querySelector('.scroll').tabIndex === 0")

    page.set_viewport_size({"width": 1280, "height": 844})

    page.wait_for_function(
        "[...document.querySelectorAll('.scroll')].every((region) => region.tabIndex === -1)"
    )


@pytest.mark.parametrize("css", [DOUBLED, SPACED], ids=["doubled", "spaced"])
@pytest.mark.parametrize("width", [390, 1280])
def test_larger_letters_and_wider_spacing_lose_nothing(browser, live_server, article, css, width):
    # The policy forbids the style that stands in for a reader's own settings.
    context = browser.new_context(bypass_csp=True, viewport={"width": width, "height": 800})
    page = context.new_page()

    for path in (article, f"{live_server.url}/", f"{live_server.url}/posts/"):
        page.goto(path)
        page.add_style_tag(content=css)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert page.evaluate(BEYOND) == [], path
    context.close()


def test_letters_of_other_languages_are_fetched_only_when_a_name_has_them(page, live_server):
    plain = factories.make_post(title="Plain", body="Façade, naïve, Ærø.")
    fetched = []
    page.on("request", lambda request: fetched.append(request.url))
    page.goto(f"{live_server.url}{plain.get_absolute_url()}", wait_until="networkidle")
    assert not [url for url in fetched if "-ext." in url]

    post = factories.make_post(
        title="Dvořák", body="Words.", authors=[factories.make_author(name="Zofia Świątek")]
    )
    page.goto(f"{live_server.url}{post.get_absolute_url()}", wait_until="networkidle")

    names = {url.rsplit("/", 1)[1] for url in fetched if "-ext." in url}
    assert names == {"brygada-1918-roman-ext.woff2", "hanken-grotesk-500-ext.woff2"}


def test_paper_gets_the_text_its_addresses_and_nothing_to_press(page, article):
    page.goto(article)

    page.emulate_media(media="print")

    assert page.locator("button:visible, nav:visible, .share:visible, .theme:visible").count() == 0
    after = "(link) => getComputedStyle(link, '::after').content"
    assert "far.example" in page.get_by_role("link", name="Elsewhere").evaluate(after)
    assert page.locator(".prose .anchor").first.evaluate(after) == "none"
    assert page.get_by_role("link", name="here", exact=True).evaluate(after) == "none"
    expect(page.locator(".print-link")).to_be_visible()
    assert page.pdf(format="A4").startswith(b"%PDF")


def test_next_page_of_the_site_arrives_without_a_jolt(page, live_server, article):
    page.add_init_script(
        "window.shift = 0; new PerformanceObserver((list) => list.getEntries().forEach("
        "(entry) => { window.shift += entry.value; })).observe("
        "{type: 'layout-shift', buffered: true});"
        "addEventListener('pagereveal', (event) => { window.faded = !!event.viewTransition; });"
    )
    page.goto(f"{live_server.url}/posts/")

    page.get_by_role("link", name="Say sorry").click()
    page.wait_for_url(article)

    page.wait_for_function("window.faded === true")
    assert page.evaluate("window.shift") == 0


def test_reader_who_wants_no_motion_gets_none(page, live_server, article):
    page.emulate_media(reduced_motion="reduce")
    page.add_init_script(
        "addEventListener('pagereveal', (event) => { window.faded = !!event.viewTransition; });"
    )
    page.goto(f"{live_server.url}/posts/")

    page.get_by_role("link", name="Say sorry").click()
    page.wait_for_url(article)

    page.wait_for_function("window.faded === false")
