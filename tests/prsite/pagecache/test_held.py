"""What every page shows is asked for once in each state, and is never of another."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from django.utils import translation

from prsite.pagecache import held
from prsite.pagecache.clock import State
from prsite.pagecache.held import once_per_state
from prsite.pagecache.rules import Moments
from tests.prsite.pagecache.doubles import Database, Publication, cache, get


@pytest.fixture
def asked():
    return []


@pytest.fixture
def site(asked):
    publication = Publication(pages={"/": b"one", "/other/": b"other"})

    def count() -> int:
        asked.append(1)
        return len(asked)

    navigation = once_per_state(count)
    publication.while_answering = lambda: publication.headers.update(
        {"X-Navigation": str(navigation())}
    )
    return publication


@pytest.mark.parametrize("megabytes", [0, 1])
def test_it_is_asked_for_once_whatever_is_kept(site, asked, megabytes):
    pages = cache(site, Database(), megabytes=megabytes)

    found = [get(pages, path).headers["X-Navigation"] for path in ("/", "/other/", "/nowhere/")]

    assert found == ["1", "1", "1"]


def test_change_has_it_asked_for_again(site, asked):
    database = Database()
    pages = cache(site, database)
    get(pages)
    database.change()

    assert get(pages, "/other/").headers["X-Navigation"] == "2"


def test_piece_is_rendered_once_for_each_language_and_value():
    state = State("stamp", 0, Moments(None, None))
    token = held.current.set(state)
    piece = Template("{% load kept %}{% kept 'piece' way %}{{ word }} {{ way }}{% endkept %}")
    try:
        first = piece.render(Context({"word": "one", "way": "a"}))
        again = piece.render(Context({"word": "two", "way": "a"}))
        other = piece.render(Context({"word": "two", "way": "b"}))
        with translation.override("de"):
            abroad = piece.render(Context({"word": "drei", "way": "a"}))
    finally:
        held.current.reset(token)

    assert [first, again, other, abroad] == ["one a", "one a", "two b", "drei a"]
    assert piece.render(Context({"word": "three", "way": "a"})) == "three a"


def test_where_no_page_is_made_it_is_asked_for_each_time(site, asked):
    pages = cache(site, Database())
    for _again in range(2):
        get(pages, "/admin/")

    assert len(asked) == 2
