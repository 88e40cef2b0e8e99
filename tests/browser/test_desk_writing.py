"""Writing, previewing and putting pictures into a text, in a browser."""

from __future__ import annotations

import base64

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from posts.models import Page as StandingPage
from posts.models import Picture, Post
from tests import factories
from tests.browser.desk_form import BROUGHT, body_of, open_form, preview_of, save, write

pytestmark = pytest.mark.django_db(transaction=True)

BUTTONS = [
    ("Heading", "word", "## word"),
    ("Heading", "## word", "### word"),
    ("Heading", "### word", "word"),
    ("Bold", "word", "**word**"),
    ("Italic", "word", "*word*"),
    ("Link", "word", "[word](https://)"),
    ("Link", "https://a.example/", "[words](https://a.example/)"),
    ("Quote", "one\ntwo", "> one\n> two"),
    ("List", "one\ntwo", "- one\n- two"),
    ("List", "- one\n- two", "one\ntwo"),
    ("Term", "Embargo", "Embargo\n\n::: term Embargo\nWhat it means.\n:::\n"),
    ("Footnote", "claim", "claim[^1]\n\n[^1]: Where it comes from.\n"),
    ("Code", "word", "`word`"),
    ("Code", "a\nb", "```\na\nb\n```\n"),
]


# ---------------------------------------------------------------- writing


def test_standing_page_is_written_on_the_same_surface(desk, live_server):
    desk.goto(f"{live_server.url}/admin/posts/page/add/")
    desk.fill("[name=title]", "About")
    desk.fill("[name=path]", "about")

    desk.locator(".cm-content").click()
    desk.keyboard.type("Who **we** are.")
    desk.get_by_role("button", name="Save", exact=True).click()

    expect(desk.locator(".messagelist")).to_contain_text("About")
    assert StandingPage.objects.get().body == "Who **we** are."


def test_every_letter_that_is_typed_is_saved(desk, live_server):
    open_form(desk, live_server.url)
    desk.fill("[name=title]", "Grüße 🎉")
    text = "Äpfel, “Zitate”, naïve Œuvres, 日本語, 👩🏽‍🚒 and é as e\u0301."
    write(desk, text)
    desk.keyboard.press("Enter")
    desk.keyboard.type("typed: ß < & {{ x }}")

    save(desk)

    post = Post.objects.get()
    assert post.body == f"{text}\ntyped: ß < & {{{{ x }}}}"
    assert post.slug == "grüße"


def test_each_button_does_to_the_text_what_it_says(desk, live_server):
    open_form(desk, live_server.url)

    results = [(button, chosen, pressed(desk, button, chosen)) for button, chosen, _ in BUTTONS]

    assert results == BUTTONS


@pytest.mark.parametrize(("button", "text"), [("Heading", "## Next"), ("List", "- Next")])
def test_what_is_typed_after_a_mark_on_an_empty_line_stands_behind_it(
    desk, live_server, button, text
):
    open_form(desk, live_server.url)
    write(desk, "Words.")
    desk.keyboard.press("Enter")
    desk.keyboard.press("Enter")

    desk.get_by_role("button", name=button, exact=True).click()
    desk.keyboard.type("Next")

    assert body_of(desk) == f"Words.\n\n{text}"


@pytest.mark.parametrize(
    ("text", "keys", "result"),
    [
        ("", [], "[^1]\n\n[^1]: Here.\n"),
        ("A claim.", [], "A claim.[^1]\n\n[^1]: Here.\n"),
        ("A claim.\n", [], "A claim.\n[^1]\n\n[^1]: Here.\n"),
        ("A claim.\n\n", [], "A claim.\n\n[^1]\n\n[^1]: Here.\n"),
        ("A claim.\n\n  ", ["Home"], "A claim.\n\n[^1]\n\n[^1]: Here.\n"),
        ("A claim.\n\n\n", ["ArrowUp"], "A claim.\n\n[^1]\n\n[^1]: Here.\n"),
        ("A claim.\n\nMore.", ["Control+Home", "End"], "A claim.[^1]\n\nMore.\n\n[^1]: Here.\n"),
        (
            "One.[^1]\n\n[^1]: Two.\n",
            ["Control+Home"],
            "[^2]One.[^1]\n\n[^1]: Two.\n\n[^2]: Here.\n",
        ),
    ],
)
def test_a_footnote_is_a_paragraph_of_its_own_wherever_it_is_asked_for(
    desk, live_server, text, keys, result
):
    open_form(desk, live_server.url)
    write(desk, text)
    for key in keys:
        desk.keyboard.press(key)

    desk.get_by_role("button", name="Footnote", exact=True).click()
    desk.keyboard.type("Here.")

    assert body_of(desk) == result


@pytest.mark.parametrize(
    ("chosen", "result"),
    [
        ("", "::: term Embargo\nWhat it means.\n:::\n"),
        ("Reach", "Reach\n\n::: term Reach\nEmbargo\n:::\n"),
    ],
)
def test_what_is_typed_after_the_button_for_a_term_is_what_is_not_known_yet(
    desk, live_server, chosen, result
):
    open_form(desk, live_server.url)
    write(desk, chosen)
    desk.keyboard.press("Control+a")

    desk.get_by_role("button", name="Term", exact=True).click()
    desk.keyboard.type("Embargo")

    assert body_of(desk) == result


def pressed(desk: Page, button: str, chosen: str) -> str:
    """Return what the button makes of a text that is chosen whole."""
    write(desk, chosen)
    desk.keyboard.press("Control+a")
    desk.get_by_role("button", name=button, exact=True).click()
    return body_of(desk)


def test_a_button_takes_its_own_marks_away_again(desk, live_server):
    open_form(desk, live_server.url)
    write(desk, "word")
    desk.keyboard.press("Control+a")
    desk.get_by_role("button", name="Bold").click()
    desk.get_by_role("button", name="Italic").click()

    desk.get_by_role("button", name="Bold").click()

    assert body_of(desk) == "*word*"


def test_a_block_is_put_between_blank_lines(desk, live_server):
    open_form(desk, live_server.url)
    write(desk, "Before.\nAfter.")
    desk.keyboard.press("Control+Home")
    desk.keyboard.press("End")

    desk.get_by_role("button", name="Table", exact=True).click()

    assert body_of(desk).startswith("Before.\n\n| First |")
    assert body_of(desk).endswith("| 2 |\n\nAfter.")


@pytest.mark.parametrize(
    ("keys", "result"),
    [
        ("Control+b", "**word**"),
        ("Control+i", "*word*"),
        ("Control+k", "[word](https://)"),
        ("Control+Shift+Digit2", "## word"),
        ("Control+Shift+Digit8", "- word"),
        ("Control+Shift+Digit9", "> word"),
    ],
)
def test_keys_do_what_the_buttons_do(desk, live_server, keys, result):
    open_form(desk, live_server.url)
    write(desk, "word")
    desk.keyboard.press("Control+a")

    desk.keyboard.press(keys)

    assert body_of(desk) == result


def test_a_button_can_be_undone(desk, live_server):
    open_form(desk, live_server.url)
    write(desk, "word")
    desk.keyboard.press("Control+a")
    desk.get_by_role("button", name="Bold").click()

    desk.keyboard.press("Control+z")

    assert body_of(desk) == "word"


def test_enter_goes_on_with_a_list(desk, live_server):
    open_form(desk, live_server.url)
    write(desk, "- one")

    desk.keyboard.press("Enter")
    desk.keyboard.type("two")

    assert body_of(desk) == "- one\n- two"


def test_tab_leaves_the_text(desk, live_server):
    open_form(desk, live_server.url)
    write(desk, "word")

    desk.keyboard.press("Tab")

    assert body_of(desk) == "word"
    assert not desk.evaluate("document.activeElement.matches('.surface')")


def test_what_is_not_saved_is_said_and_guarded(desk, live_server):
    open_form(desk, live_server.url, factories.make_draft())
    expect(desk.get_by_text("Not saved yet")).to_have_count(0)
    write(desk, "New words")
    asked = []
    desk.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))

    expect(desk.get_by_text("Not saved yet")).to_be_visible()
    desk.goto(f"{live_server.url}/admin/")

    assert asked == ["beforeunload"]


def test_saving_leads_back_to_where_the_writer_was(desk, live_server):
    open_form(desk, live_server.url)
    desk.fill("[name=title]", "Going on")
    write(desk, "\n\n".join(["A line."] * 60))

    save(desk)
    desk.keyboard.type(" And on.")

    assert body_of(desk).endswith("A line. And on.")
    assert desk.evaluate("document.querySelector('.surface').shadowRoot.activeElement !== null")


def test_a_refused_form_keeps_the_text(desk, live_server):
    open_form(desk, live_server.url)
    write(desk, "Words nobody may lose.")

    save(desk)

    expect(desk.locator(".cm-content")).to_have_text("Words nobody may lose.")
    expect(desk.locator(".problems")).to_contain_text("Title: This field is required.")


# ---------------------------------------------------------------- preview


def test_the_preview_follows_the_text_as_readers_will_see_it(desk, live_server):
    post = factories.make_draft(title="Stored", body="Before.")
    open_form(desk, live_server.url, post)
    write(desk, "A *new* text.\n\n> Said.\n>\n> -- Marian Sole, chief executive")

    article = preview_of(desk).locator("main")

    expect(article.locator("em")).to_have_text("new")
    expect(article.locator("figure.quote cite")).to_have_text("Marian Sole")
    expect(desk.get_by_text("Preview is up to date")).to_be_visible()
    assert Post.objects.get().body == "Before."


def test_the_preview_follows_every_other_field(desk, live_server):
    section = factories.make_category(name="New section")
    open_form(desk, live_server.url, factories.make_draft(category=None))
    article = preview_of(desk).locator("main")
    expect(desk.get_by_text("Preview is up to date")).to_be_visible()

    desk.fill("[name=title]", "A better title")
    desk.select_option("[name=category]", str(section.pk))

    expect(article.locator("h1")).to_have_text("A better title")
    expect(article.get_by_text("New section").first).to_be_visible()


def test_a_text_that_cannot_be_rendered_is_said_beside_it(desk, live_server, complaints):
    open_form(desk, live_server.url)

    write(desk, "x" * 260_000)

    expect(desk.get_by_text("Not rendered: The text has 260,000 characters")).to_be_visible()
    complaints.clear()  # The browser notes the refusal itself.


def test_an_expired_login_is_said_and_takes_no_text(desk, live_server):
    open_form(desk, live_server.url)
    write(desk, "Before. ")
    expect(desk.get_by_text("Preview is up to date")).to_be_visible()
    Session.objects.all().delete()

    desk.keyboard.type("After.")

    expect(desk.get_by_text("Not rendered: you are logged out.")).to_be_visible()
    assert body_of(desk) == "Before. After."


@pytest.mark.parametrize(
    ("view", "text", "frame"),
    [("Write", True, False), ("Both", True, True), ("Preview", False, True)],
)
def test_text_and_preview_are_shown_as_chosen(desk, live_server, view, text, frame):
    open_form(desk, live_server.url)

    desk.get_by_role("radio", name=view, exact=True).check(force=True)

    assert desk.locator(".surface").is_visible() is text
    assert desk.locator("iframe").is_visible() is frame


def test_a_key_turns_the_preview_off_and_on(desk, live_server):
    open_form(desk, live_server.url)

    desk.keyboard.press("Control+Shift+p")
    expect(desk.locator("iframe")).to_be_hidden()
    desk.keyboard.press("Control+Shift+p")

    expect(desk.locator("iframe")).to_be_visible()


# ---------------------------------------------------------------- pictures


def bring(desk: Page, kind: str) -> None:
    if kind == "button":
        desk.get_by_role("button", name="Picture", exact=True).click()
        desk.set_input_files(
            "#upload-file",
            {"name": "red.png", "mimeType": "image/png", "buffer": factories.picture_bytes()},
        )
    else:
        data = base64.b64encode(factories.picture_bytes()).decode()
        desk.locator(".cm-content").evaluate(BROUGHT, [kind, [["red.png", data, "image/png"]]])


@pytest.mark.parametrize("kind", ["button", "drop", "paste"])
def test_a_picture_arrives_by_button_drop_and_paste(desk, live_server, kind):
    open_form(desk, live_server.url)
    write(desk, "A text.")
    bring(desk, kind)
    desk.get_by_label("Alt text").fill("A plain red field.")

    desk.get_by_role("button", name="Upload and insert").click()

    expect(desk.locator("#upload")).to_be_hidden()
    assert body_of(desk).strip() == "A text.\n\n![](red.png)"
    shown = preview_of(desk).locator("main figure img")
    expect(shown).to_have_attribute("alt", "A plain red field.")
    assert shown.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0


def test_a_picture_without_words_is_not_taken(desk, live_server, complaints):
    open_form(desk, live_server.url)
    bring(desk, "drop")

    desk.get_by_role("button", name="Upload and insert").click()

    alert = desk.locator(".uploads [role=alert]")
    expect(alert).to_have_text("Say what the picture shows, or mark it decorative.")
    assert not Picture.objects.exists()
    complaints.clear()  # The browser notes the refusal itself.


def test_cancelling_leaves_the_text_alone(desk, live_server):
    open_form(desk, live_server.url)
    write(desk, "A text.")
    bring(desk, "paste")

    desk.get_by_role("button", name="Cancel").click()

    assert body_of(desk) == "A text."
