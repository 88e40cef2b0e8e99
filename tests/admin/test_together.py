"""Two editors at one post: nobody overwrites anybody silently."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from posts.admin.post import PostAdmin
from posts.models import Post
from posts.models.revision import Cause
from posts.revisions import copy_of, kept
from tests import factories
from tests.admin.conftest import typed

pytestmark = pytest.mark.django_db
BODY = "First.\n\nSecond.\n\nThird."


@pytest.fixture
def editor(admin_client) -> Client:
    return admin_client


@pytest.fixture
def post():
    return factories.make_draft(title="Title", slug="title", body=BODY)


def address(post: Post) -> str:
    return reverse("admin:posts_post_change", args=[post.pk])


def opened(client: Client, post: Post) -> str:
    """Open the form, and return what it sends along to say what it was opened with."""
    return str(client.get(address(post)).context["base"])


def form(post: Post, **changes) -> dict:
    plain = {"title": "Title", "slug": "title", "body": BODY, "category": post.category_id or ""}
    return typed(**plain | changes)


def test_changes_of_different_paragraphs_are_both_saved_and_said(editor, post):
    base = opened(editor, post)
    editor.post(address(post), form(post, body=BODY.replace("First", "1."), base=base))

    answer = editor.post(
        address(post), form(post, body=BODY.replace("Third", "3."), base=base), follow=True
    )

    stored = Post.objects.get()
    assert stored.body == "1..\n\nSecond.\n\n3.."
    assert "Both changes are in it now." in answer.content.decode()
    assert stored.revisions.first().cause == Cause.MERGED
    assert stored.revisions.count() == 3


def test_changes_of_different_fields_are_both_saved(editor, post):
    base = opened(editor, post)
    author, tag = factories.make_author(), factories.make_tag(name="crisis")
    editor.post(
        address(post),
        form(post, standfirst="In short.", authors=[author], tags="crisis", base=base),
    )

    editor.post(address(post), form(post, title="Another", base=base))

    stored = Post.objects.get()
    assert (stored.title, stored.standfirst) == ("Another", "In short.")
    assert stored.byline == [author]
    assert list(stored.tags.all()) == [tag]


def test_text_in_which_both_versions_stand_still_is_not_saved(editor, post):
    base = opened(editor, post)
    editor.post(address(post), form(post, body=BODY.replace("Second", "Theirs"), base=base))
    ours = form(post, body=BODY.replace("Second", "Ours"), base=base)
    clash = editor.post(address(post), ours)
    both = clash.context["adminform"].form["body"].value()

    again = ours | {
        "body": both.replace("\n", "\r\n"),
        "base": clash.context["base"],
        "unsettled": clash.context["unsettled"],
    }
    refused = editor.post(address(post), again)

    assert "Both versions stand in the text still." in refused.content.decode()
    assert refused.context["unsettled"] == clash.context["unsettled"]
    assert Post.objects.get().body == BODY.replace("Second", "Theirs")
    editor.post(address(post), again | {"body": BODY.replace("Second", "Both")})
    assert Post.objects.get().body == BODY.replace("Second", "Both")


def test_paragraph_that_one_deleted_and_one_changed_is_saved_as_it_stands(editor, post):
    base = opened(editor, post)
    editor.post(address(post), form(post, body="First.\n\nThird.", base=base))
    clash = editor.post(
        address(post), form(post, body=BODY.replace("Second", "Changed"), base=base)
    )
    assert clash.context["clashes"]
    text = clash.context["adminform"].form["body"].value()

    again = {"base": clash.context["base"], "unsettled": clash.context["unsettled"] or ""}
    editor.post(address(post), form(post, body=text, **again))

    assert Post.objects.get().body == text


def test_clash_that_is_not_settled_is_previewed_all_the_same(editor, post):
    base = opened(editor, post)
    editor.post(address(post), form(post, body=BODY.replace("Second", "Theirs"), base=base))
    clash = editor.post(address(post), form(post, body=BODY.replace("Second", "Ours"), base=base))
    both = clash.context["adminform"].form["body"].value()
    sent = form(post, body=both, unsettled=clash.context["unsettled"])

    preview = editor.post(reverse("admin:posts_post_preview", args=[post.pk]), sent)

    assert preview.status_code == 200


def test_clash_that_was_left_is_still_one_when_its_text_is_taken_up_again(editor, post):
    base = opened(editor, post)
    editor.post(address(post), form(post, body=BODY.replace("Second", "Theirs"), base=base))
    clash = editor.post(address(post), form(post, body=BODY.replace("Second", "Ours"), base=base))
    both = clash.context["adminform"].form["body"].value()
    typed_on = form(
        post,
        body=both,
        title="Typed on",
        key="form-abcdefghijkl",
        base=clash.context["base"],
        unsettled=clash.context["unsettled"],
    )
    editor.post(reverse("admin:posts_post_autosave", args=[post.pk]), typed_on)

    shown = editor.get(address(post), {"unsaved": "form-abcdefghijkl"})

    assert shown.context["unsettled"] == clash.context["unsettled"]


def test_same_paragraph_is_shown_side_by_side_and_nothing_is_saved(editor, post):
    base = opened(editor, post)
    editor.post(
        address(post), form(post, body=BODY.replace("Second", "Zwei"), standfirst="s", base=base)
    )

    answer = editor.post(
        address(post),
        form(post, body=BODY.replace("Second", "Deux").replace("Third", "3."), base=base),
    )

    assert Post.objects.get().body == BODY.replace("Second", "Zwei")
    shown = answer.context["adminform"].form
    assert shown["body"].value() == "First.\n\nDeux.\n\nZwei.\n\n3.."
    assert shown["standfirst"].value() == "s"
    (clash,) = answer.context["clashes"]
    assert (clash["ours"], clash["theirs"]) == ("Deux.", "Zwei.")
    page = answer.content.decode()
    assert "admin saved this post while you wrote" in page
    assert "Please correct" not in page

    again = form(post, body="Settled.", standfirst="s", base=answer.context["base"])
    editor.post(address(post), again)
    assert Post.objects.get().body == "Settled."


def test_clash_of_a_field_names_both_and_keeps_ours_in_the_form(editor, post):
    base = opened(editor, post)
    one, other = (
        factories.make_author(name="Ada Example"),
        factories.make_author(name="Noor Example"),
    )
    editor.post(address(post), form(post, title="Theirs", authors=[one], base=base))

    answer = editor.post(address(post), form(post, title="Ours", authors=[other], base=base))

    rows = {row["label"]: (row["ours"], row["theirs"]) for row in answer.context["clashes"]}
    assert rows == {
        "Title": ("Ours", "Theirs"),
        "Authors": ("Noor Example", "Ada Example"),
    }
    assert answer.context["adminform"].form["title"].value() == "Ours"
    assert (Post.objects.get().title, Post.objects.get().byline) == ("Theirs", [one])


def test_change_past_the_desk_is_merged_too(editor, post):
    base = opened(editor, post)
    Post.objects.filter(pk=post.pk).update(standfirst="By a command.")

    editor.post(address(post), form(post, title="Another", base=base))

    stored = Post.objects.get()
    assert (stored.title, stored.standfirst) == ("Another", "By a command.")


def test_bulk_change_is_merged_too(editor, post):
    base = opened(editor, post)
    other = factories.make_category(name="Other")
    listed = reverse("admin:posts_post_changelist")
    editor.post(
        listed,
        {
            "action": "change_section",
            "_selected_action": [post.pk],
            "category": other.pk,
            "apply": "1",
        },
    )

    editor.post(address(post), form(post, title="Another", base=base))

    stored = Post.objects.get()
    assert (stored.title, stored.category) == ("Another", other)
    assert [one.cause for one in stored.revisions.all()][1] == Cause.BULK


def test_own_second_save_is_no_clash(editor, post):
    first = opened(editor, post)
    editor.post(address(post), form(post, title="One", base=first))
    second = opened(editor, post)

    editor.post(address(post), form(post, title="Two", base=second))

    assert Post.objects.get().title == "Two"


def test_form_that_does_not_say_what_it_was_opened_with_is_saved_as_it_is(editor, post):
    editor.post(address(post), form(post, title="Another"))

    assert Post.objects.get().title == "Another"


@pytest.mark.parametrize("base", ["nonsense", "9" * 30, "0", "²"])
def test_form_that_was_opened_with_something_unknown_overwrites_nothing(editor, post, base):
    answer = editor.post(address(post), form(post, title="Another", base=base))

    assert Post.objects.get().title == "Title"
    rows = {row["label"]: (row["ours"], row["theirs"]) for row in answer.context["clashes"]}
    assert rows == {"Title": ("Another", "Title")}
    again = form(post, title="Another", base=answer.context["base"])
    editor.post(address(post), again)
    assert Post.objects.get().title == "Another"


def test_form_is_never_older_than_it_says(editor, post, monkeypatch):
    """Somebody saves while the form is being opened."""
    plain = Post.objects.get(pk=post.pk)
    load = PostAdmin.get_object

    def slowly(self, request, *args):
        found = load(self, request, *args)
        if not hasattr(request, "_base"):
            return found
        with kept([post.pk], by=None):
            plain.body = BODY.replace("First", "1")
            plain.save()
        return found

    monkeypatch.setattr(PostAdmin, "get_object", slowly)
    base = opened(editor, post)
    monkeypatch.undo()

    editor.post(address(post), form(post, body=BODY.replace("Third", "3"), base=base))

    assert Post.objects.get().body == "1.\n\nSecond.\n\n3."


def test_typo_is_mended_without_publishing_what_somebody_keeps_aside(editor):
    author = factories.make_author()
    post = factories.make_post(title="Title", slug="title", body=BODY, authors=[author])
    out = {"status": "published", "published_at": "2026-01-05T08:00", "authors": [author]}
    base = opened(editor, post)
    secret = form(post, body=BODY + "\n\nSecret.", base=base, **out) | {"_aside": ""}
    del secret["_continue"]
    editor.post(address(post), secret)

    editor.post(address(post), form(post, body=BODY.replace("First", "1"), base=base, **out))

    assert Post.objects.get().body == BODY.replace("First", "1")
    assert copy_of(post.pk).revision.snapshot["body"] == BODY + "\n\nSecret."


def test_post_that_is_published_meanwhile_takes_the_words_of_an_older_form(editor, post):
    base = opened(editor, post)
    stored = Post.objects.get(pk=post.pk)
    stored.category = factories.make_category()
    stored.sign([factories.make_author()])
    stored.publish()
    stored.save()

    editor.post(address(post), form(post, body="Words.", base=base))

    stored = Post.objects.get(pk=post.pk)
    assert (stored.body, stored.status, len(stored.byline)) == ("Words.", "published", 1)


def test_merge_leaves_no_published_post_without_an_author(editor, post):
    author = factories.make_author()
    post.sign([author])
    base = opened(editor, post)
    stored = Post.objects.get(pk=post.pk)
    stored.category = factories.make_category()
    stored.publish()
    stored.save()

    answer = editor.post(address(post), form(post, title="Another", authors=[], base=base))

    assert Post.objects.get().byline == [author]
    assert Post.objects.get().title == "Title"
    assert "needs one" in answer.content.decode()


def test_refused_form_keeps_what_it_was_opened_with(editor, post):
    base = opened(editor, post)
    editor.post(address(post), form(post, standfirst="Theirs.", base=base))

    refused = editor.post(address(post), form(post, title="", base=base))

    assert str(refused.context["base"]) == base
    assert Post.objects.get().standfirst == "Theirs."


@pytest.mark.parametrize("named", ["abc", "9" * 30, "-1", "²", "0"])
def test_address_that_names_no_post_leads_to_the_desk(editor, named):
    where = f"/admin/posts/post/{named}/change/"

    for answer in (editor.get(where), editor.post(where, typed(_aside=""))):
        assert (answer.status_code, answer["Location"]) == (302, "/admin/")


def test_new_post_has_a_first_revision(editor, admin_user):
    editor.post(reverse("admin:posts_post_add"), typed(title="New"))

    (revision,) = Post.objects.get().revisions.all()
    assert (revision.cause, revision.made_by) == (Cause.SAVED, admin_user)
