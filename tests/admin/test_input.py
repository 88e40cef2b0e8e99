"""What no browser of an editor sends is refused or passed over, and never breaks the desk."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from posts.models import Autosave, Post
from posts.numbers import number
from tests import factories
from tests.admin.conftest import typed

DESK = "/admin/posts"
LONG, LONGEST = "9" * 30, "1" * 5000

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(admin_client) -> Client:
    admin_client.raise_request_exception = False
    return admin_client


@pytest.fixture
def post() -> Post:
    return factories.make_post(slug="live", authors=[factories.make_author()])


@pytest.mark.parametrize(
    ("sent", "meant"), [("12", 12), ("", 0), ("-1", 0), ("٣", 0), ("x", 0), (LONG, 0)]
)
def test_number_is_one_of_few_enough_digits(sent, meant):
    assert number(sent) == meant


@pytest.mark.parametrize(
    "place",
    [
        "post/{}/change/?unsaved=%00",
        "post/?event__exact=%00",
        "post/?%00=1",
        "post/calendar/?section=%00",
    ],
)
def test_nul_in_an_address_is_refused_in_plain_words(editor, post, place):
    response = editor.get(f"{DESK}/{place.format(post.pk)}")

    assert response.status_code == 400
    assert "a character that cannot be stored" in response.content.decode()


@pytest.mark.parametrize(
    "place",
    [
        "post/?published_at__year=9999",
        "post/?published_at__year=%2B9999",
        "picture/?uploaded_at__year=9_999",
        "auditentry/?made_at__year=9999",
    ],
)
def test_last_year_of_the_calendar_leads_back_to_the_list(editor, post, place):
    response = editor.get(f"{DESK}/{place}", follow=True)

    assert response.redirect_chain == [(f"{DESK}/{place.partition('?')[0]}?e=1", 302)]
    assert response.status_code == 200


@pytest.mark.parametrize(
    ("place", "sent"),
    [
        ("history", {"revision": "1", "name": "a\0b"}),
        ("presence", {"leaving": "1", "key": "a\0"}),
        ("review", {"act": "note", "te\0xt": "a"}),
    ],
)
def test_nul_in_a_form_without_a_text_is_refused(editor, post, place, sent):
    assert editor.post(f"{DESK}/post/{post.pk}/{place}/", sent).status_code == 400


def test_nul_in_the_text_of_a_post_is_left_out(editor):
    sent = typed(title="A\0 title", body="Some\0 words.", _checks_reason="\0")

    response = editor.post(f"{reverse('admin:posts_post_add')}?unsaved=%00", sent)

    assert response.status_code == 302
    post = Post.objects.get()
    assert (post.title, post.body.strip()) == ("A title", "Some words.")


def test_nul_in_a_text_that_is_kept_as_it_is_typed_is_left_out(editor):
    address = reverse("admin:posts_post_autosave_new")

    assert editor.post(address, {"ti\0tle": "A", "body": "x\0y"}).status_code == 200
    assert Autosave.objects.get().fields == {"title": ["A"], "body": ["xy"]}


@pytest.mark.parametrize(
    "place",
    [
        f"auditentry/?account={LONG}",
        f"auditentry/?account={LONGEST}",
        f"post/?tag={LONG}",
        f"post/?tag={LONGEST}",
        f"post/{{}}/review/?on={LONGEST}",
    ],
)
def test_number_too_long_to_be_a_key_is_passed_over(editor, post, place):
    assert editor.get(f"{DESK}/{place.format(post.pk)}").status_code == 200


@pytest.mark.parametrize(
    "place",
    [
        "post/?published_at__year=9999999999",
        f"post/add/?series={LONG}",
        f"post/1/history/?from={LONGEST}",
    ],
)
def test_number_beyond_any_database_breaks_no_page(editor, post, place):
    assert editor.get(f"{DESK}/{place}").status_code in {200, 302, 404}


@pytest.mark.parametrize(
    ("place", "sent"),
    [
        (f"{LONG}/changes/discard/", {}),
        ("checks/", typed(further_categories=LONG)),
        ("preview/", typed(further_categories=LONG)),
        ("", {"action": "publish", "_selected_action": LONG}),
    ],
)
def test_key_beyond_any_database_breaks_no_act(editor, post, place, sent):
    assert editor.post(f"{DESK}/post/{place}", sent).status_code in {200, 302, 404}


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/Los_Angeles"])
@pytest.mark.parametrize("at", ["9999-12-31T23:59%2B00:00", "0001-01-01T00:00%2B14:00"])
def test_moment_at_the_edge_of_the_calendar_is_passed_over(editor, post, settings, zone, at):
    settings.TIME_ZONE = zone

    for place in (f"post/{post.pk}/change/?changes_go_live_at={at}", f"post/ahead/?at={at}"):
        assert editor.get(f"{DESK}/{place}").status_code == 200


@pytest.mark.parametrize("stamp", ["99991231T235959Z", "00010101T000000Z"])
def test_pages_at_the_edge_of_the_calendar_are_not_there(editor, settings, stamp):
    settings.TIME_ZONE = "Asia/Tokyo"

    assert editor.get(f"{DESK}/post/ahead/{stamp}/").status_code == 404
