"""The page of reviews and notes, the panel in the form, and what is told at the desk's front."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from posts.admin.review import PostReview
from posts.models import Decision, Note, Post, Review
from posts.reviewing import open_review, submit
from posts.revisions import copy_of, set_aside, take
from tests import factories
from tests.admin.conftest import typed

pytestmark = pytest.mark.django_db

FRONT = reverse("admin:index")


@pytest.fixture
def draft(cora) -> Post:
    return factories.make_draft(
        title="Draft", started_by=cora, body="The first paragraph.\n\nThe *second* one."
    )


def address(post: Post) -> str:
    return reverse("admin:posts_post_review", args=[post.pk])


def change(post: Post) -> str:
    return reverse("admin:posts_post_change", args=[post.pk])


def live(post: Post, author: Any) -> dict[str, Any]:
    """Return the form of a live post as it is stored, for those who see its status or not."""
    return typed(
        post=post,
        authors=[author],
        slug=post.slug,
        body=post.body,
        status="published",
        published_at="2026-01-05T08:00",
        category=post.category_id,
    )


def test_one_button_saves_and_hands_in(desk, draft):
    desk.post(change(draft), typed(post=draft, title="Better", _review="1"))

    assert Post.objects.get().title == "Better"
    assert open_review(draft.pk).revision.snapshot["title"] == "Better"


def test_new_post_is_saved_and_handed_in(desk):
    desk.post(reverse("admin:posts_post_add"), typed(title="Begun", _review="1"))

    assert open_review(Post.objects.get().pk) is not None


def test_refused_form_hands_nothing_in(desk, draft):
    desk.post(change(draft), typed(post=draft, title="", _review="1"))

    assert open_review(draft.pk) is None


def test_changes_of_a_live_post_are_handed_in_and_published_by_an_editor(desk, cora, admin_client):
    author = factories.make_author(user=cora)
    post = factories.make_post(title="Live", authors=[author])
    data = live(post, author) | {"title": "Proposed"}

    desk.post(change(post), data | {"_review": "1"})

    assert Post.objects.get().title == "Live"
    assert open_review(post.pk).revision.snapshot["title"] == "Proposed"
    page = admin_client.get(change(post))
    assert "Proposed" in page.content.decode()
    sent = {"base": page.context["base"]}
    admin_client.post(change(post), data | sent)
    assert Post.objects.get().title == "Proposed"
    assert Review.objects.get().decision == Decision.APPROVED


def test_whoever_may_not_publish_takes_the_minute_off_the_changes(desk, cora, admin_client):
    author = factories.make_author(user=cora)
    post = factories.make_post(title="Live", authors=[author])
    data = live(post, author) | {"title": "Seen"}
    minute = {"_aside": "1", "changes_go_live_at": "2099-01-01T09:00"}
    admin_client.post(change(post), data | minute)
    assert copy_of(post.pk).goes_live_at is not None

    opened = desk.get(change(post)).context["base"]
    response = desk.post(
        change(post), data | {"title": "Not seen", "_aside": "1", "base": opened}, follow=True
    )

    assert copy_of(post.pk).revision.snapshot["title"] == "Not seen"
    assert copy_of(post.pk).goes_live_at is None
    assert "do not go live at their minute any more" in response.content.decode()


def test_editor_returns_with_a_note_and_the_author_reads_it(desk, draft, cora, admin_client):
    submit(draft, by=cora, message="Please look.")
    refused = admin_client.post(address(draft), {"act": "return"})
    assert "Say what is to be done" in refused.content.decode()
    assert open_review(draft.pk) is not None

    admin_client.post(address(draft), {"act": "return", "return-said": "Name the source."})

    assert "Name the source." in desk.get(FRONT).content.decode()
    assert "Name the source." in desk.get(change(draft)).content.decode()
    assert "Name the source." in desk.get(address(draft)).content.decode()
    assert "Name the source." not in desk.get(FRONT).content.decode()


def test_list_says_what_is_in_review(admin_client, draft, cora):
    factories.make_draft(title="Not handed in")
    submit(draft, by=cora)

    page = admin_client.get(reverse("admin:posts_post_changelist"), {"review": "open"})

    assert [post.title for post in page.context["cl"].result_list] == ["Draft"]
    assert '<span class="state state-review">In review</span>' in page.content.decode()


def test_note_stands_beside_its_passage(admin_client, draft):
    admin_client.post(
        address(draft), {"act": "note", "passage": "The *second* one.", "text": "Which one?"}
    )
    admin_client.post(address(draft), {"act": "note", "text": "On the whole."})

    context = admin_client.get(address(draft)).context
    assert [[note.text for note in notes] for _n, _p, notes in context["rows"]] == [
        [],
        ["Which one?"],
    ]
    assert [note.text for note in context["notes"]] == ["On the whole."]


def test_note_on_a_passage_that_is_gone_is_still_there(admin_client, draft):
    Note.objects.create(post=draft, passage="Words that went.", text="Which one?")

    context = admin_client.get(address(draft)).context

    assert [note.text for note in context["notes"]] == ["Which one?"]


def test_note_on_words_that_are_not_there_is_refused(admin_client, draft):
    data = {"act": "note", "passage": "No such words", "text": "Kept words."}

    page = admin_client.post(address(draft), data).content.decode()

    assert "These words are not in the text." in page
    assert "Kept words." in page
    assert not Note.objects.exists()


def test_paragraph_is_chosen_without_a_script(admin_client, draft):
    page = admin_client.get(address(draft), {"on": "2"})

    assert page.context["note_form"]["passage"].value() == "The *second* one."


@pytest.mark.parametrize("on", ["0", "99", "-1", "x", "1" * 40, "²"])
def test_paragraph_that_is_not_there_is_no_error(admin_client, draft, on):
    assert admin_client.get(address(draft), {"on": on}).status_code == 200


@pytest.mark.parametrize(
    "data", [{}, {"act": "x"}, {"act": "settle"}, {"act": "settle", "note": "7"}]
)
def test_act_that_there_is_not_is_a_404(admin_client, draft, data):
    assert admin_client.post(address(draft), data).status_code == 404


def test_note_of_another_post_is_not_settled_here(admin_client, draft):
    note = Note.objects.create(post=factories.make_draft(), text="Elsewhere")

    response = admin_client.post(address(draft), {"act": "settle", "note": note.pk})

    assert response.status_code == 404


def test_text_is_shown_as_it_is_written(admin_client, cora):
    post = factories.make_draft(body="<script>alert(1)</script>", started_by=cora)

    assert "<script>alert(1)" not in admin_client.get(address(post)).content.decode()


@pytest.mark.parametrize("is_there", [True, False])
def test_post_that_is_anothers_or_unknown_is_not_handed_in(desk, is_there):
    key = factories.make_draft(body="Another's.").pk if is_there else 999_999

    response = desk.post(reverse("admin:posts_post_change", args=[key]), typed(_review="1"))

    assert response.status_code in {302, 403}
    assert not Review.objects.exists()


@pytest.mark.parametrize("sent", [{"act": "submit"}, {"act": "note", "text": "Look."}])
def test_act_on_a_post_deleted_meanwhile_is_a_404(desk, draft, monkeypatch, sent):
    def delete_first(*_arguments: Any) -> bool:
        Post.objects.filter(pk=draft.pk).delete()
        return True

    monkeypatch.setattr(PostReview, "_may", delete_first)

    assert desk.post(address(draft), sent).status_code == 404


def test_review_of_what_went_out_is_closed_though_older_changes_are_left_aside(
    admin_client, admin_user, cora
):
    post = factories.make_post(started_by=cora, authors=[factories.make_author()])
    set_aside(post.pk, take(post.pk) | {"title": "Left over"}, by=admin_user)
    Post.objects.unpublish()
    submit(post, by=cora)

    listed = reverse("admin:posts_post_changelist")
    admin_client.post(listed, {"action": "publish", "_selected_action": [post.pk]})

    assert Review.objects.get().decision == Decision.APPROVED
