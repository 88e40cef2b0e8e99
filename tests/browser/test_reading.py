"""The publication as a reader meets it: in a browser, with and without script."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from posts.models import Author, Category, Post, Series, Tag
from tests import factories

BODY = """
At 7.40 she walked to a lectern.

## One

> We should have told you on Monday.
>
> -- Marian Sole, chief executive

## Two

::: term Holding statement
A short first response.
:::

| Organisation | Words |
|---|--:|
| Utility | 31 |

## Three

```python
def sorry() -> str:
    return "We did not."
```

A claim.[^1] [Elsewhere](https://far.example/).

## Four

<script>document.title = "broken in"</script><img src=x onerror="document.title='broken in'">

[^1]: Its source.
"""

WIDTHS = (320, 390, 768, 1120, 1280, 1920)

LONG_TITLES = (
    "Telecommunications misunderstandings and institutionalisation",
    "Rechtsschutzversicherungsgesellschaften und Donaudampfschifffahrtsgesellschaftskapitäne",
    "Verkehrsinfrastrukturfinanzierungsgesellschaftsgesetz",
    "a" * 110,
)


# Headings and links whose words reach beyond the screen, even where a parent hides it.
OVERFLOWING = """() => [...document.querySelectorAll("main :is(h1, h2, h3, a, p, li)")]
    .filter((e) => !e.closest(".vh, .scroll") && e.getBoundingClientRect().right > innerWidth + 1)
    .map((e) => e.outerHTML.slice(0, 120))"""


@pytest.fixture
def article(live_server) -> str:
    """Return the address of an article that holds every kind of element."""
    category = factories.make_category(name="Crisis", paper="rose")
    author = factories.make_author(name="Noor Haddad")
    picture = factories.make_picture(data=factories.picture_bytes(width=1600, height=1000))
    post = factories.make_post(
        title="Say sorry in thirty-one words",
        standfirst="How it was written.",
        category=category,
        authors=[author],
        tags=[factories.make_tag(name="Apologies")],
        series=factories.make_series(title="The honest apology", planned_parts=3),
        lead_picture=picture,
        body=BODY,
    )
    for number in range(4):
        factories.make_post(title=f"Another {number}", category=category, authors=[author])
    return f"{live_server.url}{post.get_absolute_url()}"


@pytest.fixture
def long_words(live_server) -> str:
    """Return the address of a publication whose every name is longer than a narrow screen."""
    category = factories.make_category(name="Unternehmenskommunikationsabteilungsleitung")
    author = factories.make_author(name="Wolfeschlegelsteinhausenbergerdorff")
    series = factories.make_series(title=LONG_TITLES[1], planned_parts=20)
    tag = factories.make_tag(name="Öffentlichkeitsarbeitsverantwortlichkeiten")
    for number in range(12):
        title = LONG_TITLES[number % len(LONG_TITLES)]
        factories.make_post(
            title=title,
            slug=f"long-{number}",
            standfirst=title,
            category=category,
            authors=[author],
            tags=[tag],
            series=series,
            language="de" if number % 2 else "",
            body="\n\n".join(f"## {heading}" for heading in LONG_TITLES),
        )
    return live_server.url


@pytest.fixture
def page_without_script(browser: Browser) -> Iterator[Page]:
    """Return a page of a browser that runs no script."""
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_hostile_text_does_nothing(page, article):
    page.goto(article)

    expect(page).to_have_title("Say sorry in thirty-one words | PR Bytes")


def test_copy_link_puts_the_address_on_the_clipboard(page, context, article):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(article)

    page.get_by_role("button", name="Copy link").click()

    expect(page.get_by_role("status")).to_have_text("Link copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.endswith("/posts/say-sorry-in-thirty-one-words/")


def test_copying_twice_still_gives_the_button_its_name_back(page, context, article):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.clock.install()
    page.goto(article)
    button = page.locator("[data-copy]")

    button.click()
    expect(button).to_have_text("Link copied")
    page.clock.fast_forward(1000)
    button.click()
    page.clock.fast_forward(2000)
    expect(button).to_have_text("Link copied")
    page.clock.fast_forward(1000)

    expect(button).to_have_text("Copy link")
    expect(page.locator("[data-said]")).to_have_text("")


def test_without_script_everything_is_there_and_no_dead_button(page_without_script, article):
    page_without_script.goto(article)

    expect(page_without_script.get_by_role("link", name="Email")).to_be_visible()
    expect(page_without_script.get_by_role("heading", name="More from Crisis")).to_be_visible()
    assert page_without_script.locator("button:visible").count() == 0


PATHS = ["", "/", "/posts/", "/categories/crisis/", "/no/such/page/"]
INDEXES = ["/archive/", "/2026/", "/2026/01/", "/authors/", "/tags/", "/series/", "/categories/"]


@pytest.mark.parametrize("path", [*PATHS, *INDEXES, "/tags/letter/a/", "/authors/letter/n/"])
def test_no_page_scrolls_sideways_at_any_width(page, live_server, article, complaints, path):
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(f"{live_server.url}{path}" if path else article)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
    # The browser reports the status of a page that is not there as an error.
    complaints[:] = [text for text in complaints if "404 (Not Found)" not in text]


KINDS = ["home", "post", "latest", "category", "series", "tag", "author"]


@pytest.mark.parametrize("kind", [*KINDS, *INDEXES, "/tags/letter/o/", "/authors/letter/w/"])
def test_no_word_is_too_long_for_any_width(page, long_words, kind):
    models = (Post, Category, Series, Tag, Author)
    paths = {model.__name__.lower(): model.objects.first().get_absolute_url() for model in models}
    paths |= {"home": "/", "latest": "/posts/"}

    page.goto(f"{long_words}{paths.get(kind, kind)}")

    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
        assert page.evaluate(OVERFLOWING) == [], width


def test_index_leads_to_what_it_lists_without_script(page_without_script, live_server, article):
    reader = page_without_script
    reader.goto(f"{live_server.url}/archive/")

    reader.get_by_role("link", name="January").click()
    reader.get_by_role("link", name="2026", exact=True).click()
    reader.get_by_role("link", name="Say sorry in thirty-one words").click()

    expect(reader.get_by_role("heading", level=1)).to_have_text("Say sorry in thirty-one words")


def test_next_leads_through_the_whole_publication(page, live_server, article):
    page.goto(article)
    shown = [page.locator("h1").inner_text()]

    while (following := page.locator(".turn [rel=next]")).count():
        following.click()
        page.wait_for_url("**/another-*/")
        page.wait_for_load_state()
        shown.append(page.locator("h1").inner_text())
        assert len(shown) < 9

    assert shown[1:] == [f"Another {number}" for number in range(4)]


def test_first_tab_leads_past_the_navigation(page, article):
    page.goto(article)

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"


def test_every_stop_of_the_keyboard_shows_where_it_is(page, article):
    page.goto(article)
    stops = page.locator("a:visible, button:visible, [tabindex='0']:visible").count()

    for _ in range(stops):
        page.keyboard.press("Tab")
        shown = page.evaluate(
            """() => {
                const seen = [document.activeElement, document.activeElement.closest(".card")];
                return seen.some((e) => e && getComputedStyle(e).outlineStyle !== "none");
            }"""
        )
        assert shown, page.evaluate("document.activeElement.outerHTML")


def test_dark_and_light_follow_the_system(page, article):
    grounds = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.goto(article)
        grounds.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))

    assert grounds == ["rgb(252, 251, 249)", "rgb(19, 18, 24)"]


def test_printed_article_keeps_its_words_and_leaves_the_navigation(page, article):
    page.goto(article)

    page.emulate_media(media="print")

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator(".print-link")).to_be_visible()
    expect(page.locator("nav.nav")).to_be_hidden()
    expect(page.locator(".share")).to_be_hidden()


def test_nothing_moves_while_the_page_loads(page, article):
    page.add_init_script(
        "window.shift = 0; new PerformanceObserver((list) => list.getEntries().forEach("
        "(entry) => { window.shift += entry.value; })).observe("
        "{type: 'layout-shift', buffered: true});"
    )

    page.goto(article, wait_until="networkidle")

    assert page.evaluate("window.shift") == 0


def test_footnote_leads_there_and_back(page, article):
    page.goto(article)

    page.locator("[role=doc-noteref]").click()
    assert page.evaluate("location.hash") == "#fn:1"
    page.locator("[role=doc-backlink]").click()

    assert page.evaluate("location.hash") == "#fnref:1"
