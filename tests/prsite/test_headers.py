"""What every answer carries."""

from __future__ import annotations

import errno

import pytest
from django.urls import reverse

from tests import factories

pytestmark = pytest.mark.django_db

PAGES = ["/", "/posts/", "/nope/", "/admin/login/"]


def directives(response) -> dict[str, str]:
    policy = response["Content-Security-Policy"]
    return dict(part.strip().partition(" ")[::2] for part in policy.split(";"))


@pytest.mark.parametrize("path", PAGES)
def test_policy_allows_nothing_inline_and_nobody_else(client, path):
    policy = directives(client.get(path))

    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["img-src"] == "'self'"
    assert policy["base-uri"] == policy["object-src"] == "'none'"
    assert policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in str(policy)


@pytest.mark.parametrize("path", PAGES)
def test_usual_security_headers_are_there(client, path):
    response = client.get(path)

    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in response["Permissions-Policy"]


@pytest.mark.parametrize("path", PAGES)
def test_no_page_has_inline_script_or_style(client, path):
    html = client.get(path).content.decode()

    assert "<style" not in html
    assert " style=" not in html
    assert " onclick=" not in html
    assert "<script>" not in html


def test_unchanged_page_costs_a_304(client):
    factories.make_post()
    first = client.get("/")

    again = client.get("/", headers={"if-none-match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")


def test_reader_gets_no_cookie(client):
    post = factories.make_post()

    for path in ("/", post.get_absolute_url(), reverse("posts:latest")):
        response = client.get(path)
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")


def test_unknown_host_is_refused(client):
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_readers_pages_can_only_be_read(client, method):
    assert getattr(client, method)("/posts/").status_code == 405


def test_upload_is_served_in_a_sandbox_and_kept_for_a_year(client):
    picture = factories.make_picture()

    response = client.get(picture.info().url)

    assert response["Content-Type"] == "image/png"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "immutable" in response["Cache-Control"]
    response.close()


@pytest.mark.parametrize("path", ["a" * 5000, "a/" * 4000, "a%00b.png", "%00", "%ff.png"])
def test_upload_of_an_impossible_name_is_a_404(client, path):
    assert client.get(f"/media/{path}").status_code == 404


def test_upload_that_cannot_be_read_is_not_said_to_be_missing(client, monkeypatch):
    def refused(*_args, **_options):
        raise PermissionError(errno.EACCES, "refused")

    monkeypatch.setattr("prsite.media.serve", refused)

    with pytest.raises(PermissionError):
        client.get("/media/red.png")


def test_uploads_lead_nowhere_else(client):
    for path in ("/media/../prsite/settings.py", "/media/%2e%2e/settings.py", "/media/"):
        assert client.get(path).status_code in {400, 404}


def test_policy_is_alike_in_every_process(client):
    parts = client.get("/posts/")["Content-Security-Policy"].split("; ")

    assert parts == sorted(parts)
