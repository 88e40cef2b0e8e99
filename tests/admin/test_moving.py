"""A move in the calendar is a save like any other: its rules, its history, and nobody's loss."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from posts.models import AuditEntry, Event, Post, Status
from posts.planning import plan_of
from posts.revisions import latest, set_aside, take
from tests import factories

pytestmark = pytest.mark.django_db
NOW = "2026-11-29T09:00:00Z"
BACK = "view=week&on=2026-11-30"


@pytest.fixture(autouse=True)
def _in_november():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def publisher(log_in) -> Client:
    return log_in("view_post", "change_post", "publish_post")


def make(**fields: Any) -> Post:
    fields.setdefault("authors", [factories.make_author()])
    defaults: dict[str, Any] = {"title": "Title", "published_at": at(30)}
    return factories.make_post(**defaults | fields)


def make_draft(**fields: Any) -> Post:
    return make(**{"status": "draft", "published_at": None} | fields)


def at(day: int, hour: int = 9, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def address(post: Post) -> str:
    return reverse("admin:posts_post_move", args=[post.pk])


def move(client: Client, post: Post, to: str, *, seen: str = "", **sent: str):
    data = {"at": to, "seen": seen or plan_of(Post.objects.get(pk=post.pk)), "back": BACK} | sent
    return client.post(address(post), data)


def test_move_changes_the_date_and_leads_back_to_the_entry(publisher):
    post = make()

    answer = move(publisher, post, "2026-12-03T10:30")

    assert answer["Location"] == f"{reverse('admin:posts_post_calendar')}?{BACK}#entry-{post.pk}"
    stored = Post.objects.get()
    assert stored.published_at.isoformat() == "2026-12-03T10:30:00+00:00"
    page = publisher.get(answer["Location"]).content.decode()
    assert "“Title” goes live on 3 December 2026, 10:30 GMT." in page
    revision = latest(post.pk)
    assert (revision.number, revision.made_by.is_superuser) == (2, False)
    assert revision.snapshot["published_at"] == "2026-12-03T10:30:00+00:00"
    entry = AuditEntry.objects.get()
    assert (entry.event, entry.account) == (Event.RESCHEDULED, revision.made_by_id)
    assert entry.detail == "2026-11-30 09:00 GMT → 2026-12-03 10:30 GMT"


def test_time_of_day_stays_over_a_change_of_the_clocks(publisher):
    post = make(published_at="2026-03-28T09:30:12Z", title="Spring")

    move(publisher, post, "2026-03-29T09:30")

    assert Post.objects.get().published_at.isoformat() == "2026-03-29T08:30:12+00:00"


def test_form_shows_what_is_now_and_keeps_where_it_was_dropped(publisher):
    post = make()

    form = publisher.get(address(post), {"at": "2026-12-01T09:00", "back": BACK})

    page = form.content.decode()
    assert "Now: Scheduled, 30 November 2026, 09:00 GMT." in page
    assert 'value="2026-12-01T09:00"' in page
    assert "Europe/London time (GMT)" in page
    assert f"?{BACK}" in page.replace("&amp;", "&")
    assert Post.objects.get().published_at == at(30)


def test_move_on_top_of_another_is_refused_and_both_are_told(publisher, admin_client):
    post = make()
    seen = plan_of(post)
    move(admin_client, post, "2026-12-04T09:00")

    refused = move(publisher, post, "2026-12-03T09:00", seen=seen)

    assert refused.status_code == 409
    page = refused.content.decode()
    assert "Admin changed “Title” at 29 November 2026, 09:00 GMT" in page
    assert "It is now: Scheduled, 4 December 2026, 09:00 GMT." in page
    assert 'value="2026-12-03T09:00"' in page
    assert Post.objects.get().published_at == at(4, month=12)
    shown = refused.context["form"]["seen"].value()
    move(publisher, post, "2026-12-03T09:00", seen=shown)
    assert Post.objects.get().published_at == at(3, month=12)
    assert [one.number for one in post.revisions.all()] == [3, 2, 1]


def test_words_that_were_saved_meanwhile_stay(publisher):
    post = make()
    seen = plan_of(post)
    meanwhile = Post.objects.get()
    meanwhile.title, meanwhile.body = "Better", "Better words."
    meanwhile.save()

    move(publisher, post, "2026-12-03T09:00", seen=seen)

    stored = Post.objects.get()
    assert (stored.title, stored.body) == ("Better", "Better words.")
    assert stored.published_at == at(3, month=12)


def test_unpublished_changes_stay_aside(publisher):
    post = make()
    set_aside(post.pk, take(post.pk) | {"title": "New"}, by=None, goes_live_at=at(5, month=12))

    move(publisher, post, "2026-12-03T09:00")

    stored = Post.objects.get()
    assert (stored.title, stored.published_at) == ("Title", at(3, month=12))
    assert stored.working_copy.goes_live_at == at(5, month=12)


def test_form_without_a_base_moves_nothing(publisher):
    post = make()

    answer = publisher.post(address(post), {"at": "2026-12-03T09:00", "back": BACK})

    assert answer.status_code == 200
    assert Post.objects.get().published_at == at(30)


# ---------------------------------------------------------------- drafts


def test_shelf_is_planned_and_stays_a_draft(writer):
    post = make_draft()

    answer = move(writer, post, "2026-12-03T09:00")

    stored = Post.objects.get()
    assert (stored.status, stored.published_at) == (Status.DRAFT, at(3, month=12))
    page = writer.get(answer["Location"]).content.decode()
    assert "nobody but the desk sees it" in page
    assert "Schedule it for then" not in page


def test_scheduling_is_a_second_choice_of_those_who_may_publish(publisher):
    post = make_draft()
    answer = move(publisher, post, "2026-12-03T09:00")
    page = publisher.get(answer["Location"])
    link = next(str(one) for one in page.context["messages"]).split('href="')[1].split('"')[0]

    form = publisher.get(link.replace("&amp;", "&"))

    assert form.context["form"]["become"].value() == "schedule"
    move(publisher, post, "2026-12-03T09:00", become="schedule")
    stored = Post.objects.get()
    assert (stored.status, stored.published_at) == (Status.PUBLISHED, at(3, month=12))
    assert stored.number


def test_writer_who_sends_the_choice_all_the_same_schedules_nothing(writer):
    post = make_draft()

    move(writer, post, "2026-12-03T09:00", become="schedule")

    assert Post.objects.get().status == Status.DRAFT


def test_scheduling_needs_what_every_published_post_needs(publisher):
    post = make_draft(authors=[], category=None)

    answer = move(publisher, post, "2026-12-03T09:00", become="schedule")

    page = answer.content.decode()
    assert "Choose a section." in page
    assert "Add at least one author." in page
    assert Post.objects.get().published_at is None


def test_draft_goes_back_to_the_shelf(writer):
    post = make_draft(published_at=at(30))

    answer = move(writer, post, "")

    assert Post.objects.get().published_at is None
    assert "back on the shelf" in writer.get(answer["Location"]).content.decode()


def test_published_post_has_no_shelf(publisher):
    answer = move(publisher, make(), "")

    assert "Choose the minute at which it goes live." in answer.content.decode()
    assert Post.objects.get().published_at == at(30)


# ---------------------------------------------------------------- what has to be asked


def test_live_post_is_taken_from_readers_only_when_asked(publisher):
    post = make(published_at=at(3))

    asked = move(publisher, post, "2026-12-03T09:00")

    assert "They will not see it again until that minute." in asked.content.decode()
    assert Post.objects.get().published_at == at(3)
    move(publisher, post, "2026-12-03T09:00", is_sure="on")
    assert Post.objects.get().published_at == at(3, month=12)


def test_live_post_gets_another_past_date_without_a_question(publisher):
    post = make(published_at=at(3))

    move(publisher, post, "2026-11-04T09:00")

    assert Post.objects.get().published_at == at(4)


def test_moving_into_the_past_publishes_only_when_asked(publisher):
    post = make()

    asked = move(publisher, post, "2026-11-28T09:00")

    assert "That minute has passed: readers see it at once." in asked.content.decode()
    assert Post.objects.get().published_at == at(30)


# ---------------------------------------------------------------- floors and permissions


def test_embargo_is_a_floor(publisher):
    post = make(published_at=at(30), embargo_until=at(30))

    answer = move(publisher, post, "2026-11-30T08:59")

    assert "must not go live before its embargo ends" in answer.content.decode()
    assert Post.objects.get().published_at == at(30)


def test_post_expires_after_it_goes_live(publisher):
    post = make(expires_at=at(2, month=12))

    answer = move(publisher, post, "2026-12-03T09:00")

    assert "must expire after it goes live" in answer.content.decode()


def test_who_may_not_publish_moves_nothing_that_is_published(writer):
    post = make()

    assert move(writer, post, "2026-12-03T09:00").status_code == 403
    assert writer.get(address(post)).status_code == 403
    assert Post.objects.get().published_at == at(30)


def test_who_may_only_look_moves_nothing(log_in, client):
    post = make_draft()

    assert move(log_in("view_post"), post, "2026-12-03T09:00").status_code == 403
    assert client.get(address(post)).status_code == 302
    assert Post.objects.get().published_at is None


def test_post_that_is_gone_is_not_there(publisher):
    assert publisher.get(reverse("admin:posts_post_move", args=[7])).status_code == 404


def test_back_leads_to_the_calendar_and_nowhere_else(publisher):
    post = make()

    answer = publisher.post(
        address(post),
        {"at": "2026-12-03T09:00", "seen": plan_of(post), "back": "https://far.example/?on=x&on=y"},
    )

    assert answer["Location"].startswith(
        f"{reverse('admin:posts_post_calendar')}?view=month&on=2026"
    )


# ---------------------------------------------------------------- when the clocks change


@pytest.mark.parametrize(
    ("day", "labels", "chosen", "utc"),
    [
        ("2027-03-28", ("01:59 CET", "03:00 CEST"), "2027-03-28T03:00+02:00", "2027-03-28T01:00"),
        (
            "2027-10-31",
            ("02:30 the first time, CEST", "02:30 the second time, CET"),
            "2027-10-31T02:30+01:00",
            "2027-10-31T01:30",
        ),
    ],
)
def test_day_on_which_the_clocks_change_is_asked_about(
    publisher, settings, day, labels, chosen, utc
):
    settings.TIME_ZONE = "Europe/Berlin"
    post = make(published_at="2027-01-05T01:30:00Z")

    asked = move(publisher, post, f"{day}T02:30")

    assert all(label in asked.content.decode() for label in labels)
    assert f'value="{day}T02:30"' in asked.content.decode()
    assert Post.objects.get().published_at.month == 1
    move(publisher, post, f"{day}T02:30", **{"at-which": chosen})
    assert Post.objects.get().published_at.isoformat() == f"{utc}:00+00:00"
