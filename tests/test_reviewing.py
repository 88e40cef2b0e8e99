"""A post is handed in, approved or returned; those concerned are told, at the desk and by mail."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.core import mail

from posts.acting import acting
from posts.models import AuditEntry, Decision, Event, Notice, Post, Review, Status
from posts.notices import publishers
from posts.reviewing import decide, open_review, remark, settle, submit
from posts.revisions import copy_of, kept, publish_changes, set_aside, take
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(django_user_model) -> dict[str, Any]:
    found = {}
    for name, role in [("cora", "Contributor"), ("eve", "Editor"), ("ed", "Editor")]:
        found[name] = django_user_model.objects.create_user(
            name, email=f"{name}@example.org", password="not-a-secret", is_staff=True
        )
        found[name].groups.add(factories.role(role))
    return found


@pytest.fixture
def draft(people) -> Post:
    return factories.make_draft(title="Draft", started_by=people["cora"])


def told(account: Any) -> list[str]:
    return list(Notice.objects.filter(account=account).values_list("text", flat=True))


def test_publishers_are_told_what_is_handed_in(people, draft, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        submit(draft, by=people["cora"], message="Please look at the numbers.")

    assert open_review(draft.pk).message == "Please look at the numbers."
    assert told(people["cora"]) == []
    for editor in ["eve", "ed"]:
        assert "cora asks for a review of “Draft”." in told(people[editor])[0]
    assert sorted(message.to[0] for message in mail.outbox) == ["ed@example.org", "eve@example.org"]
    assert "Please look at the numbers." in mail.outbox[0].body
    assert f"/admin/posts/post/{draft.pk}/review/" in mail.outbox[0].body


@pytest.mark.parametrize("decision", [Decision.APPROVED, Decision.RETURNED])
def test_who_handed_in_is_told_what_came_of_it(people, draft, decision):
    submit(draft, by=people["cora"])
    decide(draft, decision, by=people["eve"], answer="Name the source.")

    assert open_review(draft.pk) is None
    review = Review.objects.get()
    assert (review.decision, review.decided_by) == (decision, people["eve"])
    assert "Name the source." in told(people["cora"])[0]
    assert AuditEntry.objects.latest("pk").event == decision.value


def test_two_editors_decide_once(people, draft):
    submit(draft, by=people["cora"])
    decide(draft, Decision.RETURNED, by=people["eve"], answer="Not yet.")

    assert decide(draft, Decision.APPROVED, by=people["ed"]) is None
    assert Review.objects.get().decision == Decision.RETURNED


def test_handing_in_again_is_one_review_of_what_stands_now(people, draft):
    submit(draft, by=people["cora"], message="First")
    with kept([draft.pk], by=people["cora"]):
        draft.title = "Better"
        draft.save()
    submit(draft, by=people["cora"], message="Second")

    review = Review.objects.get()
    assert (review.message, review.revision.snapshot["title"]) == ("Second", "Better")


def test_who_publishes_approves(people, draft):
    submit(draft, by=people["cora"])
    with kept([draft.pk], by=people["eve"]):
        draft.publish()
        draft.save()

    review = Review.objects.get()
    assert (review.decision, review.decided_by) == (Decision.APPROVED, people["eve"])


def test_who_finds_it_published_past_the_desk_approves_nothing(people, draft, client):
    submit(draft, by=people["cora"])
    post = Post.objects.get()
    post.publish()
    post.save()

    client.force_login(people["cora"])
    client.get(f"/admin/posts/post/{draft.pk}/change/")

    assert open_review(draft.pk) is not None
    assert not AuditEntry.objects.filter(event=Event.APPROVED).exists()


def test_decision_of_no_account_names_none(people, draft):
    submit(draft, by=people["cora"])
    with acting(people["cora"]):
        decide(draft, Decision.APPROVED, by=None)

    assert AuditEntry.objects.latest("pk").account_name == ""


def test_changes_of_a_live_post_stay_in_review_while_they_are_aside(people):
    post = factories.make_post(title="Live", started_by=people["cora"])
    set_aside(post.pk, take(post.pk) | {"title": "Proposed"}, by=people["cora"])
    submit(post, by=people["cora"])
    assert open_review(post.pk).revision.snapshot["title"] == "Proposed"

    with kept([post.pk], by=people["ed"]):
        post.standfirst = "An unrelated correction."
        post.save()
    assert open_review(post.pk) is not None

    publish_changes(copy_of(post.pk), by=people["eve"])
    assert open_review(post.pk) is None
    assert Post.objects.get().title == "Proposed"


def test_those_concerned_are_told_of_a_note(people, draft):
    remark(draft, by=people["eve"], text="Who says so?", passage="Some words.")
    remark(draft, by=people["cora"], text="The regulator.")

    assert "Who says so?" in told(people["cora"])[0]
    assert "The regulator." in told(people["eve"])[0]
    assert told(people["ed"]) == []


def test_settled_note_names_who_settled_it_first(people, draft):
    note = remark(draft, by=people["eve"], text="Who says so?")
    settle(note, by=people["cora"])
    settle(note, by=people["ed"])

    note.refresh_from_db()
    assert note.settled_by == people["cora"]


def test_signing_makes_a_post_ones_own(people, draft, django_user_model):
    guest = django_user_model.objects.create_user("gus", email="gus@example.org", is_staff=True)
    draft.sign([factories.make_author(user=guest)])

    remark(draft, by=people["eve"], text="Who says so?")

    assert len(told(guest)) == 1


def test_accounts_that_are_closed_are_told_nothing(people, draft):
    people["ed"].is_active = False
    people["ed"].save()

    submit(draft, by=people["cora"])

    assert people["ed"] not in publishers()
    assert told(people["ed"]) == []


@pytest.mark.parametrize("lost", ["post", "desk"])
def test_who_does_not_see_the_post_is_told_nothing_of_it(people, draft, client, lost):
    remark(draft, by=people["cora"], text="Who says so?")
    remark(draft, by=people["eve"], text="The regulator.")
    if lost == "post":
        draft.started_by = people["eve"]
        draft.save()
    else:
        people["cora"].is_staff = False
        people["cora"].save()

    remark(Post.objects.get(), by=people["eve"], text="Between editors.")

    assert len(told(people["cora"])) == 1
    client.force_login(people["cora"])
    assert "The regulator." not in client.get("/admin/", follow=True).content.decode()


def test_mail_that_cannot_be_sent_loses_nothing(
    people, draft, django_capture_on_commit_callbacks, monkeypatch, caplog
):
    def refuse(*_args: object, **_options: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)

    with django_capture_on_commit_callbacks(execute=True):
        submit(draft, by=people["cora"])

    assert told(people["eve"])
    assert "no e-mail about “Draft” could be sent" in caplog.text


def test_one_bad_address_stops_no_other_message(
    people, draft, django_capture_on_commit_callbacks, caplog
):
    people["ed"].email = "ed@example.org\nBcc: all@example.org"
    people["ed"].save()

    with django_capture_on_commit_callbacks(execute=True):
        submit(draft, by=people["cora"])

    assert [message.to for message in mail.outbox] == [["eve@example.org"]]
    assert "no e-mail about “Draft” could be sent" in caplog.text


def test_sending_has_a_name_for_django_to_log(people, draft, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        submit(draft, by=people["cora"])

    assert all(callback.__qualname__ for callback in callbacks)


@pytest.mark.parametrize("act", [submit, partial(remark, text="Look.")])
def test_post_that_is_gone_is_neither_handed_in_nor_written_on(people, draft, act):
    Post.objects.filter(pk=draft.pk).delete()

    with pytest.raises(Post.DoesNotExist):
        act(draft, by=people["cora"])


def test_subject_is_one_line(people, django_capture_on_commit_callbacks):
    post = factories.make_draft(title="A\nBcc: everybody@example.org", started_by=people["cora"])

    with django_capture_on_commit_callbacks(execute=True):
        submit(post, by=people["cora"])

    assert "\n" not in mail.outbox[0].subject


def test_review_leaves_what_readers_see(people, client):
    post = factories.make_post(started_by=people["cora"])
    before = client.get(post.get_absolute_url()).content
    submit(post, by=people["cora"])
    remark(post, by=people["eve"], text="Sentinel")

    assert client.get(post.get_absolute_url()).content == before
    assert Post.objects.get().status == Status.PUBLISHED
