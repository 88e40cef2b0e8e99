"""What readers will see at a moment to come: the same as they are answered when it has come."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client, RequestFactory
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from posts import stamp
from posts.models import Post, Revision, WorkingCopy
from posts.planning import Missing, page_as_of
from posts.revisions import publish_due, set_aside, take
from tests import factories

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 30, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
AHEAD = reverse("admin:posts_post_ahead")


@pytest.fixture(autouse=True)
def _before_new_year():
    with time_machine.travel(NOW, tick=False):
        yield


def as_of(at: datetime, path: str = "/") -> str:
    return f"{AHEAD}{at:%Y%m%dT%H%M%SZ}{path}"


def read_stamp() -> str:
    with connection.cursor() as cursor:
        cursor.execute(stamp.READ)
        return str(cursor.fetchone()[0])


# ---------------------------------------------------------------- the property

HOURS = st.one_of(st.none(), st.integers(-30, 60))
PLANS = st.lists(
    st.fixed_dictionaries(
        {
            "status": st.sampled_from(["published", "published", "draft", "unpublished"]),
            "live": st.integers(-60, 60),
            "lasts": st.one_of(st.none(), st.integers(1, 60)),
            "embargo": HOURS,
            "is_pinned": st.booleans(),
            "changes": st.one_of(st.none(), st.integers(1, 60)),
            "title": st.sampled_from(["New", "Newer"]),
            "slug": st.booleans(),
        }
    ),
    min_size=1,
    max_size=5,
)
SITEMAP = reverse("posts:sitemap_file", kwargs={"section": "posts", "page": 1})
PATHS = (
    *("/", "/posts/", "/categories/crisis/", "/categories/", "/archive/", "/tags/calm/"),
    *("/atom.xml", "/categories/crisis/feed.json", "/news-sitemap.xml", SITEMAP),
    *("/posts/post-0/", "/posts/moved-0/", "/search/?q=newer"),
)


@contextmanager
def taken_back():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def make(plans: list[dict[str, Any]]) -> None:
    category = factories.make_category(name="Crisis", slug="crisis")
    tag = factories.make_tag(name="calm", slug="calm")
    for place, plan in enumerate(plans):
        live = NOW + plan["live"] * HOUR
        embargo = plan["embargo"]
        post = factories.make_post(
            title=f"Post {place}",
            slug=f"post-{place}",
            published_at=live,
            category=category,
            status=plan["status"],
            is_pinned=plan["is_pinned"],
            expires_at=plan["lasts"] and live + plan["lasts"] * HOUR,
            embargo_until=None if embargo is None else min(live, NOW + embargo * HOUR),
            authors=[factories.make_author(name=f"Ada {place}", slug=f"ada-{place}")],
            tags=[tag],
        )
        if plan["changes"] and plan["status"] == "published":
            changed = take(post.pk) | {"title": plan["title"], "body": f"{plan['title']} words."}
            changed |= {"slug": f"moved-{place}"} if plan["slug"] else {}
            set_aside(post.pk, changed, by=None, goes_live_at=NOW + plan["changes"] * HOUR)


@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(plans=PLANS, ahead=st.integers(1, 60), minutes=st.sampled_from([0, 1, 59]))
def test_page_as_of_a_moment_is_what_readers_get_at_that_moment(client, plans, ahead, minutes):
    at = NOW + ahead * HOUR + timedelta(minutes=minutes)
    with taken_back():
        make(plans)
        before = read_stamp()

        foreseen = [foresee(path, at) for path in PATHS]

        assert read_stamp() == before
        with time_machine.travel(at, tick=False):
            publish_due(at)  # As whoever asks first has it done, in `posts/caching.py`.
            seen = [read(client, path) for path in PATHS]
    assert foreseen == seen


def foresee(path: str, at: datetime) -> tuple[int, bytes]:
    request = RequestFactory().get(path)
    try:
        response = page_as_of(request, path.partition("?")[0], at)
    except Missing:
        return 404, b""
    return response.status_code, response.content


def read(client: Client, path: str) -> tuple[int, bytes]:
    response = client.get(path)
    # What was at a former address is led on by what stands in front of the pages.
    is_missing = response.status_code in {301, 404}
    return (404, b"") if is_missing else (response.status_code, response.content)


def test_paths_of_the_property_are_there(client):
    with taken_back():
        make(
            [
                {
                    "status": "published",
                    "live": -9,
                    "lasts": None,
                    "embargo": None,
                    "is_pinned": False,
                }
                | {"changes": None, "title": "", "slug": False}
            ]
        )

        found = {path: client.get(path).status_code for path in PATHS}

    assert {path for path, status in found.items() if status != 200} == {"/posts/moved-0/"}


# ---------------------------------------------------------------- the pages


@pytest.fixture
def plan() -> dict[str, Post]:
    category = factories.make_category(name="Crisis", slug="crisis", is_in_navigation=True)
    common: dict[str, Any] = {"category": category, "authors": [factories.make_author()]}
    posts = {
        "going": factories.make_post(title="Going", expires_at=NOW + 3 * HOUR, **common),
        "coming": factories.make_post(title="Coming", published_at=NOW + 2 * HOUR, **common),
        "later": factories.make_post(title="Later", published_at=NOW + 90 * HOUR, **common),
        "draft": factories.make_draft(title="Draft", embargo_until=NOW + 4 * HOUR, **common),
        "old": factories.make_post(title="Old words", slug="changing", **common),
    }
    changed = take(posts["old"].pk) | {"title": "New words"}
    set_aside(posts["old"].pk, changed, by=None, goes_live_at=NOW + HOUR)
    return posts


def test_list_tells_what_changes_in_order(admin_client, plan):
    page = admin_client.get(AHEAD, {"at": "2026-12-31T09:00"})

    found = [(one.kind.value, str(one.post)) for one in page.context["happenings"]]
    assert found == [
        ("changes", "Old words"),
        ("published", "Coming"),
        ("expiry", "Going"),
        ("embargo", "Draft"),
    ]
    html = page.content.decode()
    assert "As readers will see it on 31 December 2026, 09:00 GMT" in html
    assert reverse("admin:posts_post_change", args=[plan["coming"].pk]) in html
    assert as_of(NOW + 24 * HOUR, "/categories/crisis/") in html


def test_list_is_bounded(admin_client, plan, monkeypatch):
    monkeypatch.setattr("posts.admin.ahead.MOST_LISTED", 2)

    page = admin_client.get(AHEAD, {"at": "2026-12-31T09:00"})

    assert [str(one.post) for one in page.context["happenings"]] == ["Old words", "Coming"]
    assert "The first 2 are listed." in page.content.decode()


def test_page_says_as_of_when_it_is_and_is_the_desk_s_alone(admin_client, plan):
    page = admin_client.get(as_of(NOW + 24 * HOUR))

    html = page.content.decode()
    assert "As readers will see it on 31 December 2026, 09:00 GMT" in html
    assert ("New words" in html, "Coming" in html, "Going" in html, "Later" in html) == (
        *(True, True, False, False),
    )
    assert "no-store" in page["Cache-Control"]
    assert page["X-Robots-Tag"] == "noindex"


def test_nothing_of_it_is_stored(admin_client, client, plan):
    before = read_stamp(), Revision.objects.count()

    admin_client.get(as_of(NOW + 24 * HOUR))

    assert (read_stamp(), Revision.objects.count()) == before
    assert WorkingCopy.objects.get().goes_live_at == NOW + HOUR
    assert "Old words" in client.get("/").content.decode()
    assert "New words" not in client.get("/").content.decode()


def test_links_lead_on_within_the_same_moment(admin_client, plan):
    html = admin_client.get(as_of(NOW + 24 * HOUR)).content.decode()

    assert f'href="{as_of(NOW + 24 * HOUR, "/posts/changing/")}"' in html
    article = admin_client.get(as_of(NOW + 24 * HOUR, "/posts/changing/"))
    assert "New words" in article.content.decode()
    found = admin_client.get(as_of(NOW + 24 * HOUR, "/search/"), {"q": "new words"})
    assert "/posts/changing/" in found.content.decode()


def test_feed_is_shown_as_its_text(admin_client, plan):
    page = admin_client.get(as_of(NOW + 24 * HOUR, "/atom.xml"))

    html = page.content.decode()
    assert page["Content-Type"].startswith("text/html")
    assert "New words" in html
    assert "&lt;entry&gt;" in html
    assert "31 December 2026, 09:00 GMT" in html


@pytest.mark.parametrize("path", ["/posts/draft/", "/nowhere/", "/admin/", "/posts/later/"])
def test_what_readers_will_not_find_is_told(admin_client, plan, path):
    page = admin_client.get(as_of(NOW + 24 * HOUR, path))

    assert page.status_code == 404
    assert "Readers will find nothing at this address." in page.content.decode()


def test_moment_that_has_passed_leads_to_choosing_another(admin_client):
    page = admin_client.get(as_of(NOW), follow=True)
    asked = admin_client.get(AHEAD, {"at": "2026-12-30T09:00"})

    assert "That moment has passed." in page.content.decode()
    assert "Choose a moment to come." in asked.content.decode()


@pytest.mark.parametrize("stamp", ["soon", "20261231", "20261231T090000", "20261331T090000Z"])
def test_moment_that_is_none_is_not_there(admin_client, stamp):
    assert admin_client.get(f"{AHEAD}{stamp}/").status_code == 404


def test_it_takes_the_permission_to_view_every_post(client, log_in, plan):
    paths = [AHEAD, as_of(NOW + HOUR), as_of(NOW + HOUR, "/posts/changing/")]

    stranger, staff = log_in("view_tag"), log_in("view_post")

    assert [client.get(path).status_code for path in paths] == [302, 302, 302]
    assert [stranger.get(path).status_code for path in paths] == [403, 403, 403]
    assert [staff.get(path).status_code for path in paths] == [200, 200, 200]


def test_changes_that_would_clash_are_no_error_yet(admin_client, plan, caplog):
    stored = plan["old"]
    stored.title = "Theirs"
    stored.save()

    page = admin_client.get(as_of(NOW + 24 * HOUR))

    assert "Theirs" in page.content.decode()
    assert "did not go live" not in caplog.text
    assert WorkingCopy.objects.get().obstacle == ""
