"""What the desk says where there is nothing to show, and before something is gone for good."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory
from django.urls import resolve, reverse
from django.utils import timezone

from posts.models import Category, Note, Page, Post, PreviewLink
from posts.revisions import kept, set_aside, take
from prsite.desk import around
from tests import factories

pytestmark = pytest.mark.django_db

HISTORY = reverse("admin:posts_post_history", args=[99])


@pytest.mark.parametrize("address", [HISTORY, "/admin/nothing/of/the/kind/"])
def test_what_is_not_here_is_missed_within_the_desk(admin_client, address):
    response = admin_client.get(address)

    assert response.status_code == 404
    assert "no-store" in response.headers["Cache-Control"]
    assert "This is not here" in response.content.decode()
    assert reverse("admin:posts_post_calendar") in response.content.decode()


def test_what_an_account_may_not_do_is_refused_within_the_desk(desk):
    response = desk.get(reverse("admin:posts_category_add"))

    assert response.status_code == 403
    assert "This was refused" in response.content.decode()
    assert reverse("admin:posts_post_calendar") in response.content.decode()


@pytest.mark.parametrize("address", ["/posts/nothing/", "/admin/nothing/of/the/kind/"])
def test_who_is_not_at_the_desk_is_told_nothing_of_it(client, address):
    answer = client.get(address, follow=True).content.decode()

    assert reverse("admin:posts_post_calendar") not in answer


def test_form_from_before_the_login_is_refused_within_the_desk(admin_user):
    client = Client(enforce_csrf_checks=True)
    client.force_login(admin_user)

    response = client.post(reverse("admin:posts_tag_add"), {"name": "A"})

    assert response.status_code == 403
    assert "no-store" in response.headers["Cache-Control"]
    assert "opened before you logged in" in response.content.decode()
    assert reverse("admin:posts_post_calendar") in response.content.decode()


def test_desk_is_around_nobody_who_may_not_be_there():
    request = RequestFactory().get("/admin/nothing/")
    request.user, request.resolver_match = AnonymousUser(), resolve("/admin/nothing/")

    assert around(request) is None


def test_reader_who_logged_in_is_shown_the_page_of_readers(admin_client):
    answer = admin_client.get("/posts/nothing/")

    assert answer.status_code == 404
    assert 'class="register"' in answer.content.decode()


# ---------------------------------------------------------------- deleting


@pytest.fixture
def post(admin_user) -> Post:
    author, tag = factories.make_author(), factories.make_tag()
    post = factories.make_post(title="Before", authors=[author], tags=[tag])
    with kept([post.pk], by=admin_user):
        post.title = "Going"
        post.save()
    return post


def counted(client: Client, address: str, sent: dict | None = None) -> tuple[list, dict]:
    response = client.post(address, sent) if sent else client.get(address)
    assert response.status_code == 200
    key = "deletable_objects" if sent else "deleted_objects"
    (lines,) = response.context[key] if sent else (response.context[key],)
    return lines, dict(response.context["model_count"])


def test_editor_who_deletes_a_post_is_asked_about_the_post_and_its_history(admin_client, post):
    one = counted(admin_client, reverse("admin:posts_post_delete", args=[post.pk]))
    chosen = {"action": "delete_selected", "_selected_action": [post.pk]}
    several = counted(admin_client, reverse("admin:posts_post_changelist"), chosen)

    for lines, counts in (one, several):
        assert len(lines) == 1
        assert "Going" in lines[0]
        assert counts == {"posts": 1, "revisions": 2}


@pytest.mark.parametrize("make", [factories.make_category, factories.make_page])
def test_editor_who_deletes_something_else_is_asked_about_that(admin_client, make):
    row: Category | Page = make()

    lines, counts = counted(
        admin_client, reverse(f"admin:posts_{row._meta.model_name}_delete", args=[row.pk])
    )

    assert len(lines) == 1
    assert list(counts.values()) == [1]


def test_editor_who_deletes_a_post_is_told_what_else_would_be_missed(
    admin_client, admin_user, post
):
    changed = take(post.pk) | {"title": "Changed"}
    copy = set_aside(post.pk, changed, by=admin_user)
    Note.objects.create(post=post, text="Say why.", made_by=admin_user)
    soon = timezone.now() + timedelta(days=1)
    PreviewLink.objects.make(copy.revision, by=admin_user, expires_at=soon)

    _lines, counts = counted(admin_client, reverse("admin:posts_post_delete", args=[post.pk]))

    assert counts == {
        "posts": 1,
        "revisions": 3,
        "unpublished changes": 1,
        "notes": 1,
        "preview links": 1,
    }


def test_editor_who_deletes_a_tag_is_told_how_many_posts_carry_it(admin_client, post):
    tag = post.tags_by_name[0]

    _lines, counts = counted(admin_client, reverse("admin:posts_tag_delete", args=[tag.pk]))

    assert counts == {"tags": 1, "taggings": 1}


def test_editor_is_told_before_a_post_is_gone_for_good(admin_client, post):
    answer = admin_client.get(reverse("admin:posts_post_delete", args=[post.pk]))

    assert "set its status to Unpublished" in answer.content.decode()


# ---------------------------------------------------------------- the calendar


def test_calendar_of_an_author_says_whose_posts_it_shows(desk, admin_client):
    words = "These are your own posts."
    shown = [one.get(reverse("admin:posts_post_calendar")) for one in (desk, admin_client)]

    assert [words in answer.content.decode() for answer in shown] == [True, False]
