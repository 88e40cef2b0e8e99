"""Feeds: complete, stable, and never broken by what a post holds."""

from __future__ import annotations

import json
import time
from datetime import timedelta
from xml.etree import ElementTree

import pytest
import time_machine
from django.utils import timezone
from django.utils.http import http_date

from posts.models import Content, Post
from tests import factories

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
DC = "{http://purl.org/dc/elements/1.1/}"
ENCODED = "{http://purl.org/rss/1.0/modules/content/}encoded"
FORMS = ["rss.xml", "atom.xml", "feed.json"]


def get(client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def atom(client, path: str = "/atom.xml") -> ElementTree.Element:
    return ElementTree.fromstring(get(client, path))


def rss(client, path: str = "/rss.xml") -> ElementTree.Element:
    return ElementTree.fromstring(get(client, path))


@pytest.mark.parametrize(
    ("form", "media_type"),
    [
        ("rss.xml", "application/rss+xml; charset=utf-8"),
        ("atom.xml", "application/atom+xml; charset=utf-8"),
        ("feed.json", "application/feed+json"),
    ],
)
def test_form_names_its_media_type(client, form, media_type):
    assert client.get(f"/{form}")["Content-Type"] == media_type


def test_json_feed_holds_what_its_version_asks_for(client):
    ada = factories.make_author(name="Ada Example", slug="ada")
    tag = factories.make_tag(name="apologies")
    category = factories.make_category(name="Crisis", slug="crisis")
    post = factories.make_post(
        title="Say sorry", slug="sorry", authors=[ada], tags=[tag], category=category
    )

    feed = json.loads(get(client, "/feed.json"))

    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == "http://testserver/feed.json"
    assert feed["home_page_url"] == "http://testserver/"
    assert feed["items"] == [
        {
            "id": post.guid.urn,
            "url": "http://testserver/posts/sorry/",
            "title": "Say sorry",
            "content_html": "<p>Some words.</p>",
            "summary": "Some words.",
            "date_published": "2026-01-05T08:00:00+00:00",
            "date_modified": "2026-01-05T08:00:00+00:00",
            "authors": [{"name": "Ada Example", "url": "http://testserver/authors/ada/"}],
            "tags": ["Crisis", "apologies"],
        }
    ]


@pytest.mark.parametrize("form", FORMS)
def test_id_of_a_post_survives_a_new_slug(client, form):
    post = factories.make_post(slug="before")
    before = get(client, f"/{form}")
    post.slug = "after"
    post.save()

    after = get(client, f"/{form}")

    assert post.guid.urn in before
    assert post.guid.urn in after
    assert "/posts/after/" in after


def test_id_is_no_address_in_rss(client):
    factories.make_post()

    assert rss(client).find("channel/item/guid").attrib == {"isPermaLink": "false"}


def test_authors_are_equal_and_in_order(client):
    people = [factories.make_author(name=name) for name in ("Zoe", "Ada", "Mia")]
    factories.make_post(authors=people)

    in_atom = [name.text for name in atom(client).findall(f"{ATOM}entry/{ATOM}author/{ATOM}name")]
    in_rss = [creator.text for creator in rss(client).findall(f"channel/item/{DC}creator")]
    in_json = [
        author["name"] for author in json.loads(get(client, "/feed.json"))["items"][0]["authors"]
    ]

    assert in_atom == in_rss == in_json == ["Zoe", "Ada", "Mia"]


def test_post_without_authors_is_signed_by_the_publication(client):
    factories.make_post()

    feed = atom(client)

    assert feed.find(f"{ATOM}author/{ATOM}name").text == "PR Bytes"
    assert feed.find(f"{ATOM}entry/{ATOM}author") is None


def test_addresses_in_the_text_are_absolute(client):
    picture = factories.make_picture(filename="lectern.png", caption="A lectern.")
    factories.make_post(
        slug="sorry",
        lead_picture=picture,
        body="[Earlier](/posts/x/) and a note.[^1] ![](lectern.png)\n\n[^1]: Here.",
    )

    text = rss(client).find(f"channel/item/{ENCODED}").text

    assert 'href="http://testserver/posts/x/"' in text
    assert 'href="http://testserver/posts/sorry/#fn:1"' in text
    assert 'src="http://testserver/media/' in text
    assert '="/' not in text
    assert '="#' not in text


def test_summary_shows_as_it_was_written(client):
    factories.make_post(standfirst="Is 1 < 2 & <b>bold</b>?")

    in_rss = rss(client).findtext("channel/item/description")
    in_atom = atom(client).findtext(f"{ATOM}entry/{ATOM}summary")
    in_json = json.loads(get(client, "/feed.json"))["items"][0]["summary"]

    assert in_rss == in_atom == "Is 1 &lt; 2 &amp; &lt;b&gt;bold&lt;/b&gt;?"
    assert in_json == "Is 1 < 2 & <b>bold</b>?"


def test_full_text_begins_with_standfirst_and_lead_picture(client):
    picture = factories.make_picture(alt="A lectern", caption="Empty.", credit="Photograph: Ada")
    factories.make_post(standfirst="What it is about.", lead_picture=picture, body="Then words.")

    text = atom(client).find(f"{ATOM}entry/{ATOM}content").text

    assert text.startswith("<p><em>What it is about.</em></p>\n<figure><img ")
    assert "<figcaption>Empty. Photograph: Ada</figcaption></figure>\n<p>Then words.</p>" in text


@pytest.mark.parametrize(
    "path",
    ["", "categories/crisis/", "tags/apologies/", "authors/noor/", "series/the-series/"],
)
@pytest.mark.parametrize("form", FORMS)
def test_every_list_has_a_feed_without_hidden_posts(client, path, form):
    category = factories.make_category(name="Crisis", slug="crisis")
    shared = {
        "category": category,
        "tags": [factories.make_tag(name="apologies", slug="apologies")],
        "authors": [factories.make_author(slug="noor")],
        "series": factories.make_series(slug="the-series"),
    }
    factories.make_post(title="Visible", **shared)
    factories.make_draft(title="Hidden", **shared)
    factories.make_scheduled(title="Hidden too", **shared)

    feed = get(client, f"/{path}{form}")

    assert "Visible" in feed
    assert "Hidden" not in feed


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kind", ["categories", "tags", "authors", "series"])
def test_feed_of_what_is_not_there_is_a_404(client, kind, form):
    assert client.get(f"/{kind}/nothing/{form}").status_code == 404


def test_feed_is_named_after_its_list_and_the_publication(client):
    factories.make_category(name="Crisis", slug="crisis", description="When it *burns*.")

    channel = rss(client, "/categories/crisis/rss.xml").find("channel")

    assert channel.find("title").text == "Crisis | PR Bytes"
    assert channel.find("description").text == "When it burns."
    assert channel.find("link").text == "http://testserver/categories/crisis/"
    assert channel.find("language").text == "en-gb"


def test_atom_says_where_it_lives_and_what_it_shows(client):
    links = {link.get("rel"): link.get("href") for link in atom(client).findall(f"{ATOM}link")}

    assert links == {"self": "http://testserver/atom.xml", "alternate": "http://testserver/"}


def test_series_feed_brings_the_newest_part_first(client):
    series = factories.make_series(slug="the-series")
    for hour, title in enumerate(["One", "Two"]):
        date = factories.LONG_AGO + hour * factories.HOUR
        factories.make_post(title=title, series=series, published_at=date)

    feed = json.loads(get(client, "/series/the-series/feed.json"))

    assert [item["title"] for item in feed["items"]] == ["Two", "One"]


def test_feed_holds_the_newest_twenty(client):
    for hour in range(22):
        date = factories.LONG_AGO + hour * factories.HOUR
        factories.make_post(title=f"Post {hour}", published_at=date)

    items = json.loads(get(client, "/feed.json"))["items"]

    assert [items[0]["title"], items[-1]["title"], len(items)] == ["Post 21", "Post 2", 20]


@pytest.mark.parametrize("form", FORMS)
def test_empty_feed_is_valid_and_the_same_a_day_later(client, form):
    before = client.get(f"/{form}")
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        after = client.get(f"/{form}")

    assert before.status_code == 200
    assert before.content == after.content
    assert "Last-Modified" not in before


@pytest.mark.parametrize("form", FORMS)
def test_control_characters_break_no_feed(client, form):
    category = factories.make_category(name="Cri\x0bsis")
    ada = factories.make_author(name="A\x08da")
    post = factories.make_post(
        title="Nul\x0c and more", standfirst="\x01", category=category, authors=[ada]
    )
    Content.objects.filter(post=post).update(html="<p>Form\x0cfeed\ufffe</p>")

    feed = get(client, f"/{form}")

    assert "Nul and more" in feed
    assert not set(feed) & {"\x01", "\x08", "\x0b", "\x0c", "\ufffe"}


@pytest.mark.parametrize("form", FORMS)
def test_unchanged_feed_costs_a_304(client, form):
    factories.make_post()
    first = client.get(f"/{form}")

    again = client.get(f"/{form}", headers={"If-None-Match": first["ETag"]})

    assert again.status_code == 304


def take_back(post: Post) -> None:
    post.unpublish()
    post.save()


def rename_author(post: Post) -> None:
    author = post.authors.get()
    author.name = "Another Name"
    author.save()


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("change", [take_back, rename_author, Post.delete])
def test_no_reader_is_told_that_a_changed_feed_is_the_same(client, form, change):
    factories.make_post(published_at=factories.LONG_AGO - timedelta(days=1))
    post = factories.make_post(authors=[factories.make_author()])
    known = client.get(f"/{form}")

    change(post)

    validators = {"If-None-Match": known["ETag"], "If-Modified-Since": http_date(time.time())}
    for name, value in validators.items():
        assert client.get(f"/{form}", headers={name: value}).status_code == 200, name


def test_corrected_spelling_is_not_news_to_readers(client):
    with time_machine.travel(factories.LONG_AGO):
        post = factories.make_post()
    with time_machine.travel(factories.LONG_AGO + timedelta(days=1)):
        Post.objects.get(pk=post.pk).save()

    response = client.get("/atom.xml")

    assert b"<updated>2026-01-05T08:00:00+00:00</updated>" in response.content


def test_revised_post_is_newer_to_readers(client):
    factories.make_post(revised_at=factories.LONG_AGO + timedelta(days=1))

    entry = atom(client).find(f"{ATOM}entry")

    assert entry.find(f"{ATOM}published").text == "2026-01-05T08:00:00+00:00"
    assert entry.find(f"{ATOM}updated").text == "2026-01-06T08:00:00+00:00"


def test_entry_names_its_language(client):
    factories.make_post(language="fr")

    entry = atom(client).find(f"{ATOM}entry")

    assert entry.get("{http://www.w3.org/XML/1998/namespace}lang") == "fr"


def test_head_answers_without_a_body(client):
    factories.make_post()

    response = client.head("/rss.xml")

    assert (response.status_code, response.content) == (200, b"")


def test_former_address_of_a_list_leads_to_its_feed(client):
    category = factories.make_category(slug="before")
    category.slug = "after"
    category.save()

    response = client.get("/categories/before/rss.xml")

    assert (response.status_code, response["Location"]) == (301, "/categories/after/rss.xml")
