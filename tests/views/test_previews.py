"""What a preview link shows to whom, and what it tells nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.core.handlers.wsgi import WSGIHandler
from django.db import DatabaseError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from posts import caching
from posts.models import Post, PreviewLink, Revision
from posts.models.preview_link import PreviewLinkQuerySet
from posts.revisions import kept, latest, publish_changes, set_aside, take
from prsite.pagecache import PageCache
from prsite.pagecache.stamps import stamps_of
from tests import factories
from tests.prsite.pagecache.doubles import get

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
UNKNOWN = "x" * 43
TO_COME = datetime(2099, 1, 1, tzinfo=UTC)
NOTICE = re.compile(r'<aside class="notice.*?</aside>\n(<p class="embargo".*?</p>\n)?', re.DOTALL)
BROWSER = {
    "Sec-Fetch-Dest": "document",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Site": "cross-site",
}


def link_to(revision: Revision, **fields: Any) -> tuple[PreviewLink, str]:
    """Return a link that works for a day, and its address."""
    editor, _made = get_user_model().objects.get_or_create(username="maker")
    given: dict[str, Any] = {"by": editor, "expires_at": timezone.now() + DAY} | fields
    link, token = PreviewLink.objects.make(revision, **given)
    return link, reverse("posts:preview", args=[token])


def address_of(post: Post) -> str:
    return link_to(latest(post.pk))[1]


def body(response: Any) -> str:
    """Return what the page shows, without its head and what it says of being a preview."""
    return NOTICE.sub("", response.content.decode().partition("<body>")[2])


def opened(link: PreviewLink) -> int:
    return PreviewLink.objects.get(pk=link.pk).opens


@pytest.fixture
def whole() -> dict[str, Any]:
    """Fields of a post that has all there is."""
    series = factories.make_series(title="A series")
    section = factories.make_category(name="Crisis")
    tag = factories.make_tag(name="apologies")
    factories.make_picture(filename="lectern.png", alt="A lectern", caption="A caption")
    shared: dict[str, Any] = {"category": section, "tags": [tag]}
    factories.make_post(title="Beside it", series=series, **shared)
    for index in range(3):
        later = factories.LONG_AGO + (index + 3) * factories.HOUR
        factories.make_post(title=f"More {index}", published_at=later, **shared)
    return shared | {
        "title": "The *whole* of it",
        "standfirst": "All there is.",
        "body": "## One\n\nSome *words*.\n\n![](lectern.png)\n\n## Two\n\n## Three\n\n## Four\n",
        "series": series,
        "authors": [factories.make_author(is_guest=True), factories.make_author()],
        "lead_picture": factories.make_picture(caption="Lead", credit="Nobody"),
        "published_at": factories.LONG_AGO + factories.HOUR,
        "language": "de",
        "revised_at": factories.LONG_AGO + 2 * factories.HOUR,
    }


# ---------------------------------------------------------------- what is shown


def test_page_of_a_link_is_the_article_s_own_but_for_its_head_and_its_notice(client, whole):
    post = factories.make_post(**whole)

    shown, page = client.get(address_of(post)), client.get(post.get_absolute_url())

    assert NOTICE.search(shown.content.decode())
    assert body(shown) == body(page)
    assert "Beside it" in body(page)
    assert "More 2" in body(page)


def test_link_to_unpublished_changes_shows_what_publishing_them_makes_of_the_page(client, whole):
    post = factories.make_post(**whole)
    changed = take(post.pk) | {"title": "Another title", "body": "Other *words*.", "tags": []}
    copy = set_aside(post.pk, changed, by=None)
    shown = client.get(link_to(copy.revision)[1])
    assert "Another title" not in client.get(post.get_absolute_url()).content.decode()

    publish_changes(copy, by=None)

    assert "Another title" in body(shown)
    assert body(shown) == body(client.get(post.get_absolute_url()))


def test_scheduled_post_is_shown_as_its_page_will_be(client, whole):
    at = datetime(2026, 6, 1, 9, tzinfo=UTC)
    with time_machine.travel(at, tick=False) as clock:
        post = factories.make_post(**whole | {"published_at": at + DAY})
        shown = client.get(link_to(latest(post.pk))[1])
        assert client.get(post.get_absolute_url()).status_code == 404
        clock.move_to(at + DAY)

        # The post itself is no part that readers can turn to before.
        page = client.get(post.get_absolute_url())

    article, rest = "<article", '<footer class="after">'
    texts = [body(one).partition(article)[2].partition(rest)[0] for one in (shown, page)]
    assert texts[0] == texts[1]
    assert f"Byte {post.number}" in texts[0]


def test_draft_is_shown_to_whoever_has_the_link(client):
    post = factories.make_draft(title="Not out", body="Draft *words*.")

    page = client.get(address_of(post)).content.decode()

    assert "Draft <em>words</em>." in page
    assert "<title>Not out |" in page


@pytest.mark.parametrize("make", ["draft", "scheduled", "expired", "unpublished"])
def test_link_opens_whatever_readers_see_of_the_post(client, make):
    post = getattr(factories, f"make_{make}")(body="For you alone.")

    assert "For you alone." in client.get(address_of(post)).content.decode()


def test_link_shows_its_revision_and_nothing_that_was_saved_later(client):
    post = factories.make_draft(title="Then", body="Words then.")
    address = address_of(post)
    with kept([post.pk], by=None):
        post.title, post.body = "Now", "Words now."
        post.save()

    page = client.get(address).content.decode()

    assert "Words then." in page
    assert "now" not in page.lower().partition("<main")[2].partition("</article>")[0]


def test_page_says_that_it_is_a_preview_and_until_when(client, settings):
    settings.TIME_ZONE = "Europe/Berlin"
    until = timezone.now().replace(hour=8, minute=30) + 2 * DAY
    _link, address = link_to(latest(factories.make_draft().pk), expires_at=until)

    page = client.get(address).content.decode()

    local = timezone.localtime(until)
    assert f"{local:%H:%M} {local.tzname()}" in page
    assert "Whoever has the link sees this page until" in page


def test_embargo_that_was_made_longer_is_told_with_its_zone(client):
    post = factories.make_draft(embargo_until=timezone.now() + DAY)
    address = address_of(post)
    until = (timezone.now() + 9 * DAY).replace(hour=7, minute=45)
    Post.objects.update(embargo_until=until)

    page = client.get(address).content.decode()

    local = timezone.localtime(until)
    assert re.search(rf"Embargo until [^<]*{local:%H:%M} {local.tzname()}", page)


# ---------------------------------------------------------------- what is not told


def test_head_names_no_address_of_the_post_and_tells_machines_nothing(client, whole):
    post = factories.make_post(**whole)

    head = client.get(address_of(post)).content.decode().partition("</head>")[0]

    assert '<meta name="robots" content="noindex, nofollow">' in head
    assert post.slug not in head
    for word in ("canonical", "og:", "twitter:", "article:", "ld+json", "markdown", "description"):
        assert word not in head, word


@pytest.mark.parametrize("end", ["/", ""])
def test_headers_keep_the_address_from_caches_search_engines_and_other_sites(client, end):
    response = client.get(address_of(factories.make_draft()).rstrip("/") + end)

    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Frame-Options"] == "DENY"
    assert "Link" not in response
    assert "ETag" not in response
    assert not response.cookies


def test_page_holds_neither_its_token_nor_who_it_is_for(client):
    _link, address = link_to(latest(factories.make_draft().pk), note="Deep Throat")

    page = client.get(address).content.decode()

    assert address.split("/")[2] not in page
    assert "Deep Throat" not in page


@pytest.mark.parametrize("hidden", ["draft", "scheduled", "expired", "unpublished"])
def test_posts_beside_it_are_public_ones_only(client, whole, hidden):
    shared = {name: whole[name] for name in ("category", "series", "authors", "tags")}
    for index in range(3):
        getattr(factories, f"make_{hidden}")(title=f"Xyzzyplugh {index}", **shared)
    post = factories.make_draft(**whole | {"published_at": timezone.now()})

    page = client.get(address_of(post)).content.decode()

    assert "Beside it" in page
    assert "Xyzzyplugh" not in page


# ---------------------------------------------------------------- when it is over


def expire(link: PreviewLink, _clock: Any) -> None:
    PreviewLink.objects.update(made_at=timezone.now() - 2 * DAY, expires_at=timezone.now())


def revoke(link: PreviewLink, _clock: Any) -> None:
    PreviewLink.objects.filter(pk=link.pk).update(revoked_at=timezone.now())


def delete_post(link: PreviewLink, _clock: Any) -> None:
    link.post.delete()


def delete_revision(link: PreviewLink, _clock: Any) -> None:
    link.revision.delete()


ENDINGS = [expire, revoke, delete_post, delete_revision]


@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize("end", ENDINGS)
def test_link_that_is_over_answers_like_one_that_never_was(client, end, method):
    factories.make_post(title="Public")
    link, address = link_to(latest(factories.make_draft(title="Xyzzyplugh").pk))
    assert client.get(address).status_code == 200
    end(link, None)

    over = getattr(client, method)(address, headers=BROWSER)
    never = getattr(client, method)(reverse("posts:preview", args=[UNKNOWN]), headers=BROWSER)

    assert over.status_code == never.status_code == 404
    assert over.content == never.content
    assert over.headers == never.headers
    assert over["Cache-Control"] == "no-store"
    assert not PreviewLink.objects.filter(opens__gt=0).exists()


def test_page_of_a_link_that_is_over_puts_no_token_into_its_search(client):
    page = client.get(reverse("posts:preview", args=[UNKNOWN])).content.decode()

    assert UNKNOWN not in page
    assert "Ask whoever sent you this one" in page


def test_link_opens_to_its_last_second(client):
    at = datetime(2026, 6, 1, 9, tzinfo=UTC)
    with time_machine.travel(at, tick=False) as clock:
        _link, address = link_to(latest(factories.make_draft().pk), expires_at=at + DAY)
        clock.move_to(at + DAY - timedelta(seconds=1))
        before = client.get(address)
        clock.move_to(at + DAY)

        assert before.status_code == 200
        assert client.get(address).status_code == 404


def test_text_that_cannot_be_rendered_any_more_is_not_there(client, caplog):
    post = factories.make_post()
    copy = set_aside(post.pk, take(post.pk) | {"body": "x" * 300_000}, by=None)
    link, address = link_to(copy.revision)

    assert client.get(address, headers=BROWSER).status_code == 404
    assert opened(link) == 0
    assert "cannot be shown" in caplog.text


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_link_takes_nothing(client, method):
    address = address_of(factories.make_draft())

    assert getattr(client, method)(address).status_code == 405


# ---------------------------------------------------------------- counting


def test_opening_is_counted_with_its_moment(client):
    link, address = link_to(latest(factories.make_draft().pk))
    at = timezone.now().replace(microsecond=0) + factories.HOUR
    client.get(address, headers=BROWSER)
    with time_machine.travel(at, tick=False):
        client.get(address, headers=BROWSER)

    link.refresh_from_db()
    assert (link.opens, link.last_opened_at) == (2, at)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"User-Agent": "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)"},
        {"User-Agent": "facebookexternalhit/1.1"},
        BROWSER | {"Sec-Purpose": "prefetch;prerender"},
        BROWSER | {"Purpose": "prefetch"},
        BROWSER | {"Sec-Fetch-Dest": "empty", "Sec-Fetch-Mode": "cors"},
        BROWSER | {"Sec-Fetch-Dest": "image", "Sec-Fetch-Mode": "no-cors"},
        BROWSER | {"Sec-Fetch-Dest": "iframe"},
    ],
    ids=str,
)
def test_programs_that_look_at_the_link_are_not_counted(client, headers):
    link, address = link_to(latest(factories.make_draft().pk))

    assert client.get(address, headers=headers).status_code == 200
    assert opened(link) == 0


def test_head_is_not_counted(client):
    link, address = link_to(latest(factories.make_draft().pk))

    response = client.head(address, headers=BROWSER)

    assert (response.status_code, response.content, opened(link)) == (200, b"", 0)


def test_page_is_shown_though_it_cannot_be_counted(client, monkeypatch, caplog):
    def refuse(_links: PreviewLinkQuerySet) -> int:
        raise DatabaseError("read-only")

    monkeypatch.setattr(PreviewLinkQuerySet, "count_open", refuse)
    link, address = link_to(latest(factories.make_draft().pk))

    assert client.get(address, headers=BROWSER).status_code == 200
    assert opened(link) == 0
    assert "not counted" in caplog.text


@pytest.mark.parametrize("number", [1, 30])
def test_queries_are_the_same_however_many_posts_there_are(
    client, django_assert_num_queries, whole, number
):
    for _post in range(number):
        factories.make_post(category=whole["category"], authors=whole["authors"])
    link, address = link_to(
        latest(factories.make_scheduled(**whole | {"published_at": TO_COME}).pk)
    )

    # Link with its revision; post with its text, section, series, pictures, authors, tags; more
    # posts; posts beside it; the opening; frame
    with django_assert_num_queries(12):
        client.get(address, headers=BROWSER)
    assert opened(link) == 1


# ---------------------------------------------------------------- caches


@pytest.fixture
def cache(transactional_db: None) -> Iterator[PageCache]:
    stamps = stamps_of(connection)
    yield PageCache(
        WSGIHandler(),
        stamps=stamps,
        rules=caching.rules(),
        most_bytes=1024 * 1024,
        warmed=0,
        is_repeatable=True,
    )
    stamps.close()


@pytest.mark.django_db(transaction=True)
def test_page_cache_keeps_no_preview_and_lets_each_opening_count(cache):
    link, address = link_to(latest(factories.make_draft(body="Words.").pk))
    sent = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in BROWSER.items()}

    answers = [get(cache, address, **sent) for _reader in range(2)]
    get(cache, address, REQUEST_METHOD="HEAD", **sent)

    assert [answer.status for answer in answers] == ["200 OK", "200 OK"]
    assert all("Cache-Status" not in answer.headers for answer in answers)
    assert opened(link) == 2
    revoke(link, None)
    assert get(cache, address, **sent).status == "404 Not Found"


@pytest.mark.django_db(transaction=True)
def test_making_and_opening_a_link_makes_no_page_anew():
    post = factories.make_draft()
    latest(post.pk)
    stamps = stamps_of(connection)
    before = stamps.read()
    link, address = link_to(latest(post.pk))

    Client().get(address, headers=BROWSER)
    revoke(link, None)

    assert stamps.read() == before
    stamps.close()
