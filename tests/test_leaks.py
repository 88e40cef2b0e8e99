"""Nothing that is not public shows anywhere, and no address escapes this walk."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from posts.directory import letters
from posts.models import FormerAddress, Post, PreviewLink
from posts.models.preview_link import digest_of
from posts.revisions import latest
from tests import factories, pages

pytestmark = pytest.mark.django_db

SENTINEL = "Xyzzyplugh"
TOKEN = "x" * 43  # of a link to a preview of the live post
HIDDEN = ("draft", "scheduled", "expired", "unpublished")


@dataclass(frozen=True, slots=True)
class Publication:
    """A publication with one live post, and hidden ones beside it in every list."""

    live: Post
    hidden: dict[str, Post]


@pytest.fixture
def publication() -> Publication:
    category = factories.make_category(name="Crisis", slug="crisis")
    tag = factories.make_tag(name="Apologies", slug="apologies")
    author = factories.make_author(name="Noor Example", slug="noor")
    series = factories.make_series(title="The series", slug="the-series")
    shared: dict[str, Any] = {
        "category": category,
        "tags": [tag],
        "authors": [author],
        "series": series,
    }
    live = factories.make_post(title="Visible", slug="visible", **shared)
    makers = {
        "draft": factories.make_draft,
        "scheduled": factories.make_scheduled,
        "expired": factories.make_expired,
        "unpublished": factories.make_unpublished,
    }
    hidden = {
        name: make(
            title=f"{SENTINEL} {name}",
            slug=f"{SENTINEL.lower()}-{name}",
            standfirst=SENTINEL,
            body=f"{SENTINEL} in the text",
            is_pinned=True,
            **shared,
        )
        for name, make in makers.items()
    }
    PreviewLink.objects.create(
        post=live,
        revision=latest(live.pk),
        digest=digest_of(TOKEN),
        expires_at=timezone.now() + factories.HOUR,
    )
    factories.make_page(path="about", title="About")
    factories.make_page(path="hidden", title=SENTINEL, body=SENTINEL, is_published=False)
    return Publication(live, hidden)


# Every address of the publication with the arguments that lead to where hidden posts are filed.
# The desk (admin:…) asks for a login and has tests of its own; uploads hold no text.
WALK = {
    "posts:home": {},
    "posts:latest": {},
    "posts:post": {"slug": "visible"},
    "posts:preview": {"token": TOKEN},
    "posts:archive": {},
    "posts:year": {"year": 2026},
    "posts:month": {"year": 2026, "month": 1},
    "posts:categories": {},
    "posts:category": {"slug": "crisis"},
    "posts:tags": {},
    "posts:tags_letter": {"letter": "A"},
    "posts:tag": {"slug": "apologies"},
    "posts:authors": {},
    "posts:authors_letter": {"letter": "N"},
    "posts:author": {"slug": "noor"},
    "posts:all_series": {},
    "posts:series": {"slug": "the-series"},
    "posts:search": {},
    "posts:page": {"path": "about"},
    "posts:post_markdown": {"slug": "visible"},
    "posts:share_picture": {"slug": "visible"},
    "posts:site_share_picture": {},
    "posts:subscribe": {},
    "posts:sitemap": {},
    "posts:sitemap_file": {"section": "posts", "page": 1},
    "posts:news_sitemap": {},
    "posts:robots": {},
    "posts:llms": {},
    "posts:feed": {"form": "atom.xml"},
    "posts:category_feed": {"slug": "crisis", "form": "rss.xml"},
    "posts:tag_feed": {"slug": "apologies", "form": "feed.json"},
    "posts:author_feed": {"slug": "noor", "form": "atom.xml"},
    "posts:series_feed": {"slug": "the-series", "form": "rss.xml"},
}
ELSEWHERE = ("admin:", "media")


def without_words(response) -> str:
    return re.sub(r'name="q" value="[^"]*"', "", response.content.decode())


def names(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name}"
        else:
            namespace = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from names(pattern, f"{prefix}{namespace}")


def test_every_address_joins_the_walk():
    public = {name for name in names(get_resolver()) if not name.startswith(ELSEWHERE)}

    assert public == set(WALK)


@pytest.mark.parametrize("name", WALK)
def test_page_shows_nothing_hidden(client, publication, name):
    response = client.get(reverse(name, kwargs=WALK[name]))

    assert response.status_code == 200
    assert SENTINEL.lower().encode() not in response.content.lower()


LISTS = ("latest", "category", "tag", "author", "year", "month")


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("query", ["after=start", "before=99991231T235959Z-1"])
def test_page_of_a_list_shows_nothing_hidden(client, publication, name, query):
    path = reverse(f"posts:{name}", kwargs=WALK[f"posts:{name}"])

    response = client.get(f"{path}?{query}")

    assert pages.titles(response) == [publication.live.title]
    assert SENTINEL.lower().encode() not in response.content.lower()


@pytest.mark.parametrize("name", LISTS)
def test_number_of_a_page_counts_nothing_hidden(client, publication, settings, name):
    settings.PAGE_SIZE = 1
    path = reverse(f"posts:{name}", kwargs=WALK[f"posts:{name}"])

    assert client.get(path, {"page": "2"}).status_code == 404


COUNTS = {
    "posts:latest": "<span>1 byte</span>",
    "posts:archive": "<span>1 byte</span>",
    "posts:year": '<span class="vh">1 byte</span>',
    "posts:month": "<span>1 byte</span>",
    "posts:categories": '<p class="hint">1 byte</p>',
    "posts:category": "<span>1 byte</span>",
    "posts:tags": '<span class="n">1<span class="vh"> byte</span></span>',
    "posts:tags_letter": '<span class="n">1<span class="vh"> byte</span></span>',
    "posts:tag": "<span>1 byte</span>",
    "posts:authors": "<span>1 byte</span>",
    "posts:authors_letter": "<span>1 byte</span>",
    "posts:author": "<span>1 byte since 2026</span>",
    "posts:series": "<span>1 of 1 byte published</span>",
    "posts:all_series": "<span>1 of 1 byte</span>",
}


@pytest.mark.parametrize("name", COUNTS)
def test_count_leaves_hidden_posts_out(client, publication, name):
    response = client.get(reverse(name, kwargs=WALK[name]))

    assert COUNTS[name] in response.content.decode()


@pytest.mark.parametrize("name", ["posts:tags", "posts:authors", "posts:all_series"])
@pytest.mark.parametrize("state", HIDDEN)
def test_index_does_not_name_what_has_hidden_posts_alone(client, name, state):
    factories.make_category()
    alone: dict[str, Any] = {
        "tags": [factories.make_tag(name=SENTINEL)],
        "authors": [factories.make_author(name=SENTINEL)],
        "series": factories.make_series(title=SENTINEL),
    }
    getattr(factories, f"make_{state}")(**alone)

    response = client.get(reverse(name))

    assert SENTINEL not in response.content.decode()


@pytest.mark.parametrize("kind", ["tag", "author"])
@pytest.mark.parametrize("state", HIDDEN)
def test_letter_tells_nothing_of_what_has_hidden_posts_alone(client, monkeypatch, kind, state):
    monkeypatch.setattr(letters, "FEW", 0)
    make = getattr(factories, f"make_{kind}")
    told = make(name="Told")
    for _post in range(2):
        factories.make_post(**{f"{kind}s": [told]})
    getattr(factories, f"make_{state}")(**{f"{kind}s": [make(name=SENTINEL), make(name="Tut")]})

    pages = [client.get(f"/{kind}s/{end}") for end in ("", "letter/t/")]

    for html in (page.content.decode() for page in pages):
        assert "/letter/t/" in html
        assert "/letter/x/" not in html
        assert "Told" in html
        assert "Tut" not in html
    assert client.get(f"/{kind}s/letter/x/").status_code == 404


@pytest.mark.parametrize("state", HIDDEN)
@pytest.mark.parametrize("name", ["posts:post_markdown", "posts:share_picture"])
def test_other_forms_of_a_hidden_post_are_not_there(client, publication, name, state):
    assert client.get(reverse(name, args=[publication.hidden[state].slug])).status_code == 404


@pytest.mark.parametrize("state", HIDDEN)
def test_hidden_post_answers_like_one_that_never_was(client, publication, state):
    hidden = client.get(publication.hidden[state].get_absolute_url())
    missing = client.get(reverse("posts:post", args=["never-was"]))

    assert hidden.status_code == 404
    # The search box of the page holds the words of the address that was asked for.
    assert without_words(hidden) == without_words(missing)


@pytest.mark.parametrize("asked", [SENTINEL, SENTINEL.lower()[:-1], f"{SENTINEL} draft", "visible"])
def test_search_finds_and_suggests_nothing_hidden(client, publication, asked):
    html = client.get(reverse("posts:search"), {"q": asked}).content.decode().lower()

    shown = html.replace(asked.lower(), "")
    assert SENTINEL.lower() not in shown
    assert "/search/?q=" not in shown


@pytest.mark.parametrize("state", HIDDEN)
def test_404_of_a_hidden_post_s_words_suggests_only_public_posts(client, publication, state):
    response = client.get(f"/old/{publication.hidden[state].slug}/")

    assert response.status_code == 404
    assert "/posts/visible/" in response.content.decode()
    assert f"/posts/{SENTINEL.lower()}" not in response.content.decode()


def test_404_suggests_only_public_posts(client, publication):
    response = client.get("/no/such/page/")

    assert response.status_code == 404
    assert "Visible" in response.content.decode()
    assert SENTINEL not in response.content.decode()


@pytest.mark.parametrize("state", HIDDEN)
def test_former_address_of_a_hidden_post_tells_nothing(client, publication, state):
    FormerAddress.objects.create(path="/old/", post=publication.hidden[state])

    assert client.get("/old/").status_code == 404


@pytest.mark.parametrize("name", WALK)
def test_staff_see_the_same_public_page(admin_client, publication, name):
    response = admin_client.get(reverse(name, kwargs=WALK[name]))

    assert SENTINEL.lower().encode() not in response.content.lower()


@pytest.mark.parametrize("state", HIDDEN)
def test_name_that_only_a_hidden_post_bears_is_nowhere_to_be_opened(client, publication, state):
    hidden = publication.hidden[state]
    tag, author = factories.make_tag(slug="merger"), factories.make_author(slug="insider")
    hidden.tags.set([tag])
    hidden.sign([author])
    hidden.series = factories.make_series(slug="secret")
    hidden.series_part = None
    hidden.save()

    for path in ("tags/merger", "authors/insider", "series/secret"):
        for end in ("/", "/atom.xml"):
            assert client.get(f"/{path}{end}").status_code == 404, path
