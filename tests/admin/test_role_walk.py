"""Every address of the desk that names a post asks the same question: may this role do that to it?

For each role and each kind of post the walk opens and sends to every address that `PostAdmin` has.
An address that is added without joining the walk fails it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from posts.models import Post, Status
from posts.revisions import latest, set_aside, take
from tests import factories
from tests.admin.conftest import typed

pytestmark = pytest.mark.django_db

ROLES = ("Contributor", "Author", "Editor", "Owner")
# Whose post it is, and where it stands.
POSTS: dict[str, Callable[[Any], Post]] = {
    "own draft": lambda account: factories.make_draft(started_by=account),
    "own live": lambda account: factories.make_post(started_by=account),
    "own taken back": lambda account: factories.make_unpublished(started_by=account),
    "signed draft": lambda account: factories.make_draft(
        authors=[factories.make_author(user=account)]
    ),
    "other's draft": lambda _account: factories.make_draft(),
    "other's live": lambda _account: factories.make_post(),
}
OWN_DRAFTS = {"own draft", "signed draft"}
OWN = OWN_DRAFTS | {"own live", "own taken back"}
EVERY = set(POSTS)

SEES = {"Contributor": OWN, "Author": OWN, "Editor": EVERY, "Owner": EVERY}
WRITES = {"Contributor": OWN_DRAFTS, "Author": OWN, "Editor": EVERY, "Owner": EVERY}
STORES = {
    "Contributor": OWN_DRAFTS,
    "Author": OWN - {"own live"},
    "Editor": EVERY,
    "Owner": EVERY,
}
DELETES = {"Contributor": OWN_DRAFTS, "Author": OWN_DRAFTS, "Editor": EVERY, "Owner": EVERY}
PUBLISHES: dict[str, set[str]] = {
    "Contributor": set(),
    "Author": set(),
    "Editor": EVERY,
    "Owner": EVERY,
}
# Live posts have changes kept aside, by the account of the walk.
DISCARDS: dict[str, set[str]] = {
    "Contributor": set(),
    "Author": {"own live"},
    "Editor": {"own live", "other's live"},
    "Owner": {"own live", "other's live"},
}


class Way(NamedTuple):
    """An address, how it is asked, and which roles may ask that of which posts."""

    name: str
    method: str
    allowed: dict[str, set[str]]
    data: Callable[[Post], dict[str, Any]] = lambda _post: {}


def form(post: Post) -> dict[str, Any]:
    authors = post.byline
    return typed(post=post, authors=authors, title="Changed", category=post.category_id or "")


WAYS = (
    Way("change", "get", SEES),
    Way("change", "post", WRITES, form),
    Way("history", "get", SEES),
    Way("history", "post", STORES, lambda _post: {"revision": "1", "name": "Named"}),
    Way("history", "post", WRITES, lambda _post: {"revision": "1"}),
    Way("history", "post", STORES, lambda _post: {"revision": "1", "publish": "1"}),
    Way("delete", "get", DELETES),
    Way("delete", "post", DELETES, lambda _post: {"post": "yes"}),
    Way("autosave", "post", WRITES, lambda _post: {"title": "Typed"}),
    Way("preview", "get", SEES),
    Way("preview", "post", WRITES, form),
    Way("review", "get", SEES),
    Way("review", "post", SEES, lambda _post: {"act": "note", "text": "A note."}),
    Way("review", "post", WRITES, lambda _post: {"act": "submit"}),
    Way("review", "post", PUBLISHES, lambda _post: {"act": "approve"}),
    Way("review", "post", PUBLISHES, lambda _post: {"act": "return", "return-said": "No."}),
    Way("discard_changes", "post", DISCARDS),
    Way("move", "get", STORES),
    Way("move", "post", STORES, lambda _post: {"at": "2099-01-05T09:00", "become": "plan"}),
    Way("links", "get", SEES),
    Way("links", "post", STORES, lambda _post: {"shows": "stored", "lasts": "7"}),
    Way("checks", "get", SEES),
    Way("checks", "post", WRITES, form),
    Way("presence", "post", SEES, lambda _post: {"key": "form-abcdefghijkl"}),
)
# Addresses that name no post.
OTHERS = {
    "changelist",
    "add",
    "autosave_new",
    "preview_new",
    "checks_new",
    "card",
    "calendar",
    "ahead",
    "ahead_home",
    "ahead_at",
}


def test_every_address_is_in_the_walk():
    names = {
        pattern.name.removeprefix("posts_post_")
        for pattern in admin.site._registry[Post].get_urls()
        if pattern.name
    }

    assert names == {way.name for way in WAYS} | OTHERS


@pytest.fixture(params=ROLES)
def role(request) -> str:
    return request.param


@pytest.fixture
def account(role, django_user_model) -> Any:
    account = django_user_model.objects.create_user("anna", password="not-a-secret", is_staff=True)
    account.groups.add(factories.role(role))
    return account


@pytest.fixture
def desk(account) -> Client:
    client = Client()
    client.force_login(account)
    return client


@pytest.mark.parametrize("kind", POSTS)
@pytest.mark.parametrize("way", WAYS, ids=lambda way: f"{way.method} {way.name}")
def test_role_does_what_it_may_and_nothing_else(desk, account, role, kind, way):
    post = POSTS[kind](account)
    latest(post.pk)
    if post.status == Status.PUBLISHED:
        set_aside(post.pk, take(post.pk), by=account)
    address = reverse(f"admin:posts_post_{way.name}", args=[post.pk])

    response = getattr(desk, way.method)(address, way.data(post))

    # Who may not even see a post is led away, as if there were none.
    is_led_away = response.status_code == 302 and response["Location"] == reverse("admin:index")
    is_refused = response.status_code in {403, 404} or is_led_away
    assert is_refused is (kind not in way.allowed[role]), response.status_code
    assert response.status_code in {200, 302, 403, 404}


@pytest.mark.parametrize("kind", POSTS)
def test_what_readers_see_is_changed_by_publishers_alone(desk, account, role, kind):
    post = POSTS[kind](account)
    data = form(post)
    set_aside(post.pk, take(post.pk) | {"title": "Changed"}, by=None)

    for change in [data, data | {"_aside": "1"}, data | {"status": "published"}]:
        desk.post(reverse("admin:posts_post_change", args=[post.pk]), change)
    for change in [{}, {"publish": "1"}, {"publication": "on"}]:
        desk.post(reverse("admin:posts_post_history", args=[post.pk]), {"revision": "2"} | change)

    stored = Post.objects.get(pk=post.pk)
    if role in {"Contributor", "Author"}:
        assert stored.status == post.status
        assert stored.status != Status.PUBLISHED or stored.title == post.title


def test_list_shows_what_the_role_may_see(desk, account, role):
    posts = {kind: make(account) for kind, make in POSTS.items() if kind != "signed draft"}

    shown = desk.get(reverse("admin:posts_post_changelist")).context["cl"].result_list

    expected = {post.pk for kind, post in posts.items() if kind in SEES[role]}
    assert {post.pk for post in shown} == expected


@pytest.mark.parametrize("action", ["publish", "unpublish"])
def test_actions_of_the_list_publish_for_publishers_alone(desk, account, role, action):
    post = factories.make_draft(started_by=account, authors=[factories.make_author()])
    if action == "unpublish":
        post.publish()
        post.save()
    data = {"action": action, "_selected_action": [post.pk]}

    desk.post(reverse("admin:posts_post_changelist"), data)

    is_changed = Post.objects.get().status != post.status
    assert is_changed is (role in {"Editor", "Owner"})


def test_tags_of_many_are_changed_where_the_role_may_write(desk, account, role):
    kinds = [kind for kind in POSTS if kind != "signed draft"]
    posts = {kind: POSTS[kind](account) for kind in kinds}
    data = {"action": "retag", "apply": "1", "add": "crisis"}
    data |= {"_selected_action": [post.pk for post in posts.values()]}

    desk.post(reverse("admin:posts_post_changelist"), data)

    tagged = {kind for kind, post in posts.items() if post.tags.exists()}
    assert tagged == STORES[role] & set(kinds)


def test_new_post_belongs_to_whoever_began_it(desk, account):
    desk.post(reverse("admin:posts_post_add"), typed(title="Begun"))

    assert Post.objects.get().started_by == account
