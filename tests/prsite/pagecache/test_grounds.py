"""A page that rests on what it rested on is not made again; any other is."""

from __future__ import annotations

import ast
from collections.abc import Callable
from contextvars import Context
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection

from posts import caching
from posts.models import Category, Post, Tag
from prsite.pagecache import PageCache, grounds
from prsite.pagecache.held import hold, once_per_state
from prsite.pagecache.rules import Moments
from prsite.pagecache.stamps import stamps_of
from tests import factories
from tests.prsite.pagecache.doubles import get, rules

# As in a server: a connection that a test holds in a transaction would be taken for a broken one.
pytestmark = pytest.mark.django_db(transaction=True)

MADE = "prsite; fwd=miss; stored"
AS_BEFORE = "prsite; hit; detail=as-before"
KEPT = "prsite; hit"
START = datetime(2026, 5, 1, 9, 0, tzinfo=UTC)
POSTS = Path(__file__).resolve().parents[3] / "posts"


class Database:
    """Has another stamp whenever a test says so."""

    def __init__(self) -> None:
        self.number = 1

    def read(self) -> str:
        return str(self.number)

    confirm = read

    def close(self) -> None:
        pass

    def change(self) -> None:
        self.number += 1


class Names:
    """Shows what a test asks of the database, on every path."""

    def __init__(self) -> None:
        self.ask = lambda: list(Tag.objects.order_by("name").values_list("name", flat=True))

    def __call__(self, _environ: dict[str, Any], start_response: Any) -> list[bytes]:
        body = repr(self.ask()).encode()
        start_response("200 OK", [("Content-Type", "text/html"), ("Cache-Control", "no-cache")])
        return [body]


@pytest.fixture
def database():
    return Database()


@pytest.fixture
def names():
    return Names()


@pytest.fixture
def calendar():
    return []


@pytest.fixture
def site(names, database, calendar):
    return PageCache(
        names,
        stamps=database,
        rules=rules(next_moments=lambda _now: Moments(None, None, tuple(calendar))),
        most_bytes=1024 * 1024,
        warmed=0,
        is_repeatable=True,
    )


def test_page_that_a_change_leaves_as_it_was_is_not_made_again(site, database, names):
    factories.make_tag(name="one")
    first = get(site)
    database.change()
    names.ask = lambda: pytest.fail("it was made again")

    second = get(site, HTTP_ACCEPT_ENCODING="gzip")

    assert (first.how, second.how, get(site, HTTP_ACCEPT_ENCODING="gzip").how) == (
        MADE,
        AS_BEFORE,
        KEPT,
    )
    assert get(site).body == first.body
    assert first.headers["ETag"] == get(site).headers["ETag"]


def test_page_that_would_show_something_else_is_made_again(site, database):
    tag = factories.make_tag(name="one")
    get(site)
    Tag.objects.filter(pk=tag.pk).update(name="two")
    database.change()

    again = get(site)

    assert (again.how, again.body) == (MADE, b"['two']")


def test_question_about_the_present_is_asked_of_the_present(site, database, names):
    names.ask = lambda: list(Post.objects.published().values_list("slug", flat=True))
    with time_machine.travel(START, tick=False) as clock:
        factories.make_post(slug="now", published_at=START)
        factories.make_post(slug="soon", published_at=START + timedelta(hours=1))
        get(site)
        database.change()
        assert get(site).how == AS_BEFORE

        clock.shift(timedelta(hours=1))
        database.change()

        assert get(site).body == b"['soon', 'now']"


def test_post_of_this_very_moment_is_no_moment(site, database, names):
    """What stands in a row is asked for as it stands, though it be the time of asking."""
    with time_machine.travel(START, tick=False) as clock:
        factories.make_post(slug="now", published_at=START)
        names.ask = lambda: list(
            Post.objects.filter(published_at=START).values_list("slug", flat=True)
        )
        get(site)
        clock.shift(timedelta(hours=1))
        database.change()

        assert get(site).how == AS_BEFORE


def test_page_that_the_calendar_changes_is_made_again(site, database, calendar):
    get(site)
    calendar.append(2027)
    database.change()

    assert get(site).how == MADE


def write() -> Any:
    Tag.objects.filter(name="nobody").update(name="somebody")


def write_many() -> Any:
    with connection.cursor() as cursor:
        cursor.executemany("UPDATE posts_tag SET name = name WHERE id = %s", [(0,), (0,)])


@pytest.mark.parametrize("ask", [write, write_many])
def test_page_that_writes_is_made_again(site, database, names, ask):
    names.ask = ask
    get(site)
    database.change()

    assert get(site).how == MADE


def test_page_of_very_many_rows_is_made_again(site, database, monkeypatch):
    monkeypatch.setattr(grounds, "MOST_ROWS", 2)
    for name in "abc":
        factories.make_tag(name=name)
    get(site)
    database.change()

    assert get(site).how == MADE


def by_somebody_else(act: Callable[[], object]) -> None:
    """Do something that is no part of the page that is being made."""
    Context().run(act)


def test_change_between_a_page_and_its_digest_is_not_taken_for_the_page(site, database, names):
    tag = factories.make_tag(name="old")

    def ask() -> Any:
        found = list(Tag.objects.values_list("name", flat=True))
        by_somebody_else(lambda: Tag.objects.filter(pk=tag.pk).update(name="new"))
        names.ask = lambda: list(Tag.objects.values_list("name", flat=True))
        heard.append(database.number)
        return found

    # The word of the change comes later than the page is done.
    heard: list[int] = []
    names.ask = ask
    database.confirm = lambda: f"{database.number}, and one that was not heard of" if heard else "1"
    assert get(site).body == b"['old']"
    heard.clear()
    database.change()

    assert get(site).body == b"['new']"


def test_change_between_a_piece_and_its_digest_is_not_handed_on(site, database, names):
    tag = factories.make_tag(name="old")
    is_first = [True]

    def ask() -> Any:
        found = list(Tag.objects.values_list("name", flat=True))
        if is_first.pop() if is_first else False:
            by_somebody_else(lambda: Tag.objects.filter(pk=tag.pk).update(name="new"))
            database.change()
        return found

    names.ask = once_per_state(ask)
    get(site)
    database.change()

    assert get(site, "/other/").body == b"['new']"
    assert get(site).body == b"['new']"


# ---------------------------------------------------------------- what is held for a state


def test_page_rests_on_what_it_shows_of_what_is_held(site, database, names):
    category = factories.make_category(name="Crisis")
    sections = once_per_state(
        lambda: list(Category.objects.order_by("pk").values_list("name", flat=True))
    )
    names.ask = sections
    get(site, "/asks/")
    get(site, "/finds/")
    Category.objects.filter(pk=category.pk).update(name="Calm")
    database.change()

    for path in ("/finds/", "/asks/"):
        found = get(site, path)
        assert (found.how, found.body) == (MADE, b"['Calm']")
    database.change()
    for path in ("/finds/", "/asks/"):
        assert get(site, path).how == AS_BEFORE


def test_piece_rests_on_what_was_asked_for_before_it(site, database, names):
    """A lazy list may be loaded by the page, and be shown by a piece that others use."""
    category = factories.make_category(name="Crisis")
    sections = once_per_state(
        lambda: list(Category.objects.order_by("pk").values_list("name", flat=True))
    )

    def ask() -> Any:
        loaded = sections()
        return hold("piece", lambda: loaded)

    names.ask = ask
    get(site, "/one/")
    get(site, "/two/")
    Category.objects.filter(pk=category.pk).update(name="Calm")
    database.change()

    assert get(site, "/two/").body == b"['Calm']"
    assert get(site, "/one/").body == b"['Calm']"


def test_what_is_held_is_handed_on_through_states_in_which_nobody_asks(site, database, names):
    asked = []

    def ask() -> int:
        asked.append(Tag.objects.count())
        return asked[-1]

    names.ask = once_per_state(ask)
    get(site)
    for _change in range(3):
        database.change()
        site._clock()

    assert get(site, "/other/").body == b"0"
    assert get(site).how == AS_BEFORE
    assert asked == [0]

    factories.make_tag()
    database.change()
    assert get(site).body == b"1"
    assert asked == [0, 1]


def test_what_is_held_is_not_handed_on_to_another_calendar(site, database, names, calendar):
    names.ask = once_per_state(lambda: list(calendar))
    get(site)
    calendar.append(2027)
    database.change()

    assert get(site, "/other/").body == b"[2027]"


def test_page_that_is_kept_holds_nothing_of_a_state_that_is_over(site, database, names):
    names.ask = once_per_state(lambda: "much")
    get(site)
    before = site._clock.known
    database.change()
    get(site, "/other/")

    assert before.held == before.handed_down == {}


# ---------------------------------------------------------------- the publication


def test_edit_of_a_post_leaves_the_pages_of_others_as_they_were():
    edited, beside = factories.make_post(slug="edited"), factories.make_post(slug="beside")
    far = factories.make_post(slug="far", category=factories.make_category())
    for _between in range(3):
        factories.make_post(category=far.category)
    stamps = stamps_of(connection)
    site = PageCache(
        WSGIHandler(),
        stamps=stamps,
        rules=caching.rules(),
        most_bytes=1024 * 1024,
        warmed=0,
        is_repeatable=True,
    )
    addresses = [post.get_absolute_url() for post in (edited, beside, far)]
    for address in addresses:
        get(site, address)

    Post.objects.filter(pk=edited.pk).update(title="Another title")

    assert [get(site, address).how for address in addresses] == [MADE, MADE, AS_BEFORE]
    stamps.close()


def test_reading_asks_for_the_moment_in_words_that_can_be_repeated():
    """`timezone.now()` in a query is a parameter like any other: use `Now()`, or `moment()`."""
    writing = {"admin", "forms", "seeding", "importers", "management", "models", "migrations"}
    writing |= {"reviewing"}
    reading = [
        path
        for path in POSTS.rglob("*.py")
        if path.relative_to(POSTS).parts[0].removesuffix(".py") not in writing
    ]
    assert len(reading) > 50

    for path in reading:
        for node in ast.walk(ast.parse(path.read_text())):
            is_moment = isinstance(node, ast.Attribute) and node.attr in {"now", "utcnow", "today"}
            assert not is_moment, f"{path.name}, line {node.lineno}"


# ---------------------------------------------------------------- rows that are noted


@pytest.mark.parametrize(
    ("sql", "rows", "is_noted"),
    [
        ("SELECT 1", [(1,)], True),
        ("SELECT 2", [(1,)], False),
        ("SELECT 1", [(1,)] * 2, True),
        ("SELECT 1", [(1,)] * 3, False),
        ("SELECT 1", [(memoryview(b"a"), datetime(2026, 5, 1, tzinfo=UTC))], False),
    ],
)
def test_rows_are_those_of_the_last_statement_and_few_and_can_be_written(
    monkeypatch, sql, rows, is_noted
):
    monkeypatch.setattr(grounds, "MOST_ROWS", 2)

    with grounds.gathered() as gathered, connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        grounds.note_found(sql, rows)

    assert bool(gathered.found) is is_noted
