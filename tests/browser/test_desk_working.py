"""A live post is worked at aside, while a reader in another browser sees none of it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from posts.models import Post
from tests import factories
from tests.browser.desk_form import body_of, open_form, write

pytestmark = pytest.mark.django_db(transaction=True)


def test_changes_are_kept_aside_and_then_published(desk, browser, live_server):
    post = factories.make_post(
        title="Live", slug="live", body="As it was.", authors=[factories.make_author()]
    )
    reader = browser.new_page()
    open_form(desk, live_server.url, post)
    write(desk, "As it will be.")
    with desk.expect_navigation():
        desk.get_by_role("button", name="Keep changes aside").click()

    expect(desk.get_by_text("Kept aside. Readers see the post as it was")).to_be_visible()
    assert body_of(desk) == "As it will be."
    reader.goto(f"{live_server.url}/posts/live/")
    expect(reader.get_by_text("As it was.")).to_be_visible()
    desk.goto(f"{live_server.url}/admin/posts/post/")
    expect(desk.get_by_text("with unpublished changes")).to_be_visible()

    open_form(desk, live_server.url, post)
    with desk.expect_navigation():
        desk.get_by_role("button", name="Publish changes").click()

    assert Post.objects.get().body == "As it will be."
    reader.reload()
    expect(reader.get_by_text("As it will be.")).to_be_visible()
    expect(desk.get_by_text("The form shows changes kept aside")).to_have_count(0)
    reader.close()
