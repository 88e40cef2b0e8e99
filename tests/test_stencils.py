"""A stencil that is filled is what its template renders to with the same values."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import chain, combinations
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from django.utils.safestring import SafeString
from hypothesis import given
from hypothesis import strategies as st

from posts.stencils import fill, fill_each, fill_page, join
from prsite.pagecache.clock import State
from prsite.pagecache.held import current
from prsite.pagecache.rules import Moments
from tests import factories

FOLDER = Path(__file__).resolve().parent.parent / "templates" / "posts"
IS_SQLITE = connection.vendor == "sqlite"  # PostgreSQL keeps no NUL.
VIEWS = Path(__file__).resolve().parent.parent / "posts" / "views"
STENCILS = sorted(
    path.name for path in FOLDER.glob("*.html") if "comment %}A stencil" in path.read_text()
)


def names_in(template: str) -> list[str]:
    """Return the names of the values that a stencil and what it includes may show."""
    text = (FOLDER / template).read_text().partition("{% endcomment %}")[2]
    names = set(re.findall(r"\{\{ ([a-z_]+)(?:\|safe)? \}\}", text))
    names |= set(re.findall(r"=([a-z_]+)", "".join(re.findall(r"\{% blocktranslate .*?%\}", text))))
    for tested in re.findall(r"\{% if ([a-z_ ]+) %\}", text):
        names |= set(tested.split()) - {"or", "and", "not"}
    for included in re.findall(r'\{% include "posts/([a-z_]+\.html)"', text):
        names |= set(names_in(included))
    return sorted(names - {"site"})


# Whole pages, by the names of their templates.
PAGES = sorted(
    {
        name
        for path in VIEWS.glob("*.py")
        for name in re.findall(r'fill_page\(request, "posts/(\w+\.html)"', path.read_text())
    }
)


def rendered(template: str, values: dict[str, str]) -> str:
    context = {"site": settings.SITE, "LANGUAGE_CODE": translation.get_language()}
    return render_to_string(f"posts/{template}", {**context, **values})


def test_there_are_stencils():
    assert {"_article.html", "_card.html", "_row.html"} <= set(STENCILS)


@pytest.mark.parametrize("template", STENCILS)
def test_stencil_is_filled_as_its_template_renders(template):
    names = names_in(template)
    whole = {name: f'<{name}> & "{name}" \'s {{{{ %(x)s %d' for name in names}
    trusted = {name: SafeString(f"<b>{name}</b>") for name in names}
    without_one = [{**whole, name: ""} for name in names]
    without_two = [{**whole, a: "", b: ""} for a, b in combinations(names[:12], 2)]
    only_one = [{name: whole[name]} for name in names]

    for values in chain([{}, whole, trusted], without_one, without_two, only_one):
        assert fill(f"posts/{template}", values) == rendered(template, values)


@given(title=st.text(max_size=30), dek=st.text(max_size=30))
def test_any_words_are_filled_in_and_escaped(title, dek):
    values = {"paper": "rose", "url": "/x/", "title": title, "dek": dek}

    assert fill("posts/_card.html", values) == rendered("_card.html", values)


def test_stencils_speak_the_language_of_the_page():
    values = {"number": "8", "minutes": "5"}

    for language in ("en-gb", "de", "en-gb"):
        with translation.override(language):
            assert fill("posts/_meta.html", values) == rendered("_meta.html", values)


def test_value_may_look_like_the_mark_of_a_value():
    values = {"title": "\0<title\0 \0&lt;url\0", "url": "\0<title\0"}

    assert fill("posts/_card.html", values) == rendered("_card.html", values)


def test_what_only_says_that_it_is_markup_is_escaped():
    class Odd(str):
        def __html__(self) -> str:
            return self

    assert "<b>" not in fill("posts/_card.html", {"title": Odd("<b>")})


def test_pieces_are_filled_one_after_the_other():
    rows = [{"anchor": "a", "text": "<A>"}, {"anchor": "b", "text": "B"}]

    filled = fill_each("posts/_heading.html", rows)

    assert filled == join(fill("posts/_heading.html", row) for row in rows)
    assert [line for line in filled.splitlines() if line] == [
        '<li><a href="#a">&lt;A&gt;</a></li>',
        '<li><a href="#b">B</a></li>',
    ]


def test_no_stencil_looks_into_a_value():
    for template in STENCILS:
        text = (FOLDER / template).read_text().partition("{% endcomment %}")[2]

        assert set(re.findall(r"\{\{[^}]*\|([a-z_]+)", text)) <= {"safe"}, template
        assert not re.search(r"\{% (for|with|cycle|ifchanged|regroup|firstof)\b", text), template
        assert not re.search(r"\{% (el)?if [^%]*[=<>|.]", text), template


# ---------------------------------------------------------------- whole pages


def page(template: str, values: dict[str, str], *, state: State | None = None, **place) -> str:
    token = current.set(state)
    try:
        request = RequestFactory().get("/somewhere/")
        return fill_page(request, f"posts/{template}", values, **place).content.decode()
    finally:
        current.reset(token)


def new_state() -> State:
    return State("stamp", 0, Moments(None, None))


def test_there_are_pages():
    assert {"post.html", "home.html", "category.html", "author.html"} <= set(PAGES)


@pytest.mark.django_db
@pytest.mark.parametrize("template", PAGES)
def test_page_is_filled_as_django_renders_it(template):
    section = factories.make_category(name="<Crisis>")
    names = sorted({*names_in(template), "structured"})
    whole = {name: f'<{name}> & "{name}" \'s {{{{ %(x)s %d' for name in names}
    trusted = {name: SafeString(f"<b>{name}</b>") for name in names}
    without_one = [{**whole, name: ""} for name in names]

    for values in chain([{}, whole, trusted], without_one):
        for place in ({}, {"current_section": section}, {"current_way": "latest"}):
            plain = page(template, values, **place)
            assert page(template, values, state=new_state(), **place) == plain


@pytest.mark.django_db
def test_frame_is_rendered_once_a_state(django_assert_num_queries):
    section = factories.make_category(name="Crisis")
    state = new_state()
    page("post.html", {"title": "One"}, state=state, current_section=section)

    with django_assert_num_queries(0):
        html = page("post.html", {"title": "Two"}, state=state, current_section=section)
    assert "<title>Two | PR Bytes</title>" in html
    section.name = "Renamed"
    section.save()
    again = page("post.html", {"title": "Two"}, state=new_state(), current_section=section)
    assert "Renamed" in again


@pytest.mark.django_db
def test_page_lights_where_it_stands():
    sections = [factories.make_category(name=name) for name in ("Crisis", "Pitching")]
    state = new_state()

    for section in sections:
        html = page("post.html", {"title": "x"}, state=state, current_section=section)
        assert re.findall(r'aria-current="true">([^<]+)', html) == [section.name]


@pytest.mark.django_db
def test_what_is_stored_may_look_like_the_mark_of_a_value(settings):
    settings.SITE = replace(settings.SITE, name="\0<title\0", colophon="\0<nothing-x\0")
    section = factories.make_category(name="\0<title\0" if IS_SQLITE else "<title")
    values = {"title": "Own", "head": "x"}

    plain = page("post.html", values, current_section=section)
    assert page("post.html", values, state=new_state(), current_section=section) == plain
