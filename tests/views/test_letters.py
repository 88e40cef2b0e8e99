"""Lists of very many tags and authors: the most used, and pages of letters."""

from __future__ import annotations

import re
from typing import Any

import pytest

from posts.directory import letters
from posts.models import Author, Tag
from tests import factories
from tests.test_structured import graph

pytestmark = pytest.mark.django_db

KINDS = pytest.mark.parametrize("kind", ["tag", "author"])


@pytest.fixture(autouse=True)
def _few(monkeypatch):
    """Let four names be many, so that a test needs few."""
    monkeypatch.setattr(letters, "FEW", 3)
    monkeypatch.setattr(letters, "MOST", 2)
    monkeypatch.setattr(letters, "PAGE", 2)


def make(kind: str, *names: str) -> list[Any]:
    return [getattr(factories, f"make_{kind}")(name=name) for name in names]


def publish(kind: str, *names: str) -> None:
    factories.make_post(**{f"{kind}s": make(kind, *names)})


def names(response, kind: str) -> list[str]:
    return [entry[kind].name for entry in response.context["entries"]]


def link(client, path: str, rel: str) -> str:
    html = client.get(path).content.decode()
    [found] = re.findall(rf'<a href="([^"]*)" rel="{rel}">', html)
    return found


@KINDS
def test_list_of_few_is_one_page(client, kind):
    publish(kind, "A", "B", "C")

    html = client.get(f"/{kind}s/").content.decode()

    assert "/letter/" not in html
    assert html.count(f'<a href="/{kind}s/') >= 3


@KINDS
def test_list_of_many_shows_the_most_used_and_their_letters(client, kind):
    rare, often, seldom = make(kind, "Rare", "Often", "Seldom")
    publish(kind, "9 lives", "Zoë", "Émile")
    factories.make_post(**{f"{kind}s": [rare, often, seldom]})
    for rows in ([often, seldom], [often]):
        factories.make_post(**{f"{kind}s": rows})

    response = client.get(f"/{kind}s/")

    found = [(entry[kind].name, entry["count"]) for entry in response.context["entries"]]
    assert found == [("Often", 3), ("Seldom", 2)]
    html = response.content.decode()
    assert re.findall(rf'"/{kind}s/letter/([^"]*)/">([^<]*)<', html) == [
        ("0-9", "0–9"),
        ("e", "E"),
        ("o", "O"),
        ("r", "R"),
        ("s", "S"),
        ("z", "Z"),
    ]


@KINDS
@pytest.mark.parametrize("state", ["draft", "scheduled", "expired", "unpublished"])
def test_what_only_hidden_posts_name_shows_nowhere(client, kind, state):
    publish(kind, "Aa", "Ab", "Ac", "Ad")
    rows = make(kind, "Az Xyzzy", "Xyzzy")
    for _post in range(3):
        getattr(factories, f"make_{state}")(**{f"{kind}s": rows})

    response = client.get(f"/{kind}s/")

    assert [str(letter) for letter in response.context["letters"]] == ["A"]
    assert len(names(response, kind)) == 2
    assert set(names(response, kind)) <= {"Aa", "Ab", "Ac", "Ad"}
    assert client.get(f"/{kind}s/letter/x/").status_code == 404
    last = client.get(link(client, f"/{kind}s/letter/a/", "next"))
    assert names(last, kind) == ["Ac", "Ad"]
    assert 'rel="next"' not in last.content.decode()


@KINDS
def test_counts_leave_hidden_posts_out(client, kind):
    rows = make(kind, "Aa", "Ab", "Ac", "Ad")
    for maker in ("post", "draft", "scheduled", "expired", "unpublished"):
        getattr(factories, f"make_{maker}")(**{f"{kind}s": rows})

    for path in (f"/{kind}s/", f"/{kind}s/letter/a/"):
        entries = client.get(path).context["entries"]
        assert [entry["count"] for entry in entries] == [1, 1]


@KINDS
def test_letter_is_walked_by_name_and_back(client, kind):
    publish(kind, "aa", "Ab", "Áa", "ac", "ad", "b")
    path, seen, pages = f"/{kind}s/letter/a/", [], []
    while True:
        response = client.get(path)
        seen.append(names(response, kind))
        pages.append(path)
        if 'rel="next"' not in response.content.decode():
            break
        path = link(client, path, "next")

    assert seen == [["aa", "Áa"], ["Ab", "ac"], ["ad"]]
    assert link(client, pages[2], "prev") == f"/{kind}s/letter/a/?after={_place(kind, 'Áa')}"
    assert link(client, pages[1], "prev") == f"/{kind}s/letter/a/"


def _place(kind: str, name: str) -> str:
    model: Any = {"tag": Tag, "author": Author}[kind]
    row = model.objects.get(name=name)
    return str(letters.NamePlace.of(row))


def test_page_of_a_letter_says_what_it_is(client):
    publish("tag", "aa", "ab", "a c & d", "ad")

    second = link(client, "/tags/letter/a/", "next")
    html = client.get(second).content.decode()

    assert "<title>Tags: A, from ab on | PR Bytes</title>" in html
    assert f'<link rel="canonical" href="http://testserver{second}">' in html
    assert '<a href="/tags/letter/a/" aria-current="true">A</a>' in html
    assert [
        step["name"] for step in graph(client, second)["BreadcrumbList"]["itemListElement"]
    ] == [
        "Home",
        "Tags",
        "A",
    ]


@KINDS
@pytest.mark.parametrize(
    "end",
    [
        "letter/b/",
        "letter/A/",
        "letter/%C3%A1/",
        "letter/1/",
        "letter/a/?after=nothing",
        "letter/a/?after=1-b",
        "letter/a/?after=1-a&after=2-a",
        "letter/a/?after=01-a",
        "letter/a/?after=1-a%00",
        "letter/a/?after=99999999999999999999-a",
        "letter/",
    ],
)
def test_page_that_is_not_there_is_not_found(client, kind, end):
    publish(kind, "aa")

    assert client.get(f"/{kind}s/{end}").status_code == 404


def test_letter_and_tag_of_that_name_have_addresses_of_their_own(client):
    publish("tag", "letter", "a")

    assert "<h1>letter</h1>" in client.get("/tags/letter/").content.decode()
    assert names(client.get("/tags/letter/a/"), "tag") == ["a"]


def test_letters_of_other_scripts_have_pages(client):
    publish("tag", "Жук", "漢字", "本")

    assert names(client.get("/tags/letter/ж/"), "tag") == ["Жук"]
    assert names(client.get("/tags/letter/字/"), "tag") == ["本", "漢字"]
    assert client.get("/tags/letter/漢/").status_code == 404


@KINDS
def test_page_behind_nothing_is_the_first(client, kind):
    publish(kind, "aa", "ab", "ac")

    response = client.get(f"/{kind}s/letter/a/?after=1-a")

    assert names(response, kind) == ["aa", "ab"]
    html = response.content.decode()
    assert f'<link rel="canonical" href="http://testserver/{kind}s/letter/a/">' in html
    assert 'rel="prev"' not in html


@KINDS
def test_list_of_many_that_are_all_to_come_says_so_kindly(client, kind):
    factories.make_scheduled(**{f"{kind}s": make(kind, "A", "B", "C", "D")})

    html = client.get(f"/{kind}s/").content.decode()

    assert "is on its way." in html
    assert "Initials" not in html


@KINDS
def test_alphabet_is_there_where_the_most_used_are_all_hidden(client, kind):
    rows = make(kind, "A", "B", "C", "D")
    for _post in range(2):
        factories.make_scheduled(**{f"{kind}s": rows})
    publish(kind, "E")

    html = client.get(f"/{kind}s/").content.decode()

    assert f"/{kind}s/letter/e/" in html
    assert "0 with the most" not in html
