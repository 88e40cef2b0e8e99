"""The calendar of the desk: what stands on which day, and what it costs."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from posts.models import Post, WorkingCopy
from posts.planning import Span, Unit
from posts.revisions import set_aside, take
from tests import factories

pytestmark = pytest.mark.django_db
NOW = "2026-11-29T09:00:00Z"
CALENDAR = reverse("admin:posts_post_calendar")


@pytest.fixture(autouse=True)
def _in_november():
    with time_machine.travel(NOW, tick=False):
        yield


def at(day: int, hour: int = 9, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def shown(client: Client, **asked: str | int) -> dict[str, list[str]]:
    """Return the titles of the entries of each day that has any, and of the shelf."""
    context = client.get(CALENDAR, asked).context
    days = {
        each["day"].date.isoformat(): [str(card["post"]) for card in each["entries"]]
        for each in context["days"]
        if each["entries"]
    }
    return days | {"shelf": [str(card["post"]) for card in context["shelf"]]}


def test_each_post_stands_on_its_day_in_the_site_s_zone(admin_client):
    factories.make_post(title="Live", published_at=at(3))
    factories.make_post(title="To come", published_at=at(30))
    factories.make_draft(title="Planned", published_at=at(30, 8))
    factories.make_draft(title="Older draft")
    factories.make_draft(title="Newer draft")
    factories.make_unpublished(title="Taken back", published_at=at(4))
    factories.make_post(title="Another month", published_at=at(20, month=8))

    assert shown(admin_client) == {
        "2026-11-03": ["Live"],
        "2026-11-30": ["Planned", "To come"],
        "shelf": ["Newer draft", "Older draft"],
    }


def test_late_evening_of_summer_belongs_to_the_next_day(admin_client):
    factories.make_post(title="Night", published_at="2026-07-01T23:30:00Z")

    assert "2026-07-02" in shown(admin_client, on="2026-07-02", view="week")


def test_states_are_said_in_words(admin_client):
    factories.make_post(published_at=at(3))
    factories.make_post(published_at=at(30))
    factories.make_draft(published_at=at(30))
    factories.make_post(published_at=at(4), expires_at=at(5))

    page = admin_client.get(CALENDAR).content.decode()

    words = ("Live</span>", "Scheduled</span>", "planned</span>", "Expired</span>")
    assert all(word in page for word in words)
    assert "Europe/London time (GMT)" in page


def test_marks_tell_of_expiries_embargoes_and_changes(admin_client):
    post = factories.make_post(title="Marked", published_at=at(3), expires_at=at(10, 8))
    set_aside(post.pk, take(post.pk) | {"title": "New"}, by=None, goes_live_at=at(30, 12))
    factories.make_draft(title="Held", embargo_until=at(12))

    days = admin_client.get(CALENDAR).context["days"]

    marks = [
        (one.kind.value, one.at.day, str(one.post)) for day in days for one in day["day"].marks
    ]
    assert marks == [("expiry", 10, "Marked"), ("embargo", 12, "Held"), ("changes", 30, "Marked")]


def test_today_is_marked_once(admin_client):
    page = admin_client.get(CALENDAR).content.decode()

    assert page.count('aria-current="date"') == 1
    assert 'class="day today' in page


def test_week_and_month_lead_to_the_next_and_the_one_before(admin_client):
    week = admin_client.get(CALENDAR, {"view": "week", "on": "2026-11-30"})
    month = admin_client.get(CALENDAR, {"on": "2026-12-31"})

    assert "30 November to 6 December 2026" in week.content.decode()
    assert week.context["links"]["next"] == "view=week&on=2026-12-07"
    assert week.context["links"]["month"] == "view=month&on=2026-11-30"
    assert month.context["links"]["next"] == "view=month&on=2027-01-01"
    assert month.context["links"]["previous"] == "view=month&on=2026-11-01"
    assert len(week.context["days"]) == 7


def test_section_and_author_narrow_days_and_shelf(admin_client):
    crisis, calm = factories.make_category(name="Crisis"), factories.make_category(name="Calm")
    noor, ada = factories.make_author(name="Noor"), factories.make_author(name="Ada")
    factories.make_post(title="One", published_at=at(3), category=crisis, authors=[noor, ada])
    factories.make_post(
        title="Two", published_at=at(3, 10), category=calm, further=[crisis], authors=[ada]
    )
    factories.make_draft(title="Three", category=calm, authors=[noor])

    assert shown(admin_client, section=calm.pk) == {"2026-11-03": ["Two"], "shelf": ["Three"]}
    assert shown(admin_client, section=crisis.pk) == {"2026-11-03": ["One", "Two"], "shelf": []}
    assert shown(admin_client, author=noor.pk) == {"2026-11-03": ["One"], "shelf": ["Three"]}
    link = admin_client.get(CALENDAR, {"author": noor.pk}).context["links"]["next"]
    assert link == f"view=month&on=2026-12-01&author={noor.pk}"


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"on": "2026-02-31"}, "“2026-02-31” is no date"),
        ({"on": "20261130"}, "“20261130” is no date"),
        ({"on": "9999-12-31"}, "is no date"),
        ({"on": "0001-01-01"}, "is no date"),
        ({"section": "7777"}, "There is no category “7777”"),
        ({"author": "x' OR 1"}, "There is no author “x&#x27; OR 1”"),
    ],
)
def test_address_that_makes_no_sense_is_told_and_today_is_shown(admin_client, asked, words):
    answer = admin_client.get(CALENDAR, asked)

    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert answer.context["span"].on == date(2026, 11, 29)


def test_day_says_that_the_clocks_change(admin_client):
    page = admin_client.get(CALENDAR, {"on": "2026-10-25"}).content.decode()

    assert page.count("The clocks go back.") == 1
    assert (
        "The clocks go forward."
        in admin_client.get(CALENDAR, {"on": "2026-03-01"}).content.decode()
    )


def fill(number: int) -> None:
    """Make so many posts on one day, half of them drafts, with marks and a shelf."""
    category = factories.make_category()
    common = {"category": category, "published_at": at(30), "expires_at": at(30, 23)}
    posts = [
        Post(title=f"P{n}", slug=f"p{n}", number=n + 1, status="published", **common)
        for n in range(number)
    ]
    posts += [
        Post(
            title=f"D{n}",
            slug=f"d{n}",
            category=category,
            published_at=at(30),
            embargo_until=at(30),
        )
        for n in range(number)
    ]
    posts += [Post(title=f"S{n}", slug=f"s{n}", category=category) for n in range(number)]
    Post.objects.bulk_create(posts)
    for post in Post.objects.filter(slug__in=("p0", "p1")):
        set_aside(post.pk, take(post.pk) | {"title": "x"}, by=None, goes_live_at=at(30, 20))


@pytest.mark.parametrize("view", ["month", "week"])
def test_day_of_very_many_shows_the_first_and_counts_the_rest(admin_client, view):
    fill(260)

    (day,) = [each for each in shown_days(admin_client, view) if each["entries"]]

    entries, marks = {"month": (6, 4), "week": (40, 20)}[view]
    assert (len(day["entries"]), len(day["day"].marks)) == (entries, marks)
    assert day["day"].more == 4 * 260 + 2 - entries - marks
    listed = admin_client.get(day["more_url"])
    assert listed.context["cl"].result_count == 520


def shown_days(client: Client, view: str):
    return client.get(CALENDAR, {"view": view, "on": "2026-11-30"}).context["days"]


def test_who_may_not_view_posts_has_no_calendar(log_in, client):
    assert log_in("view_tag").get(CALENDAR).status_code == 403
    assert client.get(CALENDAR).status_code == 302
    assert log_in("view_post").get(CALENDAR).status_code == 200
    assert log_in("view_post", "change_tag").post(CALENDAR).status_code == 405


def test_only_what_may_be_changed_can_be_moved(writer):
    factories.make_post(title="Out", published_at=at(3))
    factories.make_draft(title="Mine", published_at=at(4))

    days = writer.get(CALENDAR).context["days"]

    movable = {str(card["post"]): card["may_move"] for day in days for card in day["entries"]}
    assert movable == {"Out": False, "Mine": True}


@pytest.mark.parametrize("path", ["/admin/", "/admin/posts/post/", CALENDAR])
def test_calendar_is_linked_from_everywhere(admin_client, path):
    page = admin_client.get(path).content.decode()

    assert page.count(f'href="{CALENDAR}"') >= (1 if path == CALENDAR else 2)


@pytest.mark.parametrize("day", [date(2024, 2, 29), date(2026, 2, 1), date(2027, 1, 31)])
def test_month_is_shown_in_whole_weeks(day):
    span = Span(Unit.MONTH, day)

    assert len(span.days) % 7 == 0
    assert span.days[0].isoweekday() == 1
    assert day in span.days
    assert span.days == [span.days[0] + timedelta(days=n) for n in range(len(span.days))]


def test_changes_that_are_due_are_published_first(admin_client):
    post = factories.make_post(title="Old", published_at=at(3))
    set_aside(post.pk, take(post.pk) | {"title": "New"}, by=None, goes_live_at=timezone.now())

    assert shown(admin_client)["2026-11-03"] == ["New"]
    assert not WorkingCopy.objects.exists()
