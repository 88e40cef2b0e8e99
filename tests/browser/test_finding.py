"""Finding and following the publication, in a browser and without script."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import factories


@pytest.fixture
def publication(live_server) -> str:
    """Return the address of a publication with two sections that mention one word."""
    crisis = factories.make_category(name="Crisis", slug="crisis", paper="rose")
    media = factories.make_category(name="Media", slug="media", paper="iris")
    author = factories.make_author(name="Noor Haddad")
    for number in range(6):
        factories.make_post(
            title=f"The embargo, part {number}",
            slug=f"embargo-{number}",
            category=media if number % 3 else crisis,
            authors=[author],
            body="An embargo is an agreement between two people who expect to speak again.",
        )
    return live_server.url


@pytest.fixture(params=["script", "no script"])
def reader(request, browser: Browser) -> Iterator[Page]:
    """Return a page of a browser that runs scripts, and of one that does not."""
    context = browser.new_context(java_script_enabled=request.param == "script")
    yield context.new_page()
    context.close()


def test_reader_finds_narrows_and_orders(reader, publication):
    reader.goto(publication)

    reader.get_by_role("banner").get_by_role("link", name="Search").click()
    reader.get_by_role("searchbox").fill("embargoes")
    reader.get_by_role("searchbox").press("Enter")
    expect(reader.locator("#found")).to_have_text("6 bytes mention “embargoes”")
    expect(reader.locator("mark").first).to_have_text("embargo")
    reader.get_by_label("Narrow the results").get_by_role("link", name="Crisis 2").click()
    reader.get_by_role("link", name="Newest first").click()

    expect(reader.locator("#found")).to_have_text("2 bytes mention “embargoes”")
    assert "section=crisis" in reader.url
    reader.locator("article h3 a").first.click()
    expect(reader.get_by_role("heading", level=1)).to_contain_text("The embargo")


def test_reader_turns_to_older_posts_and_back(reader, publication, settings):
    settings.PAGE_SIZE = 2
    pages = reader.get_by_role("navigation", name="Pages of Latest")
    reader.goto(f"{publication}/posts/")

    pages.get_by_role("link", name="Older bytes").click()
    expect(reader.locator("main .rows article")).to_have_count(2)
    expect(pages.locator("[aria-current]")).to_have_text("up to 5 January 2026")
    pages.get_by_role("link", name="Oldest").click()
    expect(pages.get_by_role("link", name="Older bytes")).to_have_count(0)
    pages.get_by_role("link", name="Newer bytes").click()
    pages.get_by_role("link", name="Newer bytes").click()

    assert reader.url == f"{publication}/posts/"


def test_mistyped_word_is_put_right_with_a_click(reader, publication):
    reader.goto(f"{publication}/search/?q=embrago")

    reader.get_by_role("main").get_by_role("link", name="embargo").click()

    expect(reader.locator("#found")).to_have_text("6 bytes mention “embargo”")


def test_missing_page_offers_what_its_address_names(reader, publication):
    reader.goto(f"{publication}/2019/embargoes-explained/")

    expect(reader.get_by_role("searchbox")).to_have_value("embargoes explained")
    expect(reader.get_by_role("main").locator("article h3 a").first).to_contain_text("embargo")


def test_every_feed_a_page_announces_is_there(page, publication):
    for path in ("/", "/posts/embargo-1/", "/categories/media/", "/authors/noor-haddad/"):
        page.goto(f"{publication}{path}")
        feeds = page.locator("link[rel=alternate][type*='xml'], link[rel=alternate][type*='feed']")
        addresses = feeds.evaluate_all("(links) => links.map((link) => link.href)")

        assert len(addresses) >= 3, path
        for address in addresses:
            path = address.partition("//")[2].partition("/")[2]
            answer = page.request.get(f"{publication}/{path}")
            assert answer.ok, address
            assert "embargo" in answer.text(), address
