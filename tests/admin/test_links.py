from __future__ import annotations

import re
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from posts.models import AuditEntry, Event, Post, PreviewLink, Revision
from posts.models.preview_link import LONGEST, digest_of
from posts.revisions import kept, latest, prunable, set_aside, take
from tests import factories

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
WRITES = ("view_post", "change_post")
PUBLISHES = (*WRITES, "publish_post")


def links_of(post: Post) -> str:
    return reverse("admin:posts_post_links", args=[post.pk])


def filled(post: Post, **changes: Any) -> dict[str, Any]:
    plain = {"make": "", "shows": latest(post.pk).pk, "lasts": "7", "until": "", "note": ""}
    return plain | changes


def address_in(response: Any) -> str:
    found = re.search(r'value="http://testserver(/preview/[^"]+)"', response.content.decode())
    assert found
    return found[1]


def make(client: Any, post: Post, **changes: Any) -> Any:
    response = client.post(links_of(post), filled(post, **changes))
    assert response.status_code == 200
    return response


@pytest.fixture
def post() -> Post:
    return factories.make_draft(title="Not out", body="For you alone.")


# ---------------------------------------------------------------- making


def test_page_that_is_sent_again_makes_no_second_link(admin_client, post):
    sent = filled(post, newest=admin_client.get(links_of(post)).context["newest"])
    admin_client.post(links_of(post), sent)

    again = admin_client.post(links_of(post), sent, follow=True)

    assert PreviewLink.objects.count() == 1
    assert "No second one was made now." in again.content.decode()


def test_form_of_a_post_leads_to_its_links(admin_client, post):
    page = admin_client.get(reverse("admin:posts_post_change", args=[post.pk])).content.decode()

    assert links_of(post) in page
    assert "Nobody has made one" in admin_client.get(links_of(post)).content.decode()


def test_link_is_shown_once_and_opens_without_an_account(admin_client, client, post, admin_user):
    response = make(admin_client, post, note="  A   source ")

    address = address_in(response)
    assert "no-store" in response["Cache-Control"]
    assert "For you alone." in client.get(address).content.decode()
    assert address not in admin_client.get(links_of(post)).content.decode()
    link = PreviewLink.objects.get()
    assert link.digest == digest_of(address.split("/")[2])
    assert (link.note, link.made_by, link.revision) == ("A source", admin_user, latest(post.pk))


def test_token_is_in_no_session_message_or_cookie(admin_client, post):
    token = address_in(make(admin_client, post)).split("/")[2]

    assert token not in str(dict(admin_client.session))
    assert all(token not in cookie.value for cookie in admin_client.cookies.values())


@pytest.mark.parametrize("days", [1, 7, 30])
def test_link_lasts_as_long_as_was_chosen(admin_client, post, days):
    with time_machine.travel(timezone.now(), tick=False):
        make(admin_client, post, lasts=str(days), until="never")

        assert PreviewLink.objects.get().expires_at == timezone.now() + days * DAY


def test_link_lasts_until_the_minute_that_was_picked(admin_client, post):
    until = (timezone.localtime() + 3 * DAY).replace(second=0, microsecond=0)

    make(admin_client, post, lasts="minute", until=f"{until:%Y-%m-%dT%H:%M}")

    assert PreviewLink.objects.get().expires_at == until


@pytest.mark.parametrize(
    "wrong",
    [
        {"lasts": "minute"},
        {"lasts": "minute", "until": "never"},
        {"lasts": "minute", "until": "2020-01-01T00:00"},
        {"lasts": "minute", "until": f"{timezone.now() + LONGEST + DAY:%Y-%m-%dT%H:%M}"},
        {"lasts": "0"},
        {"lasts": "36500"},
        {"lasts": ""},
        {"shows": "0"},
        {"shows": "x"},
        {"shows": ""},
        {"note": "x" * 121},
    ],
    ids=str,
)
def test_link_without_an_end_or_of_nothing_is_not_made(admin_client, post, wrong):
    response = make(admin_client, post, **wrong)

    assert 'class="errorlist"' in response.content.decode()
    assert "<title>Error:" in response.content.decode()
    assert not PreviewLink.objects.exists()


def test_what_was_saved_since_the_page_was_opened_is_not_shown_unseen(admin_client, post):
    data = filled(post)
    with kept([post.pk], by=None):
        post.body = "Not to be seen."
        post.save()

    response = admin_client.post(links_of(post), data)

    assert "saved again meanwhile" in response.content.decode()
    assert not PreviewLink.objects.exists()


def test_revision_of_another_post_is_refused(admin_client, post):
    other = latest(factories.make_draft().pk)

    make(admin_client, post, shows=other.pk)

    assert not PreviewLink.objects.exists()


def test_changes_kept_aside_are_offered_and_shown(admin_client, client):
    post = factories.make_post(body="As it is.")
    copy = set_aside(post.pk, take(post.pk) | {"body": "As it will be."}, by=None)
    page = admin_client.get(links_of(post)).content.decode()
    assert f'value="{copy.revision.pk}"' in page

    address = address_in(make(admin_client, post, shows=copy.revision.pk))

    assert "As it will be." in client.get(address).content.decode()


def test_text_that_cannot_be_rendered_is_refused_with_the_reason(admin_client):
    post = factories.make_post()
    copy = set_aside(post.pk, take(post.pk) | {"body": "x" * 300_000}, by=None)

    response = make(admin_client, post, shows=copy.revision.pk)

    assert "300,000 characters" in response.content.decode()
    assert not PreviewLink.objects.exists()


# ---------------------------------------------------------------- revoking


def revoke(client: Any, post: Post, *links: PreviewLink) -> Any:
    data = {"revoke": links[0].pk} if links else {"revoke_all": ""}
    return client.post(links_of(post), data, follow=True)


def test_revoked_link_leads_nowhere(admin_client, admin_user, client, post):
    address = address_in(make(admin_client, post))
    other = address_in(make(admin_client, post))
    link = PreviewLink.objects.of_token(address.split("/")[2]).get()

    response = revoke(admin_client, post, link)

    assert "1 link was revoked" in response.content.decode()
    assert client.get(address).status_code == 404
    assert client.get(other).status_code == 200
    link.refresh_from_db()
    assert link.revoked_by == admin_user


def test_all_links_of_a_post_are_revoked_and_no_others(admin_client, client, post):
    addresses = [address_in(make(admin_client, post)) for _link in range(2)]
    elsewhere = address_in(make(admin_client, factories.make_draft()))

    revoke(admin_client, post)

    assert [client.get(address).status_code for address in addresses] == [404, 404]
    assert client.get(elsewhere).status_code == 200


def test_link_that_is_over_is_not_revoked_again(admin_client, post):
    make(admin_client, post)
    link = PreviewLink.objects.get()
    revoke(admin_client, post, link)
    before = PreviewLink.objects.values().get()

    assert revoke(admin_client, post, link).status_code == 404
    assert PreviewLink.objects.values().get() == before


@pytest.mark.parametrize("key", ["0", "x", "-1", "9" * 40, "²"])
def test_link_that_is_not_there_cannot_be_revoked(admin_client, post, key):
    assert admin_client.post(links_of(post), {"revoke": key}).status_code == 404


# ---------------------------------------------------------------- who may


def test_who_may_only_look_sees_the_links_and_makes_none(log_in, admin_client, post):
    make(admin_client, post, note="A source")
    looker = log_in("view_post")

    page = looker.get(links_of(post)).content.decode()

    assert "A source" in page
    assert 'name="make"' not in page
    assert 'name="revoke"' not in page
    assert looker.post(links_of(post), filled(post)).status_code == 403
    assert revoke(looker, post, PreviewLink.objects.get()).status_code == 404


@pytest.mark.parametrize("permissions", [(), ("view_tag",), ("add_post",)])
def test_who_may_not_see_the_post_sees_no_links(log_in, post, permissions):
    for answer in (log_in(*permissions).get, log_in(*permissions, "view_author").post):
        assert answer(links_of(post)).status_code in {302, 403, 404}


def test_whoever_is_not_logged_in_is_led_to_the_login(client, post):
    assert client.get(links_of(post)).status_code == 302
    assert client.post(links_of(post), filled(post)).status_code == 302
    assert not PreviewLink.objects.exists()


def test_writer_revokes_own_links_and_whoever_publishes_all(log_in, post):
    writer, other, publisher = log_in(*WRITES), log_in(*WRITES, "add_tag"), log_in(*PUBLISHES)
    make(writer, post)
    make(other, post)
    own, others = PreviewLink.objects.order_by("pk")

    assert revoke(writer, post, others).status_code == 404
    revoke(writer, post)
    assert list(PreviewLink.objects.active()) == [others]
    revoke(publisher, post)
    assert not PreviewLink.objects.active().exists()
    assert PreviewLink.objects.get(pk=own.pk).revoked_at


def test_published_post_takes_the_permission_to_publish(log_in):
    post = factories.make_post()

    assert log_in(*WRITES).post(links_of(post), filled(post)).status_code == 403
    make(log_in(*PUBLISHES), post)


def test_links_of_a_post_that_is_not_there_are_not_there(admin_client):
    assert admin_client.get("/admin/posts/post/404/links/").status_code == 404


# ---------------------------------------------------------------- what is kept of it


def test_making_and_revoking_are_in_the_audit_log_without_the_note(admin_client, admin_user, post):
    make(admin_client, post, note="Deep Throat")
    revoke(admin_client, post)

    revoked, made = AuditEntry.objects.filter(post=post.pk)
    assert [made.event, revoked.event] == [Event.PREVIEW_MADE, Event.PREVIEW_REVOKED]
    assert made.post == revoked.post == post.pk
    assert made.account == revoked.account == admin_user.pk
    assert made.detail == revoked.detail
    assert "revision 1" in made.detail
    assert "Deep Throat" not in made.detail


def test_list_tells_the_state_of_each_link_and_how_often_it_was_opened(admin_client, post):
    for note in ("Open", "Over", "Taken back"):
        make(admin_client, post, note=note)
    by_note = {link.note: link for link in PreviewLink.objects.all()}
    past = timezone.now() - DAY
    over = PreviewLink.objects.filter(pk=by_note["Over"].pk)
    over.update(made_at=past - DAY, expires_at=past)
    PreviewLink.objects.filter(note="Open").count_open()
    PreviewLink.objects.filter(note="Open").count_open()
    revoke(admin_client, post, by_note["Taken back"])

    page = admin_client.get(links_of(post)).content.decode()
    rows = {
        note: re.search(rf'<th scope="row">{note}</th>(.*?)</tr>', page, re.DOTALL)[1]
        for note in by_note
    }

    assert "Active" in rows["Open"]
    assert "2 times" in rows["Open"]
    assert "Expired" in rows["Over"]
    assert "not yet" in rows["Over"]
    assert "Revoked" in rows["Taken back"]
    assert ['name="revoke"' in rows[note] for note in by_note] == [
        note == "Open" for note in by_note
    ]


def prune() -> set[int]:
    with time_machine.travel(timezone.now() + 20 * DAY):
        going = prunable(before=timezone.now() - 10 * DAY, last=1)
        numbers = set(going.values_list("number", flat=True))
        call_command("prune_revisions", days=10, last=1, stdout=StringIO())
    return numbers


def test_revision_that_an_active_link_shows_is_not_pruned(admin_client, client, post):
    address = address_in(make(admin_client, post, lasts="30"))
    for text in ("Later.", "Later still."):
        with kept([post.pk], by=None):
            post.body = text
            post.save()

    assert prune() == {2}
    assert "For you alone." in client.get(address).content.decode()
    revoke(admin_client, post)
    assert prune() == {1}
    assert not PreviewLink.objects.exists()
    assert list(Revision.objects.values_list("number", flat=True)) == [3]


def test_who_made_a_link_may_go_and_the_link_stays(log_in, client, post, django_user_model):
    address = address_in(make(log_in(*WRITES), post))
    django_user_model.objects.all().delete()

    assert client.get(address).status_code == 200
