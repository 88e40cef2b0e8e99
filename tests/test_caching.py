"""A page from the cache is the page that would be made now, whatever was changed and however.

Random changes are made, of every kind and by every way there is, the clock moves, and pages are
compared: from two caches that know nothing of each other, as two processes are, and made anew.
`EXACTNESS_EXAMPLES=200` looks longer than the suite does.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from urllib.parse import quote

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.handlers.wsgi import WSGIHandler
from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import ProtectedError
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from posts import caching
from posts.directory import letters
from posts.models import (
    Author,
    Byline,
    Category,
    FormerAddress,
    Page,
    Picture,
    Post,
    Series,
    Tag,
)
from posts.places import Place
from posts.revisions import set_aside, take
from prsite.pagecache import PageCache, stamps
from prsite.pagecache.stamps import Stamps, stamps_of
from tests import factories
from tests.prsite.pagecache.doubles import Response, get

# The pool of connections thinks them days old when the clock is moved, and lets them go.
pytestmark = pytest.mark.filterwarnings("ignore:.*was deleted while still open:ResourceWarning")

EXAMPLES = int(os.environ.get("EXACTNESS_EXAMPLES", "6"))
START = datetime(2026, 12, 29, 9, 0, tzinfo=UTC)  # New Year is near.
MEGABYTE = 1024 * 1024

NAMES = ("Crisis", "Apologies", "Grüße", "Noor Example", "The long view")
TEXTS = (
    "Some words.",
    "## A heading\n\nOther words.",
    "A ![picture](red.png) of it.",
    "> A quotation.",
)
# Near enough for the clock to reach within an example.
SPANS = (
    timedelta(),
    timedelta(minutes=5),
    timedelta(hours=3),
    timedelta(days=2),
    timedelta(days=-9),
)


class Site:
    """Pages of one publication: from two caches, and made anew."""

    def __init__(self, stack: ExitStack) -> None:
        self.stamps = [stamps_of(connection) for _process in range(3)]
        for own in self.stamps:
            stack.callback(own.close)
        self.caches = [self._in_front_of_django(own, MEGABYTE) for own in self.stamps[:2]]

    def fresh(self) -> PageCache:
        """Return one that knows nothing and keeps nothing."""
        return self._in_front_of_django(self.stamps[2], 0)

    def _in_front_of_django(self, own: Stamps, most_bytes: int) -> PageCache:
        return PageCache(
            WSGIHandler(),
            stamps=own,
            rules=caching.rules(),
            most_bytes=most_bytes,
            warmed=0,  # A test that looks twice looks at the same.
            is_repeatable=True,
        )

    def look(self, addresses: list[str]) -> None:
        for address in addresses:
            for cache in self.caches:
                get(cache, address, HTTP_ACCEPT_ENCODING="gzip")

    def compare(self, addresses: list[str]) -> None:
        for address in addresses:
            made_now = comparable(get(self.fresh(), address))
            rendered = get(WSGIHandler(), address)
            assert made_now.body == rendered.body, f"{address} is not what Django renders"
            for cache in self.caches:
                kept = comparable(get(cache, address))
                assert kept == made_now, f"{address} is not what it would be if it were made now"


def comparable(response: Response) -> Response:
    """Leave out what is said of when and by whom."""
    response.headers.pop("Last-Modified", None)
    return response


@pytest.fixture
def site(transactional_db: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    settings.PAGE_SIZE = 2  # Lists of a few posts have further pages.
    for name, number in (("FEW", 2), ("MOST", 2), ("PAGE", 2)):
        monkeypatch.setattr(letters, name, number)
    monkeypatch.setattr(stamps, "LONGEST_WAIT", 30.0)  # However busy the machine of the tests is.
    with ExitStack() as stack:
        yield Site(stack)


# ---------------------------------------------------------------- addresses


def addresses() -> list[str]:
    """Return every address there is, and those there were."""
    plain = ("home", "latest", "archive", "categories", "tags", "authors", "all_series", "search")
    files = ("subscribe", "sitemap", "news_sitemap", "robots", "llms")
    found = [reverse(f"posts:{name}") for name in (*plain, *files)]
    found += [reverse("posts:feed", args=[form]) for form in ("rss.xml", "atom.xml", "feed.json")]
    found += [
        "/posts/?page=2",
        "/posts/?after=start",
        "/nowhere/",
        "/about/",
        "/?utm_source=elsewhere",
    ]
    found += [
        f"/sitemap-{name}-1.xml" for name in ("posts", "categories", "tags", "archive", "letters")
    ]
    kinds = ((Category, "category"), (Tag, "tag"), (Author, "author"), (Series, "series"))
    for model, name in kinds:
        for slug in model.objects.values_list("slug", flat=True):
            found += [reverse(f"posts:{name}", args=[slug])]
            found += [reverse(f"posts:{name}_feed", args=[slug, "atom.xml"])]
    for model, name in ((Tag, "tags"), (Author, "authors")):
        for row in model.objects.only("initial", "sort_name"):
            found += [letter := reverse(f"posts:{name}_letter", args=[row.initial])]
            found += [f"{letter}?after={quote(str(letters.NamePlace.of(row)))}"]
    for post in Post.objects.only("slug", "published_at"):
        found += [post.get_absolute_url(), reverse("posts:post_markdown", args=[post.slug])]
        if moment := post.published_at:
            behind = f"?before={Place.of(post)}"
            found += [f"/{moment.year}/", f"/{moment.year}/{moment.month:02}/{behind}"]
            found += [f"/posts/{behind}", f"/categories/crisis/{behind}"]
    found += FormerAddress.objects.values_list("path", flat=True)
    return sorted(set(found))


# ---------------------------------------------------------------- changes


def some(chance: Random, model: Any) -> Any:
    """Return a row, or None where there is none."""
    keys = list(model.objects.order_by("pk").values_list("pk", flat=True))
    return model.objects.get(pk=chance.choice(keys)) if keys else None


def write_post(chance: Random) -> None:
    live_at = datetime.now(UTC) + chance.choice(SPANS)
    expires = chance.random() < 0.5
    factories.make_post(
        title=chance.choice(NAMES),
        body=chance.choice(TEXTS),
        status=chance.choice(["published", "published", "draft"]),
        published_at=live_at,
        expires_at=live_at + timedelta(hours=chance.randint(1, 60)) if expires else None,
        tags=list(Tag.objects.all()[: chance.randint(0, 2)]),
        authors=list(Author.objects.all()[: chance.randint(0, 2)]),
        series=Series.objects.first() if chance.random() < 0.5 else None,
        category=some(chance, Category),
    )


def edit_post(chance: Random) -> None:
    if post := some(chance, Post):
        post.title, post.body = chance.choice(NAMES), chance.choice(TEXTS)
        post.slug = chance.choice([post.slug, f"{post.slug}-again"])
        post.is_pinned = chance.random() < 0.5
        post.save()


def publish_or_not(chance: Random) -> None:
    if post := some(chance, Post):
        act = chance.choice([post.publish, post.unpublish])
        act()
        post.save()


def publish_many(chance: Random) -> None:
    chance.choice([Post.objects.publish, Post.objects.all().unpublish])()


def reschedule(chance: Random) -> None:
    planned = Post.objects.filter(status="published", expires_at=None)
    planned.update(published_at=datetime.now(UTC) + chance.choice(SPANS))


def delete(chance: Random) -> None:
    model = chance.choice([Post, Tag, Author, Page, Picture])
    if row := some(chance, model):
        with suppress(ProtectedError):  # An author who signs cannot go.
            row.delete()


def retag(chance: Random) -> None:
    if post := some(chance, Post):
        post.tags.set(chance.sample(NAMES, chance.randint(0, 2)))


def sign(chance: Random) -> None:
    if post := some(chance, Post):
        post.sign(Author.objects.order_by("pk")[: chance.randint(0, 2)])


def refile(chance: Random) -> None:
    if (post := some(chance, Post)) and (category := some(chance, Category)):
        post.category = category
        post.save()


def rename(chance: Random) -> None:
    model = chance.choice([Category, Tag, Author, Series])
    if row := some(chance, model):
        field = "title" if model is Series else "name"
        setattr(row, field, f"{chance.choice(NAMES)} {row.pk}")
        row.slug = chance.choice([row.slug, f"{row.slug}-2"])
        row.save()


def make_list(chance: Random) -> None:
    make = chance.choice(
        [
            factories.make_category,
            factories.make_tag,
            factories.make_author,
            factories.make_series,
        ]
    )
    make()


def standing_page(chance: Random) -> None:
    page, _made = Page.objects.get_or_create(path="about", defaults={"title": "About"})
    page.title, page.is_published = chance.choice(NAMES), chance.random() < 0.5
    page.save()


def picture(chance: Random) -> None:
    if found := Picture.objects.first():
        found.alt = f"{chance.choice(NAMES)} in red"
        if chance.random() < 0.5:
            found.file = ContentFile(
                factories.picture_bytes(width=chance.randrange(8, 40)), name="other.png"
            )
        found.save()
    else:
        factories.make_picture(filename="red.png")


def bulk_create(chance: Random) -> None:
    number = Tag.objects.count() + 1
    Tag.objects.bulk_create([Tag(name=f"bulk {number}", slug=f"bulk-{number}")])


def bulk_update(chance: Random) -> None:
    posts = list(Post.objects.all())
    for post in posts:
        post.standfirst = chance.choice(NAMES)
    Post.objects.bulk_update(posts, ["standfirst"])


def base_manager(chance: Random) -> None:
    Post._base_manager.update(updated_at=datetime.now(UTC))
    Byline._base_manager.all().delete()


def raw_sql(chance: Random) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE posts_category SET name = %s", [f"{chance.choice(NAMES)} raw"])


def pass_time(clock: Any, chance: Random) -> None:
    clock.shift(chance.choice([timedelta(minutes=5), timedelta(hours=6), timedelta(days=2)]))


CHANGES = (
    write_post,
    edit_post,
    publish_or_not,
    publish_many,
    reschedule,
    delete,
    retag,
    sign,
    refile,
    rename,
    make_list,
    standing_page,
    picture,
    bulk_create,
    bulk_update,
    base_manager,
    raw_sql,
    pass_time,
)


def begin_anew() -> None:
    for model in (Post, Page, Picture, Series, Author, Tag, Category, FormerAddress):
        model._base_manager.all().delete()
    factories.make_category(name="Crisis", slug="crisis")
    factories.make_author(name="Noor Example", slug="noor")
    factories.make_series(title="The series", slug="the-series")


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=EXAMPLES < 10,  # The suite looks at the same ones each time.
    phases=[Phase.generate],  # What fails says which address; making it smaller takes minutes.
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(seed=st.integers(0, 2**32))
def test_pages_are_what_they_would_be_if_they_were_made_now(site, seed):
    chance = Random(seed)
    with time_machine.travel(START, tick=False) as clock:
        begin_anew()
        write_post(chance)
        for change in chance.choices(CHANGES, k=chance.randint(3, 12)):
            sample = chance.choices(addresses(), k=chance.randint(3, 6))
            site.look(sample)
            if change is pass_time:
                pass_time(clock, chance)
            else:
                # A change that the database refuses leaves all as it was.
                with suppress(IntegrityError), transaction.atomic():
                    change(chance)
            site.compare(sample)


# ---------------------------------------------------------------- single promises


def test_post_goes_live_expires_and_leaves_the_news_to_the_minute(site):
    with time_machine.travel(START, tick=False) as clock:
        factories.make_post(
            slug="planned",
            published_at=START + timedelta(hours=1),
            expires_at=START + timedelta(days=4),
        )
        pages = ["/", "/posts/planned/", "/news-sitemap.xml", "/robots.txt", "/2026/12/"]
        for moment in (
            timedelta(hours=1),
            timedelta(days=2, hours=1),  # The news are of two days.
            timedelta(days=2, hours=1, microseconds=1),
            timedelta(days=3),  # New Year: dates tell their year.
            timedelta(days=4),
        ):
            clock.move_to(START + moment - timedelta(microseconds=1))
            site.look(pages)
            clock.move_to(START + moment)
            site.compare(pages)


def test_changes_go_live_at_their_minute_without_anything_that_runs(site):
    with time_machine.travel(START, tick=False) as clock:
        post = factories.make_post(slug="out", title="As it was", published_at=START)
        changed = {"title": "As it will be", "body": "Other words."}
        minute = START + timedelta(hours=1)
        set_aside(post.pk, take(post.pk) | changed, by=None, goes_live_at=minute)
        pages = ["/", "/posts/out/", "/posts/", "/atom.xml", "/sitemap-posts-1.xml"]
        site.look(pages)
        clock.move_to(minute - timedelta(microseconds=1))
        for page in pages[:-1]:
            assert b"As it was" in get(site.caches[0], page).body
        site.compare(pages)

        clock.move_to(minute)

        for page in pages[:-1]:
            assert b"As it will be" in get(site.caches[0], page).body
            assert b"As it was" not in get(site.caches[1], page).body
        site.compare(pages)


def test_changes_whose_minute_has_come_wait_where_nothing_can_be_written(site, monkeypatch, caplog):
    def refuse(_now: datetime) -> int:
        raise OperationalError("attempt to write a readonly database")

    factories.make_post(slug="out", title="As it was")
    monkeypatch.setattr(caching, "publish_due", refuse)

    assert b"As it was" in get(site.caches[0], "/posts/out/").body
    assert "could not be published" in caplog.text


def test_address_without_anything_kept_is_redirected_with_its_query(site):
    post = factories.make_post(slug="before")
    post.slug = "after"
    post.save()
    for _again in range(2):
        response = get(site.caches[0], "/posts/before/?utm_source=letter")

        assert response.status == "301 Moved Permanently"
        assert response.headers["Location"] == "/posts/after/?utm_source=letter"


def test_article_is_kept_in_both_its_forms(site):
    factories.make_post(slug="one", title="Once")
    for _again in range(2):
        for accept, beginning in (("text/html", b"<!doctype"), ("text/markdown", b"# Once")):
            response = get(site.caches[0], "/posts/one/", HTTP_ACCEPT=accept)
            assert response.body.lstrip().startswith((beginning, b"---"))
    assert len(site.caches[0]._store) == 2


def test_desk_is_never_kept(site, admin_user):
    for _again in range(2):
        response = get(site.caches[0], "/admin/login/?next=/admin/")
        assert "no-store" in response.headers["Cache-Control"]
    assert len(site.caches[0]._store) == 0


def test_unknown_host_is_refused_and_not_kept(site):
    assert get(site.caches[0], "/", HTTP_HOST="evil.example").status == "400 Bad Request"
    assert len(site.caches[0]._store) == 0


@pytest.mark.parametrize("path", ["/", "/search/", "/posts/", "/rss.xml", "/sitemap.xml"])
def test_page_tells_nothing_of_parameters_that_it_does_not_know(site, path):
    found = get(site.caches[0], f"{path}?utm_source=x9x9x9")

    assert found.status == "200 OK"
    assert not re.search(b"x9x9x9", found.body)
    assert get(site.caches[1], path).body == found.body


def test_next_moments_are_asked_of_the_file_that_is_there(db, monkeypatch):
    looked = []
    monkeypatch.setattr(caching, "close_replaced", lambda: looked.append(1))

    caching.next_moments(START)

    assert looked == [1]


def test_next_moments_are_none_but_new_year_without_posts(db):
    moments = caching.next_moments(START)

    assert moments.change == datetime(2027, 1, 1, tzinfo=UTC)
    assert moments.expiry is None


def test_database_that_is_gone_is_said_to_be(db, client, monkeypatch):
    client.raise_request_exception = False

    def fail(*_arguments: object) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr("posts.views.home.series_strip", fail)

    response = client.get("/")

    assert response.status_code == 503
    assert response.headers["Retry-After"]
    assert "Nothing is lost" in response.content.decode()


def test_page_has_one_tag_however_it_came_about(site, monkeypatch):
    factories.make_post(slug="a")
    address = "/search/?q=word"
    tag = get(site.caches[0], address).headers["ETag"]

    def late():
        raise stamps.Late

    monkeypatch.setattr(site.caches[0]._clock, "state", lambda _now: late())
    monkeypatch.setattr(type(site.caches[0]._clock), "__call__", lambda _clock: late())

    again = get(site.caches[0], address, HTTP_IF_NONE_MATCH=tag)
    assert again.status.startswith("304")
