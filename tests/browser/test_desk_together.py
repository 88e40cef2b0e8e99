"""Two people at one post, each in a browser of their own; and the history of what they did."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from posts.models import Post
from posts.revisions import kept
from tests import factories
from tests.browser.desk_form import KEPT, body_of, log_in, open_form, save, write

pytestmark = pytest.mark.django_db(transaction=True)
BODY = "First.\n\nSecond.\n\nThird."


@pytest.fixture
def colleague(browser, live_server, django_user_model):
    django_user_model.objects.create_superuser("colleague", password="not-a-secret")
    context = browser.new_context()
    page = context.new_page()
    log_in(page, live_server.url, "colleague")
    yield page
    context.close()


@pytest.fixture
def post():
    return factories.make_draft(title="Two at once", body=BODY)


def both_open(desk: Page, colleague: Page, base: str, post: Post) -> None:
    for page in (desk, colleague):
        open_form(page, base, post)


def test_different_paragraphs_are_merged_and_it_is_said(desk, colleague, live_server, post):
    both_open(desk, colleague, live_server.url, post)
    write(colleague, BODY.replace("First", "At first"))
    save(colleague)

    write(desk, BODY.replace("Third", "At last"))
    save(desk)

    expect(desk.get_by_text("Both changes are in it now.")).to_be_visible()
    assert body_of(desk) == "At first.\n\nSecond.\n\nAt last."
    assert Post.objects.get().body == body_of(desk)


def test_same_paragraph_is_shown_side_by_side_until_it_is_settled(
    desk, colleague, live_server, post
):
    both_open(desk, colleague, live_server.url, post)
    write(colleague, BODY.replace("Second", "Theirs"))
    save(colleague)

    write(desk, BODY.replace("Second", "Ours"))
    save(desk)

    clash = desk.get_by_role("alert", name="colleague saved this post while you wrote")
    expect(clash).to_contain_text("Ours.")
    expect(clash).to_contain_text("Theirs.")
    assert body_of(desk) == "First.\n\nOurs.\n\nTheirs.\n\nThird."
    assert Post.objects.get().body == BODY.replace("Second", "Theirs")

    write(desk, BODY.replace("Second", "Ours and theirs"))
    save(desk)
    assert Post.objects.get().body == BODY.replace("Second", "Ours and theirs")
    expect(clash).to_have_count(0)
    # What was settled is saved, and nobody offers it once more.
    open_form(desk, live_server.url, post)
    expect(desk.get_by_role("button", name="Throw it away")).to_have_count(0)
    assert desk.evaluate(KEPT) == []


def test_what_clashes_and_is_left_is_offered_again(desk, colleague, live_server, post):
    both_open(desk, colleague, live_server.url, post)
    write(colleague, BODY.replace("Second", "Theirs"))
    save(colleague)
    write(desk, BODY.replace("Second", "Ours"))
    save(desk)
    expect(desk.get_by_role("alert", name="colleague saved this post")).to_be_visible()

    # Something else is saved meanwhile, and says so.
    desk.goto(f"{live_server.url}/admin/posts/tag/add/")
    desk.fill("[name=name]", "Elsewhere")
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk.locator(".messagelist .success")).to_be_visible()
    open_form(desk, live_server.url, post)

    panel = desk.get_by_role("region", name="This browser kept text that was not saved")
    panel.get_by_text("Text:").click()
    expect(panel.locator("ins")).to_have_text("Ours")


def test_revision_is_compared_and_brought_back_by_keyboard(desk, live_server, post):
    with kept([post.pk], by=None):
        post.body = BODY.replace("Second", "Another")
        post.save()
    open_form(desk, live_server.url, post)

    desk.get_by_role("link", name="History").press("Enter")
    expect(desk.locator("del")).to_have_text("Second")
    expect(desk.locator("ins")).to_have_text("Another")
    desk.get_by_role("button", name="Restore revision 1").press("Enter")

    expect(desk.get_by_text("Brought back as it was on")).to_be_visible()
    assert Post.objects.get().body == BODY
