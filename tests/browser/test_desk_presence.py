"""Two people who have one post open learn of each other."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from posts.models import Presence
from tests import factories
from tests.browser.desk_form import open_form, save, write
from tests.browser.test_desk_together import colleague as colleague  # A fixture.

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def post():
    return factories.make_draft(title="Open twice", body="First.")


def said(page: Page):
    return page.locator("[data-presence]")


def come_back(page: Page) -> None:
    """Have the page ask at once, as it does when its tab is looked at again."""
    with page.expect_response("**/presence/"):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_each_is_told_of_the_other_while_both_are_there(desk, colleague, live_server, post):
    open_form(desk, live_server.url, post)
    expect(said(desk)).to_be_empty()
    expect(desk.get_by_text("You can both write:")).to_be_hidden()

    open_form(colleague, live_server.url, post)
    expect(said(colleague)).to_contain_text("editor has had it open since")
    expect(colleague.get_by_text("You can both write:")).to_be_visible()

    come_back(desk)
    expect(said(desk)).to_contain_text("colleague has had it open since")
    assert said(desk).get_attribute("role") == "status"
    expect(desk.get_by_text("You can both write:")).to_be_visible()

    colleague.goto(f"{live_server.url}/admin/")
    desk.wait_for_function(
        """async () => {
          document.dispatchEvent(new Event("visibilitychange"));
          await new Promise((done) => setTimeout(done, 100));
          return !document.querySelector("[data-presence]").textContent;
        }"""
    )
    expect(desk.get_by_text("You can both write:")).to_be_hidden()
    assert [row.user.username for row in Presence.objects.all()] == ["editor"]


def test_form_makes_itself_heard_by_itself(desk, live_server, post):
    desk.clock.install()
    open_form(desk, live_server.url, post)

    with desk.expect_response("**/presence/") as beat:
        desk.clock.run_for(20_500)

    assert beat.value.json() == {"others": ""}


def test_whoever_saves_still_has_it_open(desk, colleague, live_server, post):
    open_form(desk, live_server.url, post)
    since = Presence.objects.get().since
    write(desk, "Second.")
    save(desk)

    open_form(colleague, live_server.url, post)

    expect(said(colleague)).to_contain_text("editor has had it open since")
    assert Presence.objects.filter(user__username="editor").latest("pk").since == since


def test_without_script_the_form_says_who_has_it_open(
    browser, desk, live_server, post, django_user_model
):
    colleague = django_user_model.objects.create_superuser("colleague")
    Presence.objects.note_opened(post.pk, user=colleague, key="form-AAAAAAAAAAAA")
    state = desk.context.storage_state()
    context = browser.new_context(java_script_enabled=False, storage_state=state)
    page = context.new_page()

    page.goto(f"{live_server.url}/admin/posts/post/{post.pk}/change/")

    expect(said(page)).to_contain_text("colleague has had it open since")
    expect(page.get_by_text("You can both write:")).to_be_visible()
    context.close()
