"""Nothing is published that nobody who may publish has seen, nor past the checks."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.admin.options import ModelAdmin
from django.urls import reverse

from posts.models import AuditEntry, CheckOverride, Event, Post, Status
from posts.reviewing import open_review, submit
from posts.revisions import copy_of, kept, latest
from tests import factories
from tests.admin.conftest import typed

pytestmark = pytest.mark.django_db

BODY = "First.\n\nSecond."


@pytest.fixture
def draft(cora) -> Post:
    author = factories.make_author(user=cora)
    return factories.make_draft(title="Draft", body=BODY, started_by=cora, authors=[author])


def change(post: Post) -> str:
    return reverse("admin:posts_post_change", args=[post.pk])


def form(post: Post, **changes: Any) -> dict[str, Any]:
    given: dict[str, Any] = {"title": post.title, "slug": post.slug, "body": post.body}
    given |= {"category": post.category_id, "base": latest(post.pk).pk}
    if post.published_at:
        given |= {"status": post.status, "published_at": "2026-01-05T08:00"}
    return typed(post=post, authors=post.byline, **(given | changes))


def test_words_that_came_meanwhile_are_looked_at_before_they_are_published(
    admin_client, desk, draft
):
    opened = form(draft, status="published")
    desk.post(change(draft), form(draft, body=BODY + "\n\nUNSEEN."))

    page = admin_client.post(change(draft), opened)

    assert Post.objects.get().status == Status.DRAFT
    assert "UNSEEN." in page.content.decode()
    assert "Nothing is published yet" in page.content.decode()
    again = form(Post.objects.get(), status="published", base=page.context["base"])
    admin_client.post(change(draft), again)
    assert (Post.objects.get().status, "UNSEEN." in Post.objects.get().body) == ("published", True)


def test_proposal_that_grew_meanwhile_is_looked_at_before_it_is_published(admin_client, desk, cora):
    live = factories.make_post(body=BODY, authors=[factories.make_author(user=cora)])
    desk.post(change(live), form(live, body=BODY.replace("First", "Proposed")))
    opened = form(live, body=copy_of(live.pk).revision.snapshot["body"])
    opened["base"] = admin_client.get(change(live)).context["base"]
    grown = opened | {"body": opened["body"] + "\n\nUNSEEN."}
    desk.post(change(live), grown)

    admin_client.post(change(live), opened)

    assert Post.objects.get().body == BODY


def test_keeping_a_draft_aside_publishes_no_errors(admin_client, draft):
    admin_client.post(
        change(draft), form(draft, body="Rain: TODO.", status="published", _aside="1")
    )

    assert Post.objects.get().status == Status.DRAFT


def test_minute_of_earlier_words_does_not_take_errors_out(admin_client, cora):
    live = factories.make_post(body=BODY, authors=[factories.make_author()])
    minute = {"_aside": "1", "changes_go_live_at": "2099-01-01T09:00"}
    admin_client.post(change(live), form(live, body="Sound.", **minute))
    assert copy_of(live.pk).goes_live_at is not None
    opened = admin_client.get(change(live)).context["base"]

    admin_client.post(change(live), form(live, body="Rain: TODO.", base=opened, **minute))

    assert copy_of(live.pk).goes_live_at is None


def test_errors_are_not_brought_back_into_a_live_post(admin_client):
    live = factories.make_post(body="Rain: TODO.", authors=[factories.make_author()])
    wrong = latest(live.pk)
    with kept([live.pk], by=None):
        live.body = "Rain."
        live.save()
    history = reverse("admin:posts_post_history", args=[live.pk])

    admin_client.post(history, {"revision": wrong.number})

    assert Post.objects.get().body == "Rain."


def test_bulk_publishing_judges_under_the_lock(admin_client, draft, monkeypatch):
    def spoil(*_args: Any, **_options: Any) -> Any:
        Post.objects.get().bylines.all().delete()
        return kept(*_args, **_options)

    monkeypatch.setattr("posts.admin.actions.kept", spoil)

    admin_client.post(
        reverse("admin:posts_post_changelist"),
        {"action": "publish", "_selected_action": [draft.pk]},
    )

    assert Post.objects.get().status == Status.DRAFT


def test_post_that_goes_live_meanwhile_is_not_deleted(desk, draft, monkeypatch):
    def publish(self: Any, *_args: Any) -> None:
        post = Post.objects.get()
        post.publish()
        post.save()

    monkeypatch.setattr(ModelAdmin, "log_deletions", publish)

    address = reverse("admin:posts_post_delete", args=[draft.pk])

    assert desk.post(address, {"post": "yes"}).status_code == 403
    assert Post.objects.exists()


def test_author_gives_no_reason_for_publishing(desk, cora):
    live = factories.make_post(body=BODY, authors=[factories.make_author(user=cora)])
    reason = {"_checks_reason": "Because.", "_checks_seen": "placeholders:TODO"}
    minute = {"changes_go_live_at": "2099-01-01T09:00"}

    desk.post(change(live), form(live, body="Rain: TODO.", **reason, **minute))

    assert copy_of(live.pk) is not None
    assert not CheckOverride.objects.exists()
    assert not AuditEntry.objects.filter(event=Event.CHECKS_OVERRIDDEN).exists()


def test_what_is_approved_is_what_was_seen(admin_client, draft, cora):
    submit(draft, by=cora)
    seen = open_review(draft.pk).revision_id
    with kept([draft.pk], by=cora):
        draft.body = "Another text."
        draft.save()
    submit(draft, by=cora)

    address = reverse("admin:posts_post_review", args=[draft.pk])
    admin_client.post(address, {"act": "approve", "seen": seen})

    assert open_review(draft.pk) is not None


def test_author_throws_no_changes_of_an_editor_away(admin_client, desk, cora):
    live = factories.make_post(body=BODY, authors=[factories.make_author(user=cora)])
    admin_client.post(change(live), form(live, body="A correction.", _aside="1"))
    opened = desk.get(change(live)).context["base"]
    desk.post(change(live), form(live, body="A correction, too.", base=opened))
    discard = reverse("admin:posts_post_discard_changes", args=[live.pk])

    assert desk.post(discard).status_code == 403
    admin_client.post(discard)
    assert AuditEntry.objects.latest("pk").event == Event.CHANGES_DISCARDED
