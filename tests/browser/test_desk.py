"""The desk around the text, as an editor meets it in a browser, with and without script."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from posts.models import Post
from tests import factories
from tests.browser.desk_form import open_form, save

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = [
    "",
    "posts/post/",
    "posts/post/{post}/delete/",
    "posts/post/{post}/history/",
    "posts/post/calendar/",
    "posts/post/{post}/move/",
    "posts/post/ahead/",
    "posts/post/{post}/links/",
    "posts/picture/",
    "posts/picture/add/",
    "posts/picture/several/",
    "posts/picture/words/",
    "posts/category/add/",
    "posts/author/add/",
    "posts/series/add/",
    "posts/tag/add/",
    "posts/formeraddress/add/",
    "posts/importrecord/",
    "auth/user/add/",
    "password_change/",
]

# ---------------------------------------------------------------- around the text


def test_the_byline_is_ordered_with_buttons_and_with_keys(desk, live_server):
    authors = [factories.make_author(name=name) for name in ["Ada", "Bea", "Cleo"]]
    post = factories.make_draft(authors=authors)
    open_form(desk, live_server.url, post)
    rows = desk.locator(".byline .inline-related:not(.empty-form)")

    rows.nth(2).get_by_role("button", name="Move up").click()
    expect(desk.get_by_text("Cleo: Now in place 2")).to_be_attached()
    desk.keyboard.press("ArrowUp")
    save(desk)

    assert [author.name for author in post.byline] == ["Cleo", "Ada", "Bea"]


def test_an_author_is_picked_by_typing(desk, live_server):
    factories.make_author(name="Ada Example")
    nina = factories.make_author(name="Nina Needle")
    open_form(desk, live_server.url)
    desk.fill("[name=title]", "Signed")

    desk.get_by_role("combobox", name="Author").click()
    desk.locator(".select2-search__field").fill("need")
    desk.get_by_role("option", name="Nina Needle").click()
    save(desk)

    assert Post.objects.get().byline == [nina]


def test_the_slug_follows_the_title_until_it_is_written_by_hand(desk, live_server):
    open_form(desk, live_server.url)

    desk.fill("[name=title]", "Größe & “Mut”")
    followed = desk.input_value("[name=slug]")
    desk.fill("[name=slug]", "mine")
    desk.fill("[name=title]", "Another title")

    assert (followed, desk.input_value("[name=slug]")) == ("größe-mut", "mine")


def test_the_slug_of_a_published_post_stays(desk, live_server):
    open_form(desk, live_server.url, factories.make_post(title="Known"))

    desk.fill("[name=title]", "Changed")

    assert desk.input_value("[name=slug]") == "known"


def test_tags_are_added_and_taken_off_one_by_one(desk, live_server):
    post = factories.make_draft(tags=[factories.make_tag(name="Cork, Ireland")])
    factories.make_tag(name="water rights")
    open_form(desk, live_server.url, post)
    entry = desk.get_by_label("Tags", exact=True)

    entry.fill("water rights")
    entry.press("Enter")
    entry.fill("press,")
    desk.get_by_role("button", name="Remove tag Cork, Ireland").click()
    save(desk)

    assert set(post.tags.names()) == {"water rights", "press"}


def test_adding_a_tag_leaves_the_others_as_they_are_called(desk, live_server):
    names = ['the "real" thing', '"q" x', 'a, "b" c', '5" disk', "a, b", "École"]
    post = factories.make_draft(tags=[factories.make_tag(name=name) for name in names])
    open_form(desk, live_server.url, post)
    entry = desk.get_by_label("Tags", exact=True)

    entry.press_sequentially("water,")
    entry.press_sequentially('"Bray, Wicklow",')
    save(desk)

    assert set(post.tags.names()) == {*names, "water", "Bray, Wicklow"}


def test_known_tags_are_offered(desk, live_server):
    factories.make_tag(name="water rights")
    open_form(desk, live_server.url)

    desk.get_by_label("Tags", exact=True).press_sequentially("wat")

    expect(desk.locator("datalist option")).to_have_text("water rights")


@pytest.mark.parametrize(
    ("status", "at", "word"),
    [
        ("Draft", "", "Save draft"),
        ("Published", "", "Publish"),
        ("Published", "2031-03-04T09:00", "Schedule"),
    ],
)
def test_the_button_says_what_it_will_do(desk, live_server, status, at, word):
    open_form(desk, live_server.url)

    desk.get_by_label(status, exact=True).check()
    desk.fill("[name=published_at]", at)

    expect(desk.locator("[data-primary]")).to_have_text(word)


# ---------------------------------------------------------------- every page, and no script


def test_every_page_of_the_desk_keeps_the_policy(desk, live_server, complaints):
    post = factories.make_post()
    pages = [f"{live_server.url}/admin/{path.format(post=post.pk)}" for path in PAGES]

    answers = {page: desk.goto(page).status for page in pages}

    assert answers == dict.fromkeys(pages, 200)
    assert complaints == []


def test_without_script_a_post_is_written_and_saved(plain_desk, live_server):
    plain_desk.goto(f"{live_server.url}/admin/posts/post/add/")
    plain_desk.fill("[name=title]", "Plain")
    plain_desk.fill("[name=body]", "Plain *words*.")

    plain_desk.get_by_role("button", name="Save", exact=True).click()

    assert Post.objects.get().body == "Plain *words*."
    expect(plain_desk.locator(".tools")).to_be_hidden()
    expect(plain_desk.locator("iframe")).to_be_hidden()


def test_without_script_the_preview_opens_beside_the_desk(plain_desk, live_server):
    plain_desk.goto(f"{live_server.url}/admin/posts/post/add/")
    plain_desk.fill("[name=body]", "Plain *words*.")

    with plain_desk.context.expect_page() as opened:
        plain_desk.get_by_role("button", name="Preview").click()

    expect(opened.value.locator("main em")).to_have_text("words")
    assert not Post.objects.exists()


def test_without_script_an_author_is_written_by_name(plain_desk, live_server):
    author = factories.make_author(name="Nina Needle")
    plain_desk.goto(f"{live_server.url}/admin/posts/post/add/")
    plain_desk.fill("[name=title]", "Plain")
    plain_desk.get_by_label("Further authors by name").fill("nina needle")

    plain_desk.get_by_role("button", name="Save", exact=True).click()

    assert Post.objects.get().byline == [author]


def test_with_script_there_is_no_field_of_names(desk, live_server):
    open_form(desk, live_server.url)

    expect(desk.locator("[name=bylines-by_name]")).to_have_count(0)
