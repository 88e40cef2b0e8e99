"""The checks, the outline and the preview follow what is typed, in a browser."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import Permission
from playwright.sync_api import Page, expect

from posts.models import Post
from tests import factories
from tests.browser.desk_form import body_of, log_in, open_form, preview_of, save, write

pytestmark = pytest.mark.django_db(transaction=True)

LONG = "\n\n".join(
    f"## Part {part}\n\n" + "Words that fill a line or two. " * 60 for part in "ABCD"
)


def found(desk: Page, grade: str) -> list[str]:
    return desk.locator(f".found .{grade} a").all_inner_texts()


def test_the_checks_and_the_outline_follow_what_is_typed(desk, live_server):
    open_form(desk, live_server.url)
    desk.fill("[name=title]", "Rain")
    write(desk, "Cost: TK.\n\n## Where it fell\n\n#### Too deep\n\nWords.")

    lacking = ["It is filed under no section", "Nobody signs it"]
    expect(desk.locator(".found .error a")).to_have_text([*lacking, "“TK” was left in"])
    expect(desk.get_by_role("status").filter(has_text="must be fixed")).to_be_visible()
    expect(desk.locator(".outline a")).to_have_text(["Where it fell", "Too deep"])
    expect(desk.locator("[data-part=counts]")).to_contain_text("words")
    expect(desk.locator(".serp")).to_contain_text("posts › rain")

    write(desk, "Cost: 4 pounds.")
    expect(desk.locator(".found .error a")).to_have_text(lacking)
    expect(desk.get_by_text("The text has no headings.")).to_be_visible()


def test_what_the_buttons_put_in_is_found_where_it_is_left(desk, live_server):
    open_form(desk, live_server.url)
    desk.fill("[name=title]", "Rain")
    for button in ["Quote", "Term", "Table", "Link", "Footnote"]:
        desk.locator(".cm-content").click()
        desk.keyboard.press("Control+End")
        desk.keyboard.insert_text("\n\n")
        desk.get_by_role("button", name=button, exact=True).click()

    left = ["What was said.", "Name, role", "Word", "What it means.", "Where it comes from."]
    for words in left:
        error = desk.locator(".found .error a").filter(has_text=f"“{words}” was left in")
        expect(error.first).to_be_visible()
    for words in ["First | Second", "words"]:  # Which somebody may mean.
        perhaps = desk.locator(".found .warning a").filter(has_text=f"“{words}” may be left")
        expect(perhaps.first).to_be_visible()
    expect(desk.locator(".found .error a").filter(has_text="without an address")).to_be_visible()


def test_a_finding_and_a_heading_lead_into_the_text(desk, live_server):
    post = factories.make_draft(body=f"{LONG}\n\nCost: TK.")
    open_form(desk, live_server.url, post)

    desk.get_by_role("link", name="“TK” was left in").click()
    desk.keyboard.press("Shift+End")
    assert desk.evaluate(
        "document.querySelector('.surface').shadowRoot.getSelection().toString()"
    ) == ("Cost: TK.")

    desk.locator(".outline").get_by_role("link", name="Part B").click()
    desk.keyboard.press("Shift+End")
    assert desk.evaluate(
        "document.querySelector('.surface').shadowRoot.getSelection().toString()"
    ) == ("## Part B")


# Where the place that was gone to stands in the window, and what the bar covers of it.
PLACE = """() => {
    const surface = document.querySelector(".surface").shadowRoot;
    const range = surface.getSelection().getRangeAt(0);
    const line = (range.startContainer.closest?.(".cm-line") ??
        range.startContainer.parentElement.closest(".cm-line")).getBoundingClientRect();
    const fixed = [...document.querySelectorAll(".bar, .bar .acts")].filter(
        (part) => ["sticky", "fixed"].includes(getComputedStyle(part).position));
    const boxes = fixed.map((part) => part.getBoundingClientRect());
    const above = boxes.filter((box) => box.top < innerHeight / 2).map((box) => box.bottom);
    const below = boxes.filter((box) => box.top >= innerHeight / 2).map((box) => box.top);
    const shown = document.querySelector(".surface").getBoundingClientRect();
    return {
        top: line.top,
        bottom: line.bottom,
        from: Math.max(0, shown.top, ...above),
        to: Math.min(innerHeight, shown.bottom, ...below),
    };
}"""
SHORT = "## Part A\n\nWords.\n\n## Part B\n\nWords.\n\nCost: TK.\n\nWords."


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)])
@pytest.mark.parametrize("text", [LONG.replace("## Part C", "Cost: TK.\n\n## Part C"), SHORT])
def test_a_line_that_is_gone_to_stands_clear_of_the_bar(desk, live_server, size, text):
    desk.set_viewport_size({"width": size[0], "height": size[1]})
    post = factories.make_draft(body=text)
    open_form(desk, live_server.url, post)

    for name in ["“TK” was left in", "Part B", "Part A"]:
        for scrolled in [0, 10_000]:
            desk.evaluate("top => window.scrollTo(0, top)", scrolled)
            desk.get_by_role("link", name=name).evaluate("link => link.click()")
            desk.wait_for_timeout(200)

            place = desk.evaluate(PLACE)
            assert place["from"] <= place["top"], (name, scrolled, place)
            assert place["bottom"] <= place["to"], (name, scrolled, place)


def test_a_link_to_the_text_as_a_whole_leads_into_it(desk, live_server):
    post = factories.make_draft(title="Rain", body="Cost.")
    open_form(desk, live_server.url, post)
    write(desk, "")
    desk.keyboard.press("Tab")

    desk.get_by_role("link", name="There is no text").click()
    desk.keyboard.type("Rain fell.")

    assert body_of(desk) == "Rain fell."


def test_the_preview_scrolls_in_step_with_the_text(desk, live_server):
    post = factories.make_draft(body=LONG)
    open_form(desk, live_server.url, post)
    heading = preview_of(desk).get_by_role("heading", name="Part C")
    expect(heading).to_be_attached()
    expect(desk.locator(".foot-line [data-status]")).to_have_text("Preview is up to date")

    desk.locator(".outline").get_by_role("link", name="Part C").click()

    desk.wait_for_function(
        """() => {
            const page = document.querySelector("iframe").contentDocument;
            const parts = [...page.querySelectorAll("h2")];
            const part = parts.find((one) => one.textContent === "Part C");
            return Math.abs(part.getBoundingClientRect().top) < 200;
        }"""
    )


def test_the_preview_is_as_wide_as_a_phone_or_as_a_desk(desk, live_server):
    post = factories.make_draft(body="Words.")
    open_form(desk, live_server.url, post)
    width = "document.querySelector('iframe').contentWindow.innerWidth"
    assert desk.evaluate(width) <= 390

    desk.get_by_role("radio", name="Desk").check(force=True)

    assert desk.evaluate(width) == 1280
    pane = desk.locator(".panes .view").bounding_box()
    frame = desk.locator("iframe").bounding_box()
    assert pane
    assert frame
    assert frame["width"] == pytest.approx(pane["width"], abs=2)
    assert frame["height"] == pytest.approx(576, abs=3)


def test_errors_are_published_with_a_reason(desk, live_server):
    post = factories.make_draft(
        title="Rain", body="Cost: TK.", authors=[factories.make_author()], standfirst="Rain."
    )
    open_form(desk, live_server.url, post)
    desk.get_by_role("radio", name="Published").check()

    save(desk)
    expect(desk.get_by_text("Not published: 1 error must be fixed first")).to_be_visible()
    expect(desk.get_by_label("Why")).to_be_visible()

    desk.get_by_label("Why").fill("It is a quotation.")
    save(desk)
    expect(desk.locator(".messagelist .success")).to_be_visible()
    assert Post.objects.get().status == "published"


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)])
def test_a_refused_form_has_its_errors_in_view_and_leads_to_each(desk, live_server, size):
    desk.set_viewport_size({"width": size[0], "height": size[1]})
    open_form(desk, live_server.url)
    write(desk, "Cost: TK.")
    desk.fill("#id_tags_entry", "x" * 200)
    desk.get_by_role("radio", name="Published").check()

    save(desk)

    note = desk.get_by_role("alert").and_(desk.locator(".problems"))
    expect(note).to_be_focused()
    expect(note).to_be_in_viewport(ratio=1)
    for name, field in [
        ("Title", "id_title"),
        ("Section", "id_category"),
        ("Tags", "id_tags_entry"),
    ]:
        note.get_by_role("link", name=name).click()
        expect(desk.locator(f"#{field}")).to_be_focused()
        expect(desk.locator(f"#{field}")).to_be_in_viewport()
    note.get_by_role("link", name="Authors").click()
    expect(desk.locator("#bylines-group")).to_be_in_viewport()
    note.get_by_role("link", name="“TK” was left in").click()
    assert desk.evaluate("document.activeElement.matches('.surface')")


def test_without_a_script_a_refused_form_has_its_errors_in_focus(plain_desk, live_server):
    plain_desk.goto(f"{live_server.url}/admin/posts/post/add/")
    plain_desk.get_by_role("button", name="Save and close").click()

    note = plain_desk.locator(".problems")
    expect(note).to_be_focused()
    note.get_by_role("link", name="Title").click()
    expect(plain_desk.locator("#id_title")).to_be_focused()


def test_without_a_script_the_checks_are_there_and_the_width_is_chosen(browser, live_server, desk):
    post = factories.make_draft(body="Cost: TK.\n\n## One", authors=[factories.make_author()])
    context = browser.new_context(
        java_script_enabled=False, storage_state=desk.context.storage_state()
    )
    page = context.new_page()
    page.goto(f"{live_server.url}/admin/posts/post/{post.pk}/change/")

    expect(page.locator(".found .error a")).to_have_text("“TK” was left in")
    expect(page.locator(".outline a")).to_have_text("One")
    context.close()


def test_who_may_only_look_gets_preview_outline_and_checks(
    page, live_server, django_user_model, desk
):
    post = factories.make_draft(body=f"{LONG}\n\nTK.", authors=[factories.make_author()])
    reader = django_user_model.objects.create_user("reader", password="not-a-secret", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_post"))
    desk.context.clear_cookies()
    log_in(page, live_server.url, "reader")
    page.goto(f"{live_server.url}/admin/posts/post/{post.pk}/change/")

    expect(preview_of(page).get_by_role("heading", name="Part C")).to_be_attached()
    page.locator(".outline").get_by_role("link", name="Part C").click()
    expect(preview_of(page).get_by_role("heading", name="Part C")).to_be_in_viewport()
    expect(page.locator(".found .error a")).to_have_text("“TK” was left in")
    page.get_by_role("radio", name="Desk").check(force=True)
    assert page.evaluate("document.querySelector('iframe').contentWindow.innerWidth") == 1280


def test_refusal_is_in_sight_though_a_link_of_the_checks_was_followed(desk, live_server):
    open_form(desk, live_server.url)
    desk.fill("[name=title]", "Rain")
    write(desk, "It fell.")
    desk.get_by_role("radio", name="Published").check()
    desk.get_by_role("link", name="It is filed under no section").click()
    expect(desk).to_have_url(re.compile("#id_category$"))

    desk.get_by_role("button", name="Publish", exact=True).click()

    expect(desk.locator(".problems")).to_be_in_viewport()
    expect(desk).not_to_have_url(re.compile("#"))
