"""Pages for what goes wrong, as production shows them."""

from __future__ import annotations

import pytest
from pytest_django.asserts import assertTemplateUsed

from posts.views.errors import server_error
from prsite.pagecache import held
from prsite.pagecache.clock import State
from prsite.pagecache.rules import Moments
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def static_manifest_is_missing(settings, tmp_path):
    """Store static files as production does, before `collectstatic` ever ran."""
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "prsite.storage.StaticStorage"}
    }


def test_suite_runs_without_what_only_development_does(settings):
    assert not [name for name in settings.MIDDLEWARE if name.startswith("prsite.development")]


def test_unknown_address_gets_the_page_of_the_publication(client):
    factories.make_post(title="Try this instead")

    with assertTemplateUsed("404.html"):
        response = client.get("/no/such/page/")

    assert response.status_code == 404
    assert "404 takes nine bits" in response.content.decode()
    assert "Try this instead" in response.content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "/posts/the-apology-letter/",
        "/2019/05/apology_letter.html",
        "/blog/apologies/",
        "/posts/apology-letter-2/",
    ],
)
def test_words_of_the_missing_address_find_what_was_meant(client, path):
    factories.make_post(title="How to write an apology", slug="meant")
    for number in range(5):
        factories.make_post(title=f"Another {number}")

    response = client.get(path)

    assert response.status_code == 404
    suggested = [post.slug for post in response.context["suggestions"]]
    assert suggested[0] == "meant"
    assert len(suggested) == 3


@pytest.mark.parametrize(
    "path",
    [
        "/%00",
        "/%ff%fe",
        "/" + "a-" * 2000,
        "/%22%27*()-/",
        "/..%2f..",
        "/危机",
        "/" + "%EF%B7%BA" * 100,
    ],
)
def test_any_missing_address_gets_the_page(client, path):
    assert client.get(path).status_code == 404


def test_missing_address_without_its_end_slash_is_not_sent_to_another_that_is_missing(client):
    assert client.get("/nothing").status_code == 404


def test_standing_page_is_found_without_its_end_slash(client):
    factories.make_page(path="about")
    factories.make_page(path="hidden", is_published=False)

    assert client.get("/about")["Location"] == "/about/"
    assert client.get("/hidden").status_code == 404


def test_500_needs_no_static_file(client, static_manifest_is_missing):
    client.raise_request_exception = False

    response = client.get("/")

    html = response.content.decode()
    assert response.status_code == 500
    assert "Something broke at our end" in html
    assert "desk@prbytes.example" in html
    assert "/static/" not in html


def test_500_after_a_404_without_static_files_has_words_too(client, static_manifest_is_missing):
    client.raise_request_exception = False

    response = client.get("/no/such/page/")

    assert response.status_code == 500
    assert "Something broke at our end" in response.content.decode()


def test_page_for_an_error_leaves_other_pages_their_navigation(client, rf):
    factories.make_category(name="Crisis")
    token = held.current.set(State("stamp", 0, Moments(None, None)))
    try:
        server_error(rf.get("/"))
        assert client.get("/tags/").content.count(b"Crisis") == 2
    finally:
        held.current.reset(token)
