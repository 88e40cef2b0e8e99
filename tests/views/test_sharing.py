"""Share pictures as they are served."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from posts.views import sharing
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


@pytest.fixture
def draws(monkeypatch) -> list[str]:
    """Count what is drawn, without drawing it."""
    drawn: list[str] = []

    def draw(poster):
        drawn.append(poster.title)
        return b"PNG"

    monkeypatch.setattr(sharing, "draw", draw)
    return drawn


def test_picture_of_a_post_is_public_for_some_minutes(client):
    factories.make_post(slug="sorry")

    response = client.get("/posts/sorry/share.png")

    assert response["Content-Type"] == "image/png"
    assert response["Cache-Control"] == "public, max-age=600"
    assert response.content.startswith(b"\x89PNG")


def test_picture_is_drawn_once(client, draws):
    factories.make_post(slug="sorry", title="Sorry")

    for _ in range(3):
        client.get("/posts/sorry/share.png")

    assert draws == ["Sorry"]


def test_picture_is_drawn_again_when_the_title_changes(client, draws):
    post = factories.make_post(slug="sorry", title="Sorry")
    client.get("/posts/sorry/share.png")
    post.title = "So sorry"
    post.save()

    client.get("/posts/sorry/share.png")

    assert draws == ["Sorry", "So sorry"]


def test_unchanged_picture_costs_a_304(client, draws):
    factories.make_post(slug="sorry")
    first = client.get("/posts/sorry/share.png")

    again = client.get("/posts/sorry/share.png", headers={"If-None-Match": first["ETag"]})

    assert again.status_code == 304


def test_publication_has_a_picture_of_its_own(client):
    assert client.get("/share.png").content.startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "make", [factories.make_draft, factories.make_scheduled, factories.make_expired]
)
def test_hidden_post_has_no_picture(client, draws, make):
    make(slug="sorry")

    assert client.get("/posts/sorry/share.png").status_code == 404
    assert draws == []
