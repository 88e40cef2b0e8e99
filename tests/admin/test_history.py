"""The history of a post: compared, named and brought back, by those who may."""

from __future__ import annotations

import pytest
from django.urls import reverse

from posts.models import Post
from posts.revisions import kept, latest, set_aside
from tests import factories

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


def test_text_is_brought_back_to_a_live_post_without_taking_it_down(admin_client, post):
    with kept([post.pk], by=None):
        post.category = factories.make_category()
        post.publish()
        post.save()

    admin_client.post(address(post), {"revision": "1"})
    assert Post.objects.get().is_live
    admin_client.post(address(post), {"revision": "1", "publication": "on"})
    assert Post.objects.get().status == "unpublished"  # What was out is no draft any more.


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
