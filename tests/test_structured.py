"""Structured data: what it says, and that no word of a post can break out of it."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from posts.rendering import typeset
from posts.structured import as_json
from tests import factories

pytestmark = pytest.mark.django_db

SCRIPT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.S)


def graph(client, path: str) -> dict[str, dict[str, Any]]:
    """Return the things that a page describes, by their types."""
    found = SCRIPT.findall(client.get(path).content.decode())
    assert len(found) == 1
    return {thing["@type"]: thing for thing in json.loads(found[0])["@graph"]}


def test_article_says_what_it_is(client):
    category = factories.make_category(name="Crisis", slug="crisis")
    factories.make_post(
        title='The "real" thing',
        slug="real",
        standfirst="In brief.",
        category=category,
        tags=[factories.make_tag(name="apologies")],
        revised_at=factories.LONG_AGO + 24 * factories.HOUR,
        body="word " * 500,
    )

    article = graph(client, "/posts/real/")["BlogPosting"]

    assert article["headline"] == "The “real” thing"
    assert article["url"] == article["mainEntityOfPage"] == "http://testserver/posts/real/"
    assert article["description"] == "In brief."
    assert article["datePublished"] == "2026-01-05T08:00:00+00:00"
    assert article["dateModified"] == "2026-01-06T08:00:00+00:00"
    assert article["articleSection"] == "Crisis"
    assert article["keywords"] == ["apologies"]
    assert article["wordCount"] == 500
    assert article["inLanguage"] == "en-GB"
    assert article["publisher"]["name"] == "PR Bytes"
    assert article["image"][-1]["url"] == "http://testserver/posts/real/share.png"


def test_authors_are_equal_and_in_order(client):
    zoe, ada = factories.make_author(name="Zoe", slug="zoe"), factories.make_author(name="Ada")
    zoe.links.create(label="Site", url="https://zoe.example/")
    factories.make_post(slug="sorry", authors=[zoe, ada])

    authors = graph(client, "/posts/sorry/")["BlogPosting"]["author"]

    assert [author["name"] for author in authors] == ["Zoe", "Ada"]
    assert {author["@type"] for author in authors} == {"Person"}
    assert authors[0]["url"] == "http://testserver/authors/zoe/"
    assert authors[0]["sameAs"] == ["https://zoe.example/"]


def test_part_of_a_series_names_its_place(client):
    series = factories.make_series(title="The honest apology", slug="honest")
    factories.make_post(slug="one", series=series)
    factories.make_post(slug="two", series=series)

    article = graph(client, "/posts/two/")["BlogPosting"]

    assert article["isPartOf"]["@type"] == "CreativeWorkSeries"
    assert article["isPartOf"]["name"] == "The honest apology"
    assert article["position"] == 2


def test_trail_leads_from_home_through_the_section(client):
    category = factories.make_category(name="Crisis", slug="crisis")
    factories.make_post(title="Sorry", slug="sorry", category=category)

    steps = graph(client, "/posts/sorry/")["BreadcrumbList"]["itemListElement"]

    assert [(step["position"], step["name"], step["item"]) for step in steps] == [
        (1, "Home", "http://testserver/"),
        (2, "Crisis", "http://testserver/categories/crisis/"),
        (3, "Sorry", "http://testserver/posts/sorry/"),
    ]


def test_series_lists_its_public_parts_in_order(client):
    series = factories.make_series(slug="honest")
    factories.make_post(title="One", series=series)
    factories.make_post(title="Two", series=series)
    factories.make_draft(title="Three", series=series)

    whole = graph(client, "/series/honest/")["CreativeWorkSeries"]

    assert [(part["headline"], part["position"]) for part in whole["hasPart"]] == [
        ("One", 1),
        ("Two", 2),
    ]


def test_author_page_introduces_the_author(client):
    author = factories.make_author(
        name="Ada", slug="ada", biography="Writes *well*.", affiliation="Editor, Example"
    )
    author.links.create(label="Site", url="https://ada.example/")
    factories.make_post(slug="sorry", authors=[author])

    person = graph(client, "/authors/ada/")["ProfilePage"]["mainEntity"]

    assert person["description"] == "Writes well."
    assert person["jobTitle"] == "Editor, Example"
    assert person["sameAs"] == ["https://ada.example/"]


@pytest.mark.parametrize("path", ["/posts/", "/categories/crisis/", "/tags/apologies/"])
def test_list_names_its_posts_in_order(client, path):
    shared = {
        "category": factories.make_category(slug="crisis"),
        "tags": [factories.make_tag(slug="apologies")],
    }
    factories.make_post(slug="old", **shared)
    factories.make_post(slug="new", published_at=factories.LONG_AGO + factories.HOUR, **shared)

    entries = graph(client, path)["CollectionPage"]["mainEntity"]["itemListElement"]

    assert [(entry["position"], entry["url"]) for entry in entries] == [
        (1, "http://testserver/posts/new/"),
        (2, "http://testserver/posts/old/"),
    ]


def test_home_says_how_to_search(client):
    action = graph(client, "/")["WebSite"]["potentialAction"]

    assert action["target"]["urlTemplate"] == "http://testserver/search/?q={search_term_string}"
    assert action["query-input"] == "required name=search_term_string"


HOSTILE = "</script><script>alert(1)</script><!-- &lt;"


def test_no_word_of_a_post_breaks_out(client):
    factories.make_post(title=HOSTILE, slug="hostile", standfirst=HOSTILE)

    html = client.get("/posts/hostile/").content.decode()

    assert "<script>alert" not in html
    assert graph(client, "/posts/hostile/")["BlogPosting"]["description"] == typeset(HOSTILE)


@pytest.mark.parametrize(
    "words", ["\x0b", "\x08\x0c", "Bell\x08 & form\x0c \\b", "\ufffe", "\ud800"]
)
def test_what_no_text_may_hold_leaves_it(words):
    found = json.loads(as_json({"name": words, "of": {"names": [words, "x"], "name": words}}))

    kept = re.sub(r"[\x00-\x1f\ufffe\ud800]", "", words)
    own = {"name": kept} if kept else {}
    assert found == {**own, "of": {"names": [kept, "x"], **own}}


@pytest.mark.parametrize("words", ["</script>", "<!--", "]]>", "&amp;", "\u2028", "é\x0b"])
def test_json_holds_nothing_that_looks_like_markup(words):
    text = as_json({"name": words})

    assert not set(text) & set("<>&")
    assert json.loads(text)["name"] in {words, words.replace("\x0b", "")}
