"""What is typed is kept at once, in a place of its own, and offered when the form opens again."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from posts.models import Autosave, Post, Revision
from posts.revisions import latest
from tests import factories
from tests.admin.conftest import typed

pytestmark = pytest.mark.django_db
ADD = reverse("admin:posts_post_add")
AUTOSAVE = reverse("admin:posts_post_autosave_new")


@pytest.fixture
def editor(admin_client) -> Client:
    return admin_client


@pytest.fixture
def post():
    return factories.make_draft(title="Title", slug="title", body="Stored.")


def address(post: Post) -> str:
    return reverse("admin:posts_post_change", args=[post.pk])


def autosave(client: Client, post: Post, **changes):
    return client.post(reverse("admin:posts_post_autosave", args=[post.pk]), form(post, **changes))


def form(post: Post, **changes) -> dict:
    plain = {
        "title": post.title,
        "slug": post.slug,
        "body": post.body,
        "category": post.category_id or "",
    }
    return typed(post=post, **plain | changes)


def test_it_is_kept_and_the_time_is_told(editor, post):
    answer = autosave(editor, post, body="Typed.")

    assert set(answer.json()) == {"kept"}
    assert Autosave.objects.get().text_of("body") == "Typed."
    assert Post.objects.get().body == "Stored."


def test_two_hundred_of_them_leave_history_and_pages_as_they_were(editor, post):
    latest(post.pk)

    def stamp() -> str:
        with connection.cursor() as cursor:
            cursor.execute("SELECT value FROM posts_stamp")
            return cursor.fetchone()[0]

    before = stamp()
    for number in range(200):
        autosave(editor, post, body=f"Typed {number}.", status="published")

    assert Autosave.objects.count() == Revision.objects.count() == 1
    assert Autosave.objects.get().text_of("body") == "Typed 199."
    assert Post.objects.get().status == "draft"
    assert stamp() == before


def test_it_is_offered_with_its_time_and_what_differs(editor, post):
    autosave(editor, post, body="Stored. And more.")

    page = editor.get(address(post))

    (offer,) = page.context["unsaved"]
    assert offer["differs"].words == (2, 0)
    assert "and did not save it" in page.content.decode()
    assert "<ins> And more.</ins>" in page.content.decode()


def test_line_ends_of_a_browser_make_no_difference(editor, post):
    post.body = "One.\n\nTwo."
    post.save()
    autosave(editor, post, body="One.\r\n\r\nTwo.\r\n\r\nThree.")

    (offer,) = editor.get(address(post)).context["unsaved"]

    assert offer["differs"].words == (1, 0)


def test_it_fills_the_form_which_can_then_be_saved(editor, post):
    author = factories.make_author()
    post.sign([author, factories.make_author()])
    autosave(editor, post, title="Typed", body="Typed.", authors=[author])
    post.sign([])  # The rows that the form was opened with are gone.
    (offer,) = editor.get(address(post)).context["unsaved"]

    page = editor.get(offer["address"])

    shown = page.context["adminform"].form
    assert (shown["title"].value(), shown["body"].value()) == ("Typed", "Typed.")
    assert "Please correct" not in page.content.decode()
    assert Post.objects.get().body == "Stored."
    editor.post(address(post), form(post, title="Typed", body="Typed.", authors=[author]))
    assert Post.objects.get().byline == [author]
    assert not Autosave.objects.exists()


def test_it_is_merged_with_what_was_saved_meanwhile(editor, post):
    base = editor.get(address(post)).context["base"]
    autosave(editor, post, body="Stored.\n\nMine.", base=base)
    Post.objects.filter(pk=post.pk).update(standfirst="Meanwhile.")
    (offer,) = editor.get(address(post)).context["unsaved"]

    page = editor.get(offer["address"])
    assert str(page.context["base"]) == str(base)
    editor.post(address(post), form(post, body="Stored.\n\nMine.", base=page.context["base"]))

    stored = Post.objects.get()
    assert (stored.body, stored.standfirst) == ("Stored.\n\nMine.", "Meanwhile.")


def test_saving_forgets_it(editor, post):
    autosave(editor, post, body="Typed.")

    editor.post(address(post), form(post, body="Saved."))

    assert not Autosave.objects.exists()
    assert not editor.get(address(post)).context["unsaved"]


def test_refused_save_does_not_forget_it(editor, post):
    autosave(editor, post, body="Typed.")

    editor.post(address(post), form(post, title="", body="Typed."))

    assert Autosave.objects.get().text_of("body") == "Typed."


def test_one_that_arrives_after_its_save_is_not_offered(editor, post):
    editor.post(address(post), form(post, body="Saved.\r\n\r\nWhole.", tags="b, a"))
    stored = Post.objects.get()
    autosave(editor, stored, body="Saved.\r\n\r\nWhole.", tags="a, b")

    assert editor.get(address(post)).context["unsaved"] == []
    assert not Autosave.objects.exists()


def test_it_is_thrown_away_when_asked(editor, post):
    autosave(editor, post, body="Typed.")
    where = reverse("admin:posts_post_autosave", args=[post.pk])

    answer = editor.post(where, {"discard": "", "key": f"post-{post.pk}"}, follow=True)

    assert "thrown away" in answer.content.decode()
    assert not Autosave.objects.exists()


def test_each_sees_their_own_alone(editor, post, log_in):
    autosave(editor, post, body="Secret.")
    other = log_in("view_post", "change_post")

    assert other.get(address(post)).context["unsaved"] == []
    own = Autosave.objects.get()
    assert "Secret." not in other.get(f"{address(post)}?unsaved={own.key}").content.decode()


def test_text_of_a_new_post_is_offered_by_its_title_where_one_is_begun(editor):
    keys = [editor.get(ADD).context["key"] for _ in range(2)]
    for number, key in enumerate(keys):
        editor.post(AUTOSAVE, typed(title=f"New {number}", body="Typed.", key=key))

    offers = editor.get(ADD).context["unsaved"]

    assert {offer["title"] for offer in offers} == {"New 0", "New 1"}
    page = editor.get(next(one["address"] for one in offers if one["title"] == "New 0"))
    assert page.context["key"] == keys[0]
    editor.post(ADD, typed(title="New 0", body="Typed.", key=keys[0]))
    assert Autosave.objects.get().key == keys[1]


@pytest.mark.parametrize(("permission", "status"), [("view_post", 403), ("view_tag", 404)])
def test_who_may_not_change_the_post_keeps_nothing(log_in, post, permission, status):
    client = log_in(permission)

    assert autosave(client, post, body="x").status_code == status
    assert client.post(AUTOSAVE, typed(body="x")).status_code == 403
    assert not Autosave.objects.exists()


def test_proposed_changes_of_a_post_that_is_out_are_kept_too(writer):
    post = factories.make_post(body="As readers see it.")

    assert autosave(writer, post, body="Proposed.").status_code == 200
    assert Post.objects.get().body == "As readers see it."


def test_writer_gets_the_words_back_though_the_post_was_published_meanwhile(writer, post):
    autosave(writer, post, body="Words of an hour.")
    post.sign([factories.make_author()])
    post.publish()
    post.save()

    page = writer.get(address(post)).content.decode()

    assert "Words of an hour." in page
    assert "Go on with it" in page


def test_each_form_that_is_opened_has_its_own(editor, post):
    """Another tab, or a form that is opened and typed into, takes no earlier text away."""
    keys = [editor.get(address(post)).context["key"] for _ in range(2)]
    for number, key in enumerate(keys):
        autosave(editor, post, body=f"Typed {number}.", key=key)

    assert len(editor.get(address(post)).context["unsaved"]) == 2
    editor.post(address(post), form(post, body="Typed 1.", key=keys[1]))
    assert [one.text_of("body") for one in Autosave.objects.all()] == ["Typed 0."]


def test_form_that_another_account_has_opened_is_not_kept(editor, post):
    answer = autosave(editor, post, body="x", _owner="999")

    assert answer.status_code == 409
    assert not Autosave.objects.exists()


def test_text_beyond_all_bounds_is_refused(editor, post):
    answer = autosave(editor, post, body="x" * 2_100_000)

    assert (answer.status_code, list(answer.json())) == (413, ["refused"])
    assert not Autosave.objects.exists()


def test_it_is_not_kept_by_a_visit(editor, post):
    where = reverse("admin:posts_post_autosave", args=[post.pk])
    assert editor.get(where).status_code == 405
    assert editor.post(reverse("admin:posts_post_autosave", args=[999]), {}).status_code == 404


def test_form_that_shows_what_is_typed_has_no_token_of_another_time(editor, post):
    autosave(editor, post, body="Typed.", csrfmiddlewaretoken="old", _continue="x")

    assert not {"csrfmiddlewaretoken", "_continue"} & set(Autosave.objects.get().fields)


def test_text_that_is_only_compared_is_not_kept(editor, post):
    answer = autosave(editor, post, body="Stored. And more.", compare="1")

    assert "<ins> And more.</ins>" in answer.content.decode()
    assert not Autosave.objects.exists()


def test_fields_that_were_changed_beside_the_text_are_named(editor, post):
    autosave(editor, post, published_at="2031-01-05T08:00", tags="crisis")

    page = editor.get(address(post)).content.decode()

    assert "Changed beside the text: Goes live, Tags" in page


def test_box_that_the_form_does_not_have_is_no_change(desk, cora, post):
    post.started_by = cora
    post.is_pinned = True
    post.save()
    sent = {name: value for name, value in form(post, body="Typed.").items() if name != "status"}
    desk.post(reverse("admin:posts_post_autosave", args=[post.pk]), sent)

    assert "Changed beside the text" not in desk.get(address(post)).content.decode()
