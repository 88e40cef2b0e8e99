"""Pictures at the desk, in a browser: many at once, and what stays in frame."""

from __future__ import annotations

import base64
import io

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from posts.models import Picture
from tests import factories
from tests.browser.desk_form import BROUGHT, body_of, open_form, write

pytestmark = pytest.mark.django_db(transaction=True)

SVG = ("drawing.svg", base64.b64encode(b"<svg/>").decode(), "image/svg+xml")


def png(colour: str) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(buffer, format="PNG")
    return buffer.getvalue()


def named(*colours: str) -> list[tuple[str, str, str]]:
    return [
        (f"{colour}.png", base64.b64encode(png(colour)).decode(), "image/png") for colour in colours
    ]


def bring(desk: Page, where: str, kind: str, files: list[tuple[str, str, str]]) -> None:
    desk.locator(where).evaluate(BROUGHT, [kind, files])


def rows(desk: Page):
    return desk.locator(".uploads > li")


# ------------------------------------------------------------ into the text


@pytest.mark.parametrize("kind", ["drop", "paste"])
def test_many_pictures_go_into_the_text_in_their_order(desk, live_server, kind):
    open_form(desk, live_server.url)
    write(desk, "A text.")

    bring(desk, ".cm-content", kind, named("navy", "olive", "teal"))
    for row, words in enumerate(["Navy.", "Olive.", "Teal."]):
        rows(desk).nth(row).get_by_label("Alt text").fill(words)
    desk.get_by_label("Credit").fill("Drawing: Ada")
    desk.get_by_role("button", name="Upload and insert").click()

    expect(desk.locator("#upload")).to_be_hidden()
    assert body_of(desk).strip() == "A text.\n\n![](navy.png)\n\n![](olive.png)\n\n![](teal.png)"
    stored = Picture.objects.order_by("pk").values_list("name", "alt", "credit")
    assert list(stored) == [
        ("navy.png", "Navy.", "Drawing: Ada"),
        ("olive.png", "Olive.", "Drawing: Ada"),
        ("teal.png", "Teal.", "Drawing: Ada"),
    ]


def test_one_that_is_refused_is_named_and_the_order_is_kept(desk, live_server, complaints):
    open_form(desk, live_server.url)
    bring(desk, ".cm-content", "drop", [*named("navy"), SVG, *named("teal")])
    for row in range(3):
        rows(desk).nth(row).get_by_label("Alt text").fill("Words.")
    rows(desk).nth(2).get_by_label("Alt text").fill("")

    desk.get_by_role("button", name="Upload and insert").click()

    alerts = desk.locator(".uploads [role=alert]")
    expect(alerts.nth(1)).to_contain_text("drawing.svg is an SVG file.")
    expect(alerts.nth(2)).to_have_text("Say what the picture shows, or mark it decorative.")
    assert body_of(desk) == ""
    rows(desk).nth(1).get_by_role("button", name="Leave it out").click()
    rows(desk).nth(1).get_by_label("Decorative").check()
    desk.get_by_role("button", name="Upload and insert").click()
    expect(desk.locator("#upload")).to_be_hidden()
    assert body_of(desk).strip() == "![](navy.png)\n\n![](teal.png)"
    complaints.clear()  # The browser notes the refusals itself.


def test_a_picture_that_is_there_already_is_pointed_to(desk, live_server):
    factories.make_picture(filename="known.png", data=png("navy"), alt="Known words.")
    open_form(desk, live_server.url)
    bring(desk, ".cm-content", "drop", named("navy"))
    desk.get_by_label("Alt text").fill("Other words.")

    desk.get_by_role("button", name="Upload and insert").click()
    expect(desk.locator(".uploads")).to_contain_text("There already, not stored twice: known.png")
    desk.get_by_role("button", name="Upload and insert").click()

    expect(desk.locator("#upload")).to_be_hidden()
    assert body_of(desk).strip() == "![](known.png)"
    assert Picture.objects.count() == 1


# ------------------------------------------------------------ into the library


@pytest.mark.parametrize("kind", ["drop", "paste"])
def test_the_library_takes_many_pictures_with_words_and_without(desk, live_server, kind):
    desk.goto(f"{live_server.url}/admin/posts/picture/")

    bring(desk, "body", kind, named("navy", "olive"))
    expect(rows(desk).nth(0).get_by_label("Alt text")).to_be_focused()
    desk.keyboard.type("A navy field.")
    desk.get_by_role("button", name="Upload all").click()

    expect(desk.get_by_text("2 of 2 pictures are there.")).to_be_visible()
    desk.get_by_role("link", name="Show them in the library").click()
    expect(desk.locator(".library .name")).to_have_text(["olive.png", "navy.png"])
    stored = Picture.objects.order_by("pk").values_list("name", "alt", "awaits_words")
    assert list(stored) == [("navy.png", "A navy field.", False), ("olive.png", "", True)]
    desk.get_by_role("link", name="1 picture has no alt text yet").click()
    desk.get_by_label("Alt text").fill("An olive field.")
    desk.get_by_role("button", name="Save").click()
    expect(desk.locator(".messagelist")).to_contain_text("Described 1 picture.")
    assert not Picture.objects.filter(awaits_words=True).exists()


def test_progress_is_shown_for_each_file(desk, live_server):
    desk.goto(f"{live_server.url}/admin/posts/picture/")
    seen = []
    desk.expose_function("seen", lambda name, value: seen.append((name, value)))
    desk.evaluate(
        """() => new MutationObserver(() => {
            for (const bar of document.querySelectorAll('.uploads progress:not([hidden])'))
                window.seen(bar.getAttribute('aria-label'), bar.value);
        }).observe(document.querySelector('.uploads'), { subtree: true, attributes: true })"""
    )

    bring(desk, "body", "drop", named("navy", "olive"))
    desk.get_by_role("button", name="Upload all").click()
    expect(desk.get_by_text("2 of 2 pictures are there.")).to_be_visible()

    assert {name for name, _value in seen} == {"Progress of navy.png", "Progress of olive.png"}
    assert max(value for _name, value in seen) == 100


def test_a_file_that_is_too_large_is_not_even_sent(desk, live_server, settings):
    settings.PICTURE_MAX_BYTES = 100
    desk.goto(f"{live_server.url}/admin/posts/picture/")
    sent = []
    desk.on("request", lambda request: sent.append(request.method))

    bring(desk, "body", "drop", named("navy"))
    desk.get_by_role("button", name="Upload all").click()

    alert = desk.locator(".uploads [role=alert]")
    expect(alert).to_contain_text("navy.png has")
    expect(alert).to_contain_text("Save it smaller and try again.")
    assert "POST" not in sent


def test_without_script_many_files_are_sent_with_one_field(plain_desk, live_server):
    plain_desk.goto(f"{live_server.url}/admin/posts/picture/")
    files = [
        {"name": f"{colour}.png", "mimeType": "image/png", "buffer": png(colour)}
        for colour in ("navy", "olive")
    ]

    plain_desk.get_by_label("Add pictures").set_input_files(files)
    plain_desk.get_by_role("button", name="Upload").click()
    plain_desk.get_by_label("Alt text").first.fill("A navy field.")
    plain_desk.get_by_role("button", name="Save").click()

    stored = Picture.objects.order_by("pk").values_list("name", "alt", "awaits_words")
    assert list(stored) == [("navy.png", "A navy field.", False), ("olive.png", "", True)]


# ------------------------------------------------------------ what stays in frame


def picture_page(desk: Page, base: str) -> Picture:
    picture = factories.make_picture(data=factories.picture_bytes(width=800, height=800))
    desk.goto(f"{base}/admin/posts/picture/{picture.pk}/change/")
    return picture


def save(desk: Page) -> None:
    with desk.expect_navigation():
        desk.get_by_role("button", name="Save", exact=True).click()


def crop(desk: Page) -> str:
    shown = desk.locator(".crops .wide img")
    return str(shown.evaluate("image => getComputedStyle(image).objectPosition"))


def test_a_click_on_the_picture_sets_what_stays_in_frame(desk, live_server):
    picture = picture_page(desk, live_server.url)
    box = desk.locator(".stage").bounding_box()

    desk.mouse.click(box["x"] + box["width"] * 0.9, box["y"] + box["height"] * 0.3)

    assert crop(desk) == "100% 15%"
    save(desk)
    picture.refresh_from_db()
    assert picture.focus == "top rightmost"


def test_arrow_keys_move_what_stays_in_frame_and_end_at_the_edge(desk, live_server):
    picture = picture_page(desk, live_server.url)
    desk.get_by_role("radio", name="Middle", exact=True).focus()

    for key in ["ArrowDown", "ArrowLeft", "ArrowDown", "ArrowDown"]:
        desk.keyboard.press(key)

    assert crop(desk) == "20% 100%"
    save(desk)
    picture.refresh_from_db()
    assert picture.focus == "lowest left"


def test_without_script_a_click_sets_what_stays_in_frame(plain_desk, live_server):
    picture = picture_page(plain_desk, live_server.url)
    box = plain_desk.locator(".stage").bounding_box()

    plain_desk.mouse.click(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.1)
    save(plain_desk)

    picture.refresh_from_db()
    assert picture.focus == "highest"


@pytest.mark.parametrize(
    ("focus", "position"),
    [("top", "50% 15%"), ("bottom", "50% 80%"), ("middle", "50% 50%"), ("highest left", "20% 0%")],
)
def test_readers_see_the_place_that_was_chosen(page, live_server, focus, position):
    data = factories.picture_bytes(width=800, height=800)
    factories.make_post(lead_picture=factories.make_picture(data=data, focus=focus))

    page.goto(live_server.url)

    shown = page.locator("main img").first
    assert shown.evaluate("image => getComputedStyle(image).objectPosition") == position
