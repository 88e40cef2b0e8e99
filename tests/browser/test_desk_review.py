"""A post goes from its author to an editor and back: two people, each in a browser of their own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from posts.models import Note, Post
from posts.reviewing import open_review, submit
from tests import factories
from tests.browser.desk_form import log_in, open_form, write

pytestmark = pytest.mark.django_db(transaction=True)

BODY = "The regulator says otherwise.\n\nNobody was told before Monday."


@pytest.fixture
def author(browser: Browser, live_server, django_user_model) -> Iterator[Page]:
    """Return a page that is logged in as somebody who writes and does not publish."""
    cora = django_user_model.objects.create_user("cora", password="not-a-secret", is_staff=True)
    cora.groups.add(factories.role("Author"))
    context = browser.new_context()
    page = context.new_page()
    log_in(page, live_server.url, "cora")
    yield page
    context.close()


@pytest.fixture
def post(author, django_user_model) -> Post:
    cora = django_user_model.objects.get(username="cora")
    return factories.make_draft(title="Monday", body=BODY, started_by=cora)


def review_of(base: str, post: Post) -> str:
    return f"{base}/admin/posts/post/{post.pk}/review/"


def test_author_hands_in_editor_returns_author_reads_why(desk, author, live_server, post):
    open_form(author, live_server.url, post)
    write(author, BODY + "\n\nOne more paragraph.")
    with author.expect_navigation():
        author.get_by_role("button", name="Save and hand in").click()
    expect(author.get_by_text("Handed in.")).to_be_visible()

    desk.goto(f"{live_server.url}/admin/")
    desk.get_by_role("link", name="cora asks for a review of “Monday”.").click()
    expect(desk.get_by_text("One more paragraph.")).to_be_visible()
    desk.locator("#id_return-said").fill("Name the regulator.")
    desk.get_by_role("button", name="Return with this note").click()

    author.goto(f"{live_server.url}/admin/")
    author.get_by_role("link", name="editor returned “Monday”.").click()
    expect(author.get_by_text("Name the regulator.")).to_be_visible()
    assert open_review(post.pk) is None


def test_words_that_are_selected_become_the_passage(desk, live_server, post):
    desk.goto(review_of(live_server.url, post))

    desk.locator("#paragraph-2 .passage").click(click_count=3)

    expect(desk.locator("#id_passage")).to_have_value("Nobody was told before Monday.")
    desk.locator("#id_text").fill("Who decided that?")
    desk.get_by_role("button", name="Keep the note").click()
    expect(desk.locator("#paragraph-2 .note")).to_contain_text("Who decided that?")
    assert Note.objects.get().passage == "Nobody was told before Monday."


def test_review_needs_no_script(plain_desk, live_server, post, django_user_model):
    submit(post, by=django_user_model.objects.get(username="cora"))
    plain_desk.goto(review_of(live_server.url, post))

    plain_desk.locator("#paragraph-1").get_by_role("link", name="Note on this").click()
    plain_desk.locator("#id_text").fill("Which one?")
    plain_desk.get_by_role("button", name="Keep the note").click()
    expect(plain_desk.locator("#paragraph-1 .note")).to_contain_text("Which one?")

    plain_desk.get_by_role("button", name="Approve").click()
    expect(plain_desk.get_by_text("Not in review.")).to_be_visible()
    assert open_review(post.pk) is None


def test_author_proposes_changes_of_a_live_post_that_readers_do_not_see(
    author, live_server, django_user_model
):
    cora = django_user_model.objects.get(username="cora")
    live = factories.make_post(title="Live", body=BODY, started_by=cora)
    live.sign([factories.make_author()])
    open_form(author, live_server.url, live)

    write(author, "Proposed.")
    with author.expect_navigation():
        author.get_by_role("button", name="Keep changes aside").click()

    expect(author.get_by_text("Kept aside.")).to_be_visible()
    expect(author.get_by_role("button", name="Publish changes")).to_have_count(0)
    assert Post.objects.get().body == BODY
