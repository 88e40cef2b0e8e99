"""What every page shows is asked for once in each state, and is never of another."""

from __future__ import annotations

import pytest
from django.template import Context, Template, TemplateSyntaxError
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

    def render(word: str, way: str) -> str:
        return piece.render(Context({"word": word, "way": way, "sections": []}))

    try:
        first, again, other = render("one", "a"), render("two", "a"), render("two", "b")
        with translation.override("de"):
            abroad = render("drei", "a")
    finally:
        held.current.reset(token)

    assert [first, again, other, abroad] == ["one a", "one a", "two b", "drei a"]
    assert render("three", "a") == "three a"


def test_page_for_an_error_lends_nothing_to_others():
    piece = Template("{% load kept %}{% kept 'piece' %}{{ sections }}{% endkept %}")
    token = held.current.set(State("stamp", 0, Moments(None, None)))
    try:
        assert piece.render(Context()) == ""
        assert piece.render(Context({"sections": "all"})) == "all"
    finally:
        held.current.reset(token)


def test_piece_holds_no_block_which_a_page_could_not_replace():
    inside = "{% if a %}{% block b %}{% endblock %}{% endif %}"

    with pytest.raises(TemplateSyntaxError, match="'piece' %} holds a block"):
        Template(f"{{% load kept %}}{{% kept 'piece' %}}{inside}{{% endkept %}}")


def test_where_no_page_is_made_it_is_asked_for_each_time(site, asked):
    pages = cache(site, Database())
    for _again in range(2):
        get(pages, "/admin/")

    assert len(asked) == 2
