"""Accounts of the desk, and the post form as a browser sends it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from posts.models import Author, Post
from tests import factories

PLAIN = {
    "title": "A title",
    "slug": "",
    "standfirst": "",
    "body": "Some words.",
    "lead_picture": "",
    "search_title": "",
    "search_description": "",
    "status": "draft",
    "published_at": "",
    "expires_at": "",
    "revised_at": "",
    "language": "",
    "category": "",
    "series": "",
    "series_part": "",
    "tags": "",
}


def typed(*, authors: Iterable[Author] = (), post: Post | None = None, **changes: Any) -> dict:
    """Return the whole form with `changes`; the byline's rows stand for `authors` in order."""
    known = {row.author_id: row.pk for row in post.bylines.all()} if post else {}
    # The rows that are stored come first, as the server sends them; the place gives the order.
    rows = sorted(enumerate(authors), key=lambda row: row[1].pk not in known)
    data = PLAIN | {
        "bylines-TOTAL_FORMS": len(rows),
        "bylines-INITIAL_FORMS": len(known),
        "bylines-MIN_NUM_FORMS": 0,
        "bylines-MAX_NUM_FORMS": 1000,
        "_continue": "Save",
    }
    for index, (place, author) in enumerate(rows):
        data[f"bylines-{index}-author"] = author.pk
        data[f"bylines-{index}-position"] = place
        data[f"bylines-{index}-id"] = known.get(author.pk, "")
        data[f"bylines-{index}-post"] = post.pk if post else ""
    return data | changes


@pytest.fixture
def log_in(django_user_model) -> Callable[..., Client]:
    """Return a maker of logged-in staff with the permissions of `posts` that are named."""

    def with_permissions(*codenames: str) -> Client:
        user = django_user_model.objects.create_user(
            f"staff-{'-'.join(codenames)}", password="not-a-secret", is_staff=True
        )
        user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
        client = Client()
        client.force_login(user)
        return client

    return with_permissions


@pytest.fixture
def writer(log_in) -> Client:
    """Return a client of staff who may write, but not publish."""
    return log_in("view_post", "add_post", "change_post", "delete_post")


@pytest.fixture
def cora(django_user_model) -> Any:
    """Return an account in the role of an author."""
    cora = django_user_model.objects.create_user("cora", password="not-a-secret", is_staff=True)
    cora.groups.add(factories.role("Author"))
    return cora


@pytest.fixture
def desk(cora) -> Client:
    """Return a client of the author."""
    client = Client()
    client.force_login(cora)
    return client
