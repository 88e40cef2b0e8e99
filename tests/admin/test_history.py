"""The history of a post: compared, named and brought back, by those who may."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from posts.models import AuditEntry, Event, FormerAddress, Picture, Post
from posts.models.revision import Cause
from posts.revisions import copy_of, kept, latest, set_aside
from tests import factories
from tests.admin.conftest import typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def post():
    post = factories.make_draft(title="Title", body="The old word.")
    with kept([post.pk], by=None):
        post.body = "The new word."
        post.save()
    return post


def address(post: Post) -> str:
    return reverse("admin:posts_post_history", args=[post.pk])


def test_last_two_are_compared_word_by_word(admin_client, post):
    page = admin_client.get(address(post)).content.decode()

    assert "<del>old</del><ins>new</ins>" in page
    assert "What changed between revisions 1 and 2" in page


def test_any_two_are_compared_in_the_order_of_their_making(admin_client, post):
    with kept([post.pk], by=None):
        post.title = "Another title"
        post.save()

    found = admin_client.get(address(post), {"from": "3", "to": "1"})

    assert (found.context["before"].number, found.context["after"].number) == (1, 3)
    assert [one["label"] for one in found.context["differences"]] == ["Title", "Text"]


def test_hostile_text_is_shown_as_text(admin_client, post):
    with kept([post.pk], by=None):
        post.body = "<script>alert(1)</script>"
        post.title = "<b>x</b>"
        post.save()

    page = admin_client.get(address(post)).content.decode()

    assert "<script>alert(1)" not in page
    assert "<b>x</b>" not in page


def test_first_revision_is_kept_when_the_history_is_opened(admin_client):
    post = factories.make_draft()

    page = admin_client.get(address(post)).content.decode()

    assert post.revisions.count() == 1
    assert "There is nothing yet to compare it with." in page


@pytest.mark.parametrize("query", ["from=7&to=1", "from=99999999999999&to=1", "to=0"])
def test_revision_that_is_not_there_is_not_found(admin_client, post, query):
    assert admin_client.get(f"{address(post)}?{query}").status_code == 404


@pytest.mark.parametrize("query", ["from=&to=", "from=x", "page=x", "from=²"])
def test_nonsense_compares_the_last_two(admin_client, post, query):
    found = admin_client.get(f"{address(post)}?{query}")

    assert (found.context["before"].number, found.context["after"].number) == (1, 2)


def test_revision_is_named(admin_client, post):
    admin_client.post(address(post), {"revision": "1", "name": "  As sent \n to counsel "})

    assert post.revisions.get(number=1).name == "As sent to counsel"


def test_revision_is_brought_back(admin_client, admin_user, post):
    answer = admin_client.post(address(post), {"revision": "1"}, follow=True)

    assert Post.objects.get().body == "The old word."
    newest = latest(post.pk)
    assert (newest.number, newest.restored_from.number, newest.made_by) == (3, 1, admin_user)
    assert "Brought back as it was" in answer.content.decode()


def test_changes_that_were_thrown_away_can_be_brought_back(admin_client, post):
    set_aside(post.pk, latest(post.pk).snapshot | {"body": "Kept aside."}, by=None).delete()

    page = admin_client.get(address(post)).content.decode()
    assert "Restore revision 3" in page
    assert "Restore revision 2" not in page  # That is what is stored.
    admin_client.post(address(post), {"revision": "3"})

    assert Post.objects.get().body == "Kept aside."


@pytest.fixture
def live():
    """Return a live post of two revisions, the first with another title, address and text."""
    author = factories.make_author()
    post = factories.make_post(title="Old", slug="old", body="The old word.", authors=[author])
    with kept([post.pk], by=None):
        post.title, post.slug, post.body = "New", "new", "The new word."
        post.save()
    return post


def test_revision_of_a_live_post_is_brought_back_where_no_reader_sees_it(
    admin_client, admin_user, client, live
):
    answer = admin_client.post(address(live), {"revision": "1"}, follow=True)

    assert answer.redirect_chain == [(reverse("admin:posts_post_change", args=[live.pk]), 302)]
    assert "Until they are published the post stays as it was" in answer.content.decode()
    form = answer.context["adminform"].form
    assert (form["title"].value(), form["slug"].value()) == ("Old", "old")
    assert (Post.objects.get().title, Post.objects.get().slug) == ("New", "new")
    assert "The new word." in client.get("/posts/new/").content.decode()
    brought = copy_of(live.pk).revision
    assert (brought.cause, brought.restored_from.number) == (Cause.RESTORED, 1)
    assert (brought.is_stored, brought.made_by) == (False, admin_user)
    assert not AuditEntry.objects.filter(event=Event.CHANGES_PUBLISHED, account=admin_user.pk)


def test_revision_brought_back_aside_is_no_second_time_offered(admin_client, live):
    page = admin_client.get(f"{address(live)}?from=1&to=1").content.decode()
    assert "Restore revision 1 as changes kept aside" in page

    admin_client.post(address(live), {"revision": "1"})

    page = admin_client.get(f"{address(live)}?from=3&to=3").content.decode()
    assert "Restore revision 3" not in page
    assert "Restored" in page
    assert "kept aside" in page


def test_what_was_aside_before_stays_in_the_history_and_its_minute_goes(admin_client, live):
    soon = timezone.now() + timedelta(days=1)
    mine = latest(live.pk).snapshot | {"title": "Mine"}
    set_aside(live.pk, mine, by=None, goes_live_at=soon)

    answer = admin_client.post(address(live), {"revision": "1"}, follow=True)

    assert "in the history, as revision 3" in answer.content.decode()
    assert "do not go live at their minute any more" in answer.content.decode()
    assert copy_of(live.pk).goes_live_at is None
    assert live.revisions.get(number=3).snapshot["title"] == "Mine"


def test_revision_of_a_live_post_is_published_at_once_where_that_is_asked(
    admin_client, admin_user, live
):
    page = admin_client.get(f"{address(live)}?from=1&to=1").content.decode()
    assert "The address changes from “new” to “old”" in page

    answer = admin_client.post(address(live), {"revision": "1", "publish": "1"}, follow=True)

    stored = Post.objects.get()
    assert (stored.slug, stored.body, stored.is_live) == ("old", "The old word.", True)
    assert "The one before, “new”, leads on to it." in answer.content.decode()
    entry = AuditEntry.objects.get(event=Event.CHANGES_PUBLISHED, account=admin_user.pk)
    assert entry.detail == "restored from revision 1"


def test_live_post_is_taken_down_by_a_revision_only_where_its_status_is_asked_for(
    admin_client, post
):
    with kept([post.pk], by=None):
        post.category = factories.make_category()
        post.publish()
        post.save()
        post.sign([factories.make_author()])

    admin_client.post(address(post), {"revision": "2", "publish": "1"})
    assert Post.objects.get().is_live
    admin_client.post(address(post), {"revision": "1", "publish": "1", "publication": "on"})
    assert Post.objects.get().status == "unpublished"  # What was out is no draft any more.


def test_revision_with_errors_comes_back_aside_and_is_not_published(admin_client, live):
    with kept([live.pk], by=None):
        live.body = "TODO"
        live.save()
    with kept([live.pk], by=None):
        live.body = "Fine."
        live.save()

    refused = admin_client.post(address(live), {"revision": "3", "publish": "1"}, follow=True)
    assert "It cannot be brought back" in refused.content.decode()
    admin_client.post(address(live), {"revision": "3"})

    assert Post.objects.get().body == "Fine."
    assert copy_of(live.pk).revision.snapshot["body"] == "TODO"


def test_revision_without_section_or_author_is_not_published(admin_client, post):
    with kept([post.pk], by=None):
        post.category, section = None, post.category
        post.save()
    with kept([post.pk], by=None):
        post.category = section
        post.publish()
        post.save()
        post.sign([factories.make_author()])

    sent = {"revision": "3", "publish": "1"}
    answer = admin_client.post(address(post), sent, follow=True).content.decode()

    assert "Choose a section." in answer
    assert "Add at least one author." in answer
    assert Post.objects.get().category is not None


def test_author_brings_a_revision_of_an_own_live_post_back_aside_alone(desk, cora, live):
    live.started_by = cora
    live.save()

    page = desk.get(f"{address(live)}?from=1&to=1").content.decode()
    assert "Restore revision 1 as changes kept aside" in page
    assert "at once" not in page
    assert desk.post(address(live), {"revision": "1", "publish": "1"}).status_code == 403
    desk.post(address(live), {"revision": "1"})

    assert Post.objects.get().title == "New"
    assert copy_of(live.pk).revision.snapshot["title"] == "Old"


def test_what_was_deleted_since_is_told_of_and_no_page_of_it_comes_back(admin_client, client, live):
    category, author = live.category, live.byline[0]
    with kept([live.pk], by=None):
        live.category = factories.make_category(name="Other")
        live.save()
        live.sign([factories.make_author()])
        live.lead_picture = factories.make_picture()
        live.save()
    picture = live.lead_picture
    with kept([live.pk], by=None):
        live.lead_picture = None
        live.save()
    picture.delete()
    author.delete()
    category.delete()

    answer = admin_client.post(address(live), {"revision": "3"}, follow=True)
    assert f"The picture “{picture.name}” was deleted." in answer.content.decode()
    answer = admin_client.post(address(live), {"revision": "1"}, follow=True)

    for deleted in (category, author):
        assert f"“{deleted.name}” was deleted." in answer.content.decode()
        assert client.get(deleted.get_absolute_url()).status_code == 404
    brought = copy_of(live.pk).revision.snapshot
    assert (brought["category"], brought["authors"]) == (None, [])


def with_words_of(live: Post) -> Picture:
    """Give a live post a picture whose words were others at its third revision."""
    picture = factories.make_picture(alt="Then.")
    with kept([live.pk], by=None):
        live.lead_picture = picture
        live.save()
    with kept([live.pk], by=None):
        picture.alt = "Now."
        picture.save()
    return picture


def published_as_shown(client, live: Post) -> None:
    """Publish what the form of a live post shows."""
    shown = client.get(reverse("admin:posts_post_change", args=[live.pk]))
    sent = typed(
        post=live,
        title="New",
        slug="new",
        body="The new word.",
        status="published",
        published_at="2026-01-05T08:00",
        category=live.category_id,
        authors=live.byline,
        lead_picture=live.lead_picture_id,
        base=shown.context["base"],
    )
    client.post(shown.request["PATH_INFO"], sent)


def test_author_brings_back_no_words_that_stand_beside_a_picture_everywhere(
    desk, cora, admin_client, live
):
    picture = with_words_of(live)
    live.started_by = cora
    live.save()

    desk.post(address(live), {"revision": "3"})
    published_as_shown(admin_client, live)

    picture.refresh_from_db()
    assert picture.alt == "Now."


def test_words_that_an_editor_brought_back_stay_while_an_author_goes_on(
    desk, cora, admin_client, live
):
    picture = with_words_of(live)
    live.started_by = cora
    live.save()
    form = reverse("admin:posts_post_change", args=[live.pk])
    admin_client.post(address(live), {"revision": "3"})
    assert f"wherever they are shown: {picture.name}." in admin_client.get(form).content.decode()

    sent = typed(
        post=live,
        title="New",
        slug="new",
        body="The new word. And more.",
        category=live.category_id,
        authors=live.byline,
        lead_picture=picture.pk,
        base=desk.get(form).context["base"],
    )
    desk.post(form, sent | {"_aside": "1"})

    aside = copy_of(live.pk).revision.snapshot
    assert aside["body"] == "The new word. And more."
    assert aside["pictures"][picture.name]["alt"] == "Then."


def test_restore_of_a_scheduled_post_promises_nothing_of_readers(admin_client):
    soon = timezone.now() + timedelta(days=1)
    author = factories.make_author()
    post = factories.make_post(slug="old", published_at=soon, authors=[author])
    with kept([post.pk], by=None):
        post.slug = "new"
        post.save()

    page = admin_client.get(f"{address(post)}?from=1&to=1").content.decode()
    assert "as soon as you press" not in page
    assert "The address changes" not in page
    sent = {"revision": "1", "publish": "1"}
    answer = admin_client.post(address(post), sent, follow=True).content.decode()

    assert "leads on to it" not in answer
    assert Post.objects.get().slug == "old"


def test_address_that_another_post_has_by_now_is_not_promised(admin_client, live):
    FormerAddress.objects.all().delete()
    factories.make_post(slug="old")

    page = admin_client.get(f"{address(live)}?from=1&to=1").content.decode()

    assert "Publish revision 1 at once" in page
    assert "The address changes" not in page


def test_changes_that_go_live_later_all_the_same_are_told_of(admin_client, live):
    soon = timezone.now() + timedelta(days=1)
    mine = latest(live.pk).snapshot | {"title": "Mine"}
    set_aside(live.pk, mine, by=None, goes_live_at=soon)

    sent = {"revision": "1", "publish": "1"}
    answer = admin_client.post(address(live), sent, follow=True).content.decode()

    assert "There are changes kept aside, which go live on" in answer


def test_changes_left_of_a_post_that_was_taken_back_can_be_brought_back(admin_client, live):
    set_aside(live.pk, latest(live.pk).snapshot | {"title": "Mine"}, by=None)
    Post.objects.unpublish()

    page = admin_client.get(f"{address(live)}?from=3&to=3").content.decode()

    assert "Restore revision 3" in page


def test_words_beside_pictures_come_back_with_a_revision_that_is_published_from_the_form(
    admin_client, live
):
    picture = with_words_of(live)
    admin_client.post(address(live), {"revision": "3"})

    published_as_shown(admin_client, live)

    picture.refresh_from_db()
    assert (picture.alt, copy_of(live.pk)) == ("Then.", None)
    assert latest(live.pk).cause == Cause.PUBLISHED


def test_list_names_each_revision_by_its_number_and_counts_its_words(admin_client, live):
    shown = admin_client.get(address(live))

    rows = [(revision.number, words) for revision, words in shown.context["rows"]]
    assert rows == [(2, 3), (1, 3)]


def test_changed_dates_are_compared_as_dates(admin_client, live):
    with kept([live.pk], by=None):
        live.published_at += timedelta(days=2)
        live.save()

    page = admin_client.get(address(live)).content.decode()

    assert "<del>5 January 2026, 08:00 GMT</del><ins>7 January 2026, 08:00 GMT</ins>" in page


def test_status_that_comes_back_is_named_before(admin_client, post):
    page = admin_client.get(f"{address(post)}?from=1&to=1").content.decode()

    assert "With its status and dates (Draft)" in page


def test_who_may_not_publish_brings_back_no_publication(writer, post):
    refused = writer.post(address(post), {"revision": "1", "publication": "on"})

    assert refused.status_code == 403
    assert Post.objects.get().body == "The new word."


def test_who_may_only_look_changes_nothing(log_in, post):
    reader = log_in("view_post")

    assert reader.get(address(post)).status_code == 200
    for data in ({"revision": "1"}, {"revision": "1", "name": "x"}):
        assert reader.post(address(post), data).status_code == 403
    assert post.revisions.count() == 2


def test_who_may_not_see_posts_sees_no_history(log_in, post):
    assert log_in("view_tag").get(address(post)).status_code == 404


def test_post_that_is_not_there_has_no_history(admin_client):
    assert admin_client.get(reverse("admin:posts_post_history", args=[999])).status_code == 404


@pytest.mark.parametrize("data", [{}, {"revision": "x"}, {"revision": "77"}])
def test_act_without_a_revision_is_not_found(admin_client, post, data):
    assert admin_client.post(address(post), data).status_code == 404
