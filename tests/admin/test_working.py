"""A post that is out is worked at in the form, and readers see none of it until it is published."""

from __future__ import annotations

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from posts import reviewing
from posts.admin import together
from posts.admin.post import PostAdmin
from posts.changes import went_out
from posts.models import AuditEntry, Autosave, Event, Notice, Post, Revision, Tag, WorkingCopy
from posts.revisions import copy_of, kept
from tests import factories
from tests.admin.conftest import typed

pytestmark = pytest.mark.django_db
NOW = "2026-05-01T09:00:00Z"


@pytest.fixture
def editor(admin_client) -> Client:
    return admin_client


@pytest.fixture
def post():
    author = factories.make_author(name="Ada Example")
    return factories.make_post(title="Title", slug="title", body="Stored.", authors=[author])


def address(post: Post) -> str:
    return reverse("admin:posts_post_change", args=[post.pk])


def form(post: Post, **changes) -> dict:
    plain = {
        "title": "Title",
        "slug": "title",
        "body": "Stored.",
        "status": "published",
        "published_at": "2026-01-05T08:00",
        "category": post.category_id,
        "authors": post.byline,
    }
    data = typed(post=post, **plain | changes)
    return {name: value for name, value in data.items() if name != "_continue"}


def aside(editor: Client, post: Post, **changes):
    base = editor.get(address(post)).context["base"]
    data = form(post, base=base, **changes) | {"_aside": ""}
    return editor.post(address(post), data, follow=True)


def test_what_is_kept_aside_is_shown_in_the_form_and_nowhere_else(editor, post, client):
    answer = aside(editor, post, title="Sentinel", body="Sentinel words.", tags="sentinel")

    assert "Kept aside. Readers see the post as it was" in answer.content.decode()
    shown = editor.get(address(post))
    assert shown.context["adminform"].form["title"].value() == "Sentinel"
    assert shown.context["adminform"].form["tags"].value() == "sentinel"
    assert "Please correct" not in shown.content.decode()
    assert "data-rescued" not in shown.content.decode()
    assert Post.objects.get().title == "Title"
    for page in ("/", "/posts/title/", "/posts/title.md", "/posts/", "/atom.xml", "/tags/"):
        assert "entinel" not in client.get(page).content.decode()
    assert "/posts/title/" not in client.get("/search/?q=sentinel").content.decode()


def test_changes_are_published_from_the_form(editor, post):
    aside(editor, post, title="New", tags="new tag")
    shown = editor.get(address(post))

    sent = form(post, title="New", tags="new tag", base=shown.context["base"], _continue="")
    editor.post(address(post), sent)

    stored = Post.objects.get()
    assert (stored.title, list(stored.tags.all())) == ("New", [Tag.objects.get(name="new tag")])
    assert copy_of(post.pk) is None


def test_working_copy_is_saved_again_and_again(editor, post):
    aside(editor, post, title="One")
    aside(editor, post, title="Two")

    assert copy_of(post.pk).revision.snapshot["title"] == "Two"
    assert WorkingCopy.objects.count() == 1
    assert [one.is_stored for one in post.revisions.all()] == [False, False, True]


def test_two_at_one_working_copy_are_merged(editor, post):
    aside(editor, post, body="One.\n\nTwo.")
    base = editor.get(address(post)).context["base"]
    for body in ("1.\n\nTwo.", "One.\n\n2."):
        editor.post(address(post), form(post, body=body, base=base) | {"_aside": ""})

    assert copy_of(post.pk).revision.snapshot["body"] == "1.\n\n2."
    assert Post.objects.get().body == "Stored."


def test_same_passage_of_a_working_copy_is_shown_side_by_side(editor, post):
    base = editor.get(address(post)).context["base"]
    editor.post(address(post), form(post, body="Theirs.", base=base) | {"_aside": ""})

    answer = editor.post(address(post), form(post, body="Ours.", base=base) | {"_aside": ""})

    (clash,) = answer.context["clashes"]
    assert (clash["ours"], clash["theirs"]) == ("Ours.", "Theirs.")
    assert copy_of(post.pk).revision.snapshot["body"] == "Theirs."


def test_clash_with_what_was_stored_meanwhile_is_settled_once(editor, post):
    aside(editor, post, body="Ours.")
    stored = Post.objects.get()
    stored.body = "Theirs."
    stored.save()
    shown = editor.get(address(post))
    sent = form(post, body="Ours.", base=shown.context["base"], _continue="")
    answer = editor.post(address(post), sent)
    assert answer.context["clashes"]

    seen = answer.context["stored_seen"]
    again = form(post, body="Both.", base=answer.context["base"], stored_seen=seen, _continue="")
    editor.post(address(post), again)

    assert Post.objects.get().body == "Both."
    assert copy_of(post.pk) is None


def test_clash_of_texts_leaves_no_post_before_readers_that_is_to_be_unpublished(
    editor, admin_user, post, client
):
    aside(editor, post, body="Ours.")
    stored = Post.objects.get()
    stored.body = "Theirs."
    stored.save()
    shown = editor.get(address(post))
    sent = form(post, body="Ours.", status="unpublished", base=shown.context["base"], _continue="")

    answer = editor.post(address(post), sent)

    assert "readers do not see it any more" in answer.content.decode()
    assert client.get("/posts/title/").status_code == 404
    assert Post.objects.get().body == "Theirs."
    assert AuditEntry.objects.get(event=Event.UNPUBLISHED).account == admin_user.pk
    (clash,) = answer.context["clashes"]
    assert (clash["ours"], clash["theirs"]) == ("Ours.", "Theirs.")
    assert "In the changes" in answer.content.decode()

    again = sent | {
        "body": "Both.",
        "base": answer.context["base"],
        "stored_seen": answer.context["stored_seen"],
    }
    answer = editor.post(address(post), again, follow=True)

    assert "while you wrote" not in answer.content.decode()
    assert (Post.objects.get().body, Post.objects.get().status) == ("Both.", "unpublished")
    assert copy_of(post.pk) is None


def test_what_a_colleague_saves_before_a_post_is_taken_down_stays(editor, post, monkeypatch):
    aside(editor, post, body="Ours.")
    stored = Post.objects.get()
    stored.body = "Theirs."
    stored.save()
    base = editor.get(address(post)).context["base"]
    real = together.kept

    def kept_late(*arguments, **options):
        late = Post.objects.get()
        late.standfirst = "Saved in that moment."
        late.save()
        return real(*arguments, **options)

    sent = form(post, body="Ours.", status="unpublished", base=base, _continue="")
    takes_down = PostAdmin._take_down

    def taken_down(*arguments):
        monkeypatch.setattr(together, "kept", kept_late)
        takes_down(*arguments)
        monkeypatch.setattr(together, "kept", real)

    monkeypatch.setattr(PostAdmin, "_take_down", taken_down)
    editor.post(address(post), sent)

    stored = Post.objects.get()
    assert (stored.status, stored.standfirst) == ("unpublished", "Saved in that moment.")


def test_old_form_of_a_post_that_was_published_since_takes_nothing_down(editor, post):
    Post.objects.unpublish()
    base = editor.get(address(post)).context["base"]
    with kept([post.pk], by=None):
        Post.objects.publish()
        again = Post.objects.get()
        again.body = "Theirs."
        again.save()
    Revision.objects.filter(pk=base).delete()

    sent = form(post, body="Ours.", status="unpublished", base=base, _continue="")
    answer = editor.post(address(post), sent)

    assert answer.context["clashes"]
    assert Post.objects.get().is_live


def test_who_may_only_propose_unpublishes_nothing_by_a_clash(desk, cora, post):
    post.started_by = cora
    post.save()
    base = desk.get(address(post)).context["base"]
    desk.post(address(post), form(post, body="Theirs.", base=base) | {"_aside": ""})

    sent = form(post, body="Ours.", base=base, status="unpublished", _continue="")
    answer = desk.post(address(post), sent)

    assert answer.context["clashes"]
    assert Post.objects.get().is_live


def test_what_is_no_part_of_changes_is_named_and_stays(editor, post):
    answer = aside(editor, post, title="New", expires_at="2031-01-05T08:00", is_pinned="on")

    assert "as it was: Expires, Lead story." in answer.content.decode()
    assert (Post.objects.get().expires_at, copy_of(post.pk).revision.snapshot["title"]) == (
        None,
        "New",
    )


def test_post_that_was_taken_back_is_published_again_though_changes_were_left_aside(
    editor, post, client
):
    aside(editor, post, title="New", body="Changed.")
    Post.objects.unpublish()

    shown = editor.get(address(post))
    form_shown = shown.context["adminform"].form
    assert (form_shown["status"].value(), form_shown["title"].value()) == ("unpublished", "Title")
    assert "revision 2. They are not in the form." in shown.content.decode()
    sent = form(post, base=shown.context["base"], _continue="")
    answer = editor.post(address(post), sent, follow=True)

    assert "Live at" in answer.content.decode()
    assert client.get("/posts/title/").status_code == 200
    assert editor.get(address(post)).context["adminform"].form["title"].value() == "New"


def test_changes_that_could_not_go_live_are_told_of_at_the_desk(
    editor, admin_user, post, mailoutbox
):
    with time_machine.travel(NOW, tick=False) as clock:
        aside(editor, post, body="Ours.", changes_go_live_at="2026-05-01T11:00")
        stored = Post.objects.get()
        stored.body = "Theirs."
        stored.save()
        clock.move_to("2026-05-01T10:00:00Z")
        editor.get("/admin/posts/post/")

        assert copy_of(post.pk).saved_at.isoformat() == "2026-05-01T09:00:00+00:00"

    notice = Notice.objects.get(account=admin_user)
    assert notice.text == (
        "The changes of “Title” did not go live on 1 May 2026, 11:00 BST:"
        " Somebody changed the same passages meanwhile."
    )
    assert not mailoutbox
    page = editor.get(address(post)).content.decode()
    assert 'class="errornote problems"' not in page


def test_message_after_a_save_tells_what_is_stored(editor, post):
    base = editor.get(address(post)).context["base"]
    with kept([post.pk], by=None):
        Post.objects.unpublish()

    sent = form(post, title="New", base=base, _continue="")
    answer = editor.post(address(post), sent, follow=True)

    assert "Saved “New”. Unpublished: readers do not see it." in answer.content.decode()


def test_newer_words_beside_a_picture_outlast_changes_that_bring_older_ones(editor, post):
    picture = factories.make_picture(alt="Then.", caption="Then.")
    with kept([post.pk], by=None):
        post.lead_picture = picture
        post.save()
    with kept([post.pk], by=None):
        picture.alt = "Now."
        picture.save()
    history = reverse("admin:posts_post_history", args=[post.pk])
    editor.post(history, {"revision": "2"})
    picture.caption = "Now."
    picture.save()

    aside(editor, post, title="New", lead_picture=picture.pk)
    base = editor.get(address(post)).context["base"]
    sent = form(post, title="New", lead_picture=picture.pk, base=base, _continue="")
    editor.post(address(post), sent)

    picture.refresh_from_db()
    assert (picture.alt, picture.caption) == ("Then.", "Now.")


def test_changes_of_a_post_that_was_taken_back_go_live_by_no_minute(editor, admin_user, post):
    with time_machine.travel(NOW, tick=False) as clock:
        aside(editor, post, body="Left over.", changes_go_live_at="2026-05-01T11:00")
        chosen = {"_selected_action": [post.pk]}
        listed = reverse("admin:posts_post_changelist")
        editor.post(listed, chosen | {"action": "unpublish"})
        clock.move_to("2026-05-01T10:30:00Z")
        editor.post(listed, chosen | {"action": "publish"})

        stored = Post.objects.get()
        assert (stored.is_live, stored.body) == (True, "Stored.")
        assert copy_of(post.pk).goes_live_at is None
        entries = AuditEntry.objects.filter(event=Event.CHANGES_SCHEDULED).order_by("pk")
        assert entries.last().detail == "2026-05-01 11:00 BST → –"
        assert entries.last().account == admin_user.pk


def test_what_fails_as_changes_go_live_fails_no_page(editor, post, monkeypatch, client):
    def fails(**_options):
        raise RuntimeError("broken")

    with time_machine.travel(NOW, tick=False) as clock:
        aside(editor, post, body="Ours.", changes_go_live_at="2026-05-01T11:00")
        went_out.connect(fails)
        try:
            clock.move_to("2026-05-01T10:00:00Z")
            monkeypatch.setattr(reviewing, "tell", fails)
            assert editor.get(address(post)).status_code == 200
        finally:
            went_out.disconnect(fails)

    copy = copy_of(post.pk)
    assert (copy.obstacle, copy.goes_live_at) == ("broken", None)
    assert Post.objects.get().body == "Stored."


def test_form_of_changes_shows_the_dates_as_they_are_now(editor, post):
    aside(editor, post, title="New")
    with kept([post.pk], by=None):
        again = Post.objects.get()
        again.published_at = again.published_at.replace(hour=9, second=30)
        again.save()

    shown = editor.get(address(post))
    assert "09:00" in shown.content.decode().split('name="published_at"')[1][:200]
    sent = form(
        post,
        title="New",
        published_at="2026-01-05T09:00",
        base=shown.context["base"],
        opened_as=shown.context["opened_as"],
        _continue="",
    )
    answer = editor.post(address(post), sent, follow=True)

    assert "Live at" in answer.content.decode()
    assert Post.objects.get().title == "New"


def test_keeping_aside_in_the_form_of_a_post_taken_back_since_mixes_nothing_in(editor, post):
    base = editor.get(address(post)).context["base"]
    aside(editor, post, title="Others' changes")
    Post.objects.unpublish()

    sent = form(post, standfirst="Mine.", base=base) | {"_aside": ""}
    editor.post(address(post), sent)

    stored = Post.objects.get()
    assert (stored.title, stored.standfirst, stored.status) == ("Title", "Mine.", "unpublished")


def test_changes_left_aside_are_gone_once_they_are_brought_back_or_thrown_away(editor, post):
    aside(editor, post, title="New")
    Post.objects.unpublish()
    page = editor.get(address(post)).content.decode()
    assert reverse("admin:posts_post_discard_changes", args=[post.pk]) in page

    editor.post(reverse("admin:posts_post_history", args=[post.pk]), {"revision": "2"})

    assert (Post.objects.get().title, copy_of(post.pk)) == ("New", None)


def test_changes_that_are_due_are_published_before_others_take_their_place(editor, post):
    with time_machine.travel(NOW, tick=False) as clock:
        aside(editor, post, title="Due", changes_go_live_at="2026-05-01T11:00")
        clock.move_to("2026-05-01T10:01:00Z")
        editor.post(reverse("admin:posts_post_history", args=[post.pk]), {"revision": "1"})

    assert Post.objects.get().title == "Due"
    assert copy_of(post.pk).revision.snapshot["title"] == "Title"


def test_mistyped_minute_leaves_the_one_that_was_set(editor, post):
    with time_machine.travel(NOW, tick=False):
        aside(editor, post, title="New", changes_go_live_at="2026-05-01T11:00")
        aside(editor, post, title="Newer", changes_go_live_at="nonsense")

        copy = copy_of(post.pk)
        assert copy.revision.snapshot["title"] == "Newer"
        assert copy.goes_live_at is not None


def test_post_with_changes_can_be_deleted(editor, post):
    aside(editor, post, title="New")

    editor.post(reverse("admin:posts_post_delete", args=[post.pk]), {"post": "yes"})

    assert not Post.objects.exists()


def test_changes_are_scheduled(editor, post):
    with time_machine.travel(NOW, tick=False) as clock:
        answer = aside(editor, post, title="New", changes_go_live_at="2026-05-01T11:00")
        assert "from 1 May 2026, 11:00 BST on" in answer.content.decode()
        clock.move_to("2026-05-01T09:59:59Z")
        editor.get(address(post))
        assert Post.objects.get().title == "Title"

        clock.move_to("2026-05-01T10:00:00Z")
        shown = editor.get(address(post))

    assert Post.objects.get().title == "New"
    assert "copy" not in shown.context or shown.context["copy"] is None


@pytest.mark.parametrize("minute", ["2026-05-01T09:00", "nonsense", "2026-03-29T01:30"])
def test_minute_that_is_past_or_none_keeps_the_changes_without_one(editor, post, minute):
    with time_machine.travel(NOW, tick=False):
        aside(editor, post, title="New", changes_go_live_at=minute)

    copy = copy_of(post.pk)
    assert (copy.goes_live_at, copy.revision.snapshot["title"]) == (None, "New")


def test_changes_are_thrown_away_and_stay_in_the_history(editor, post):
    aside(editor, post, title="New")

    editor.post(reverse("admin:posts_post_discard_changes", args=[post.pk]))

    assert copy_of(post.pk) is None
    assert post.revisions.first().snapshot["title"] == "New"
    assert editor.get(address(post)).context["adminform"].form["title"].value() == "Title"


def test_list_says_that_there_are_changes(editor, post):
    factories.make_post()
    aside(editor, post, title="New")

    page = editor.get(reverse("admin:posts_post_changelist")).content.decode()

    assert page.count("with unpublished changes") == 1


def test_keeping_aside_forgets_what_was_typed(editor, post):
    editor.post(reverse("admin:posts_post_autosave", args=[post.pk]), form(post, title="New"))

    aside(editor, post, title="New")

    assert not Autosave.objects.exists()
    assert editor.get(address(post)).context["unsaved"] == []


def test_draft_has_nothing_to_keep_aside(editor):
    post = factories.make_draft(title="Title", slug="title")

    page = editor.get(address(post)).content.decode()
    assert 'name="_aside"' not in page
    editor.post(address(post), typed(title="New", slug="title", _aside=""))

    assert Post.objects.get().title == "New"
    assert copy_of(post.pk) is None


def test_refused_changes_are_shown_again(editor, post):
    answer = aside(editor, post, title="", body="Kept.")

    assert answer.context["adminform"].form["body"].value() == "Kept."
    assert copy_of(post.pk) is None


def test_who_may_only_look_sees_what_is_stored(editor, log_in, post):
    aside(editor, post, title="Sentinel")

    viewer = log_in("view_post")
    page = viewer.get(address(post)).content.decode()
    assert "Sentinel" not in page
    discard = reverse("admin:posts_post_discard_changes", args=[post.pk])
    assert viewer.post(discard).status_code == 403
    assert viewer.post(address(post), form(post) | {"_aside": ""}).status_code == 403
    assert copy_of(post.pk) is not None


def test_no_changes_cannot_be_thrown_away(editor, post):
    discard = reverse("admin:posts_post_discard_changes", args=[post.pk])
    assert editor.post(discard).status_code == 404
    assert editor.get(discard).status_code == 405
