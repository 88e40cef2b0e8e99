"""Posts are moved in the calendar by dragging, by keys, and by a form where no script runs."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from posts.models import Post
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
WEEK = timedelta(days=7)


def in_a_week() -> datetime:
    """Return a morning in the middle of the week after this one."""
    today = timezone.localdate()
    day = today - timedelta(days=today.weekday()) + WEEK + timedelta(days=2)
    return timezone.make_aware(datetime(day.year, day.month, day.day, 8, 30))  # noqa: DTZ001


def day_of(post: Post) -> date:
    return timezone.localtime(Post.objects.get(pk=post.pk).published_at).date()


def open_week(page: Page, base: str) -> Page:
    page.goto(f"{base}/admin/posts/post/calendar/?view=week&on={in_a_week():%Y-%m-%d}")
    return page


@pytest.fixture
def post() -> Post:
    authors = [factories.make_author()]
    return factories.make_post(title="Moving", published_at=in_a_week(), authors=authors)


def entry(page: Page, post: Post):
    return page.locator(f"#entry-{post.pk}")


def test_keys_move_a_post_and_say_where_to(desk, live_server, post):
    open_week(desk, live_server.url)
    desk.get_by_role("link", name="Move “Moving”").focus()

    desk.keyboard.press("ArrowRight")
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("ArrowUp")
    said = desk.locator("[data-status]")
    expect(said).to_contain_text(f"{in_a_week() + timedelta(days=1):%A}")
    expect(said).to_contain_text("08:30. Enter saves, Escape takes it back.")
    with desk.expect_navigation():
        desk.keyboard.press("Enter")

    assert day_of(post) == (in_a_week() + timedelta(days=1)).date()
    assert timezone.localtime(Post.objects.get().published_at).hour == 8
    expect(desk.locator("[data-status]")).to_contain_text("goes live on")
    expect(entry(desk, post).locator(".move")).to_be_focused()


def test_escape_takes_a_move_back(desk, live_server, post):
    open_week(desk, live_server.url)
    desk.get_by_role("link", name="Move “Moving”").focus()

    desk.keyboard.press("ArrowDown")
    expect(entry(desk, post).locator(".to")).to_be_visible()
    desk.keyboard.press("Escape")

    expect(entry(desk, post).locator(".to")).to_have_count(0)
    expect(desk.locator("[data-status]")).to_have_text("It stays where it was.")
    assert day_of(post) == in_a_week().date()


def test_enter_alone_opens_the_form(desk, live_server, post):
    open_week(desk, live_server.url)
    desk.get_by_role("link", name="Move “Moving”").focus()

    with desk.expect_navigation():
        desk.keyboard.press("Enter")

    expect(desk.get_by_role("heading", name="Move “Moving”")).to_be_visible()
    expect(desk.get_by_label("Date and time")).to_have_value(f"{in_a_week():%Y-%m-%dT08:30}")


def test_draft_of_the_shelf_is_planned_by_keys_alone(desk, live_server):
    draft = factories.make_draft(title="On the shelf")
    desk.goto(f"{live_server.url}/admin/posts/post/calendar/")
    desk.get_by_role("link", name="Move “On the shelf”").focus()

    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("ArrowDown")
    with desk.expect_navigation():
        desk.keyboard.press("Enter")

    assert day_of(draft) == timezone.localdate() + WEEK
    assert Post.objects.get().status == "draft"


def test_post_is_dragged_to_another_day(desk, live_server, post):
    open_week(desk, live_server.url)
    target = in_a_week().date() - timedelta(days=1)

    with desk.expect_navigation():
        entry(desk, post).drag_to(desk.locator(f"[data-day='{target}']"))

    assert day_of(post) == target
    moved = desk.locator(f"[data-day='{target}']").get_by_role("link", name="Moving", exact=True)
    expect(moved).to_be_visible()


def test_draft_is_dragged_from_the_shelf_and_back(desk, live_server):
    draft = factories.make_draft(title="On the shelf")
    open_week(desk, live_server.url)
    day = in_a_week().date()

    with desk.expect_navigation():
        entry(desk, draft).drag_to(desk.locator(f"[data-day='{day}']"))
    expect(desk.locator(".messagelist")).to_contain_text("nobody but the desk sees it")
    expect(desk.get_by_role("link", name="Schedule it for then…")).to_be_visible()
    assert day_of(draft) == day
    with desk.expect_navigation():
        entry(desk, draft).drag_to(desk.locator("[data-shelf]"))

    assert Post.objects.get().published_at is None


def test_live_post_that_is_dragged_to_the_future_is_asked_about(desk, live_server):
    live = factories.make_post(
        title="Out", published_at=timezone.now(), authors=[factories.make_author()]
    )
    desk.goto(f"{live_server.url}/admin/posts/post/calendar/?view=month")
    desk.get_by_role("link", name="Move “Out”").focus()
    desk.keyboard.press("ArrowDown")
    with desk.expect_navigation():
        desk.keyboard.press("Enter")

    expect(desk.get_by_text("They will not see it again until that minute.")).to_be_visible()
    assert day_of(live) == timezone.localdate()
    desk.get_by_label("Yes, do so").check()
    with desk.expect_navigation():
        desk.get_by_role("button", name="Move").click()

    assert day_of(live) == timezone.localdate() + WEEK


def test_without_script_the_form_moves_a_post(plain_desk, live_server, post):
    open_week(plain_desk, live_server.url)
    target = in_a_week() + timedelta(days=1)

    plain_desk.get_by_role("link", name="Move “Moving”").click()
    plain_desk.get_by_label("Date and time").fill(f"{target:%Y-%m-%dT10:15}")
    plain_desk.get_by_role("button", name="Move").click()

    assert day_of(post) == target.date()
    expect(
        plain_desk.locator(f"[data-day='{target:%Y-%m-%d}']").get_by_text("10:15")
    ).to_be_visible()
    expect(plain_desk.locator("[data-keys]")).to_be_hidden()


def test_without_script_the_calendar_is_walked_and_narrowed(plain_desk, live_server, post):
    other = factories.make_category(name="Elsewhere")
    open_week(plain_desk, live_server.url)

    plain_desk.get_by_role("link", name="Week before").click()
    expect(plain_desk.get_by_text("Moving")).to_have_count(0)
    plain_desk.get_by_role("link", name="Week after").click()
    expect(plain_desk.get_by_role("link", name="Moving", exact=True)).to_be_visible()
    plain_desk.get_by_label("Section").select_option(str(other.pk))
    plain_desk.get_by_role("button", name="Narrow").click()

    expect(plain_desk.get_by_role("link", name="Moving", exact=True)).to_have_count(0)
