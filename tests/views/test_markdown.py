"""Articles as Markdown, by address and by negotiation."""

from __future__ import annotations

import pytest

from posts.models import Content, Post
from tests import factories

pytestmark = pytest.mark.django_db

MARKDOWN = "text/markdown; charset=utf-8"
HTML = "text/html; charset=utf-8"


@pytest.fixture
def post() -> Post:
    return factories.make_post(
        title="Say *sorry*",
        slug="sorry",
        standfirst="In thirty-one words.",
        authors=[
            factories.make_author(name="Noor Example", slug="noor"),
            factories.make_author(name="Tom Example", slug="tom", is_guest=True),
        ],
        body="Words <!-- not for readers --> and [more](/posts/x/).[^1]\n\n[^1]: A note.",
    )


def test_markdown_holds_the_whole_article(client, post):
    response = client.get("/posts/sorry.md")

    assert response["Content-Type"] == MARKDOWN
    assert response.content.decode() == (
        "# Say \\*sorry\\*\n\n"
        "**In thirty-one words.**\n\n"
        "By [Noor Example](http://testserver/authors/noor/),"
        " [Tom Example (guest)](http://testserver/authors/tom/)\n\n"
        "Published 5 January 2026\n\n"
        "<http://testserver/posts/sorry/>\n\n"
        "---\n\n"
        "Words and [more](http://testserver/posts/x/).[^1]\n\n"
        "[^1]: A note.\n"
    )


def test_markdown_names_the_page_it_is_another_form_of(client, post):
    response = client.get("/posts/sorry.md")

    assert response["Link"] == '<http://testserver/posts/sorry/>; rel="canonical"'
    assert response["Content-Location"] == "/posts/sorry.md"


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (None, HTML),
        ("*/*", HTML),
        ("text/*", HTML),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", HTML),
        ("text/markdown", MARKDOWN),
        ("text/markdown, text/html;q=0.9", MARKDOWN),
        ("text/markdown;q=0.9, text/html", HTML),
        ("text/markdown;q=0.5, */*;q=0.1", MARKDOWN),
        ("text/markdown, */*", MARKDOWN),
        ("text/markdown;q=0, text/html", HTML),
        ("application/pdf", HTML),
        ("nonsense", HTML),
    ],
)
def test_address_of_the_article_answers_in_the_form_that_is_preferred(
    client, post, accept, media_type
):
    response = client.get("/posts/sorry/", headers={"Accept": accept} if accept else {})

    assert response["Content-Type"] == media_type
    assert "Accept" in response["Vary"]


def test_markdown_shows_the_lead_picture(client):
    picture = factories.make_picture(alt="A [red] field", caption="Red.", credit="Photo: Ada")
    factories.make_post(slug="sorry", lead_picture=picture)

    text = client.get("/posts/sorry.md").content.decode()

    assert f"![A \\[red\\] field](http://testserver{picture.info().url})\n\nRed. Photo: Ada" in text


def test_markdown_is_made_from_what_readers_see(client, post):
    Content.objects.update(markdown="Only the desk may read this.")

    assert "Only the desk" not in client.get("/posts/sorry.md").content.decode()


@pytest.mark.parametrize("make", [factories.make_draft, factories.make_scheduled])
def test_hidden_post_has_no_markdown(client, make):
    make(slug="hidden")

    assert client.get("/posts/hidden.md").status_code == 404
    assert client.get("/posts/hidden/", headers={"Accept": "text/markdown"}).status_code == 404


def test_markdown_of_an_unchanged_article_costs_a_304(client, post):
    first = client.get("/posts/sorry.md")

    again = client.get("/posts/sorry.md", headers={"If-None-Match": first["ETag"]})

    assert again.status_code == 304


def test_former_address_of_the_markdown_leads_to_the_new_one(client, post):
    post.slug = "so-sorry"
    post.save()

    response = client.get("/posts/sorry.md")

    assert (response.status_code, response["Location"]) == (301, "/posts/so-sorry.md")
