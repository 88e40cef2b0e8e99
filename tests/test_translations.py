"""German is complete: every word of the sources is in the catalogue, and every page speaks it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management import call_command
from django.template.loader import render_to_string
from django.utils import translation

from posts.directory import letters
from posts.models import Status
from posts.templatetags.head import open_graph_locale
from tests import factories

ROOT = Path(__file__).resolve().parent.parent
MESSAGES = Path("locale/de/LC_MESSAGES")
DOMAINS = ("django", "djangojs")
# %(name)s, %d, {name} and {}; in German a plural may leave none of them out either.
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sd]|\{\w*\}")
# What no German sentence holds.
ENGLISH = re.compile(
    r"\b(?:the|and|of|with|this|that|you|your|from|by|not|for|more|about|any|it|is|are|byte of|"
    r"search|share|latest|sections?|read|older|newer|previous|next|author|authors|published|"
    r"save|publishing|draft|heading|picture|tags?|edit|view|log out|try|page|year|copy)\b",
    re.IGNORECASE,
)
ADDRESS = re.compile(r"https?://\S+")
SPOKEN = {"alt", "aria-label", "placeholder", "title", "value", "content"}
SPOKEN |= {"data-copied", "data-failed", "data-unsaved", "data-draft", "data-publish"}


def catalogue(domain: str, root: Path = ROOT) -> Catalog:
    with (root / MESSAGES / f"{domain}.po").open("rb") as file:
        return read_po(file, locale="de")


def messages(domain: str, root: Path = ROOT) -> list[Message]:
    return [message for message in catalogue(domain, root) if message.id]


def key(message: Message) -> tuple[Any, Any]:
    return message.context, tuple(forms(message.id))


def forms(words: Any) -> list[str]:
    return list(words) if isinstance(words, (list, tuple)) else [words]


@pytest.mark.parametrize("domain", DOMAINS)
def test_everything_is_translated(domain: str):
    left = [each.id for each in messages(domain) if not all(forms(each.string)) or each.fuzzy]

    assert not left
    assert not catalogue(domain).obsolete


@pytest.mark.parametrize("domain", DOMAINS)
def test_translations_hold_the_same_placeholders(domain: str):
    def placeholders(text: str) -> list[str]:
        return sorted(set(PLACEHOLDER.findall(text)))

    wrong = [
        (original, words)
        for message in messages(domain)
        for original, words in zip(forms(message.id), forms(message.string), strict=True)
        # “The first is listed.” may do without its number where there is one.
        if placeholders(words) != placeholders(original)
        and not (len(forms(message.id)) > 1 and words == forms(message.string)[0])
    ]

    assert not wrong


@pytest.mark.parametrize("domain", DOMAINS)
def test_compiled_catalogue_says_what_its_source_says(domain: str):
    with (ROOT / MESSAGES / f"{domain}.mo").open("rb") as file:
        compiled = {key(each): forms(each.string) for each in read_mo(file) if each.id}

    assert compiled == {key(each): forms(each.string) for each in messages(domain)}


@pytest.mark.skipif(not shutil.which("xgettext"), reason="needs gettext, which gathers the words")
def test_catalogue_holds_what_the_sources_say(tmp_path: Path, monkeypatch, settings):
    for folder in ("posts", "prsite", "templates", "static/desk", "locale"):
        shutil.copytree(
            ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__", "vendor")
        )
    monkeypatch.chdir(tmp_path)
    settings.LOCALE_PATHS = [tmp_path / "locale"]

    for domain in DOMAINS:
        call_command(
            "makemessages", locale=["de"], domain=domain, no_obsolete=True, no_location=True,
            verbosity=0,
        )  # fmt: skip

        gathered = {key(each) for each in messages(domain, tmp_path)}
        assert gathered == {key(each) for each in messages(domain)}, "Run `make messages`."


# ---------------------------------------------------------------- pages


class Words(HTMLParser):
    """Gathers what a page says, seen or heard."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.is_silent = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.is_silent = tag in {"script", "style"}
        is_machines = tag == "input" or (tag == "meta" and ("name", "description") not in attrs)
        spoken = SPOKEN - {"value", "content"} if is_machines else SPOKEN
        self.found += [value or "" for name, value in attrs if name in spoken]

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002
        self.is_silent = False

    def handle_data(self, data: str) -> None:
        if not self.is_silent:
            self.found.append(data)


def english_in(html: str) -> list[str]:
    words = Words()
    words.feed(html)
    return [text.strip() for text in words.found if ENGLISH.search(ADDRESS.sub("", text))]


@pytest.fixture
def _german(settings, db) -> Iterator[None]:
    settings.LANGUAGE_CODE = "de"
    settings.SITE = replace(
        settings.SITE, strap="Kurz gesagt", description="Kurze Texte.", colophon="Acht Bit."
    )
    with translation.override("de"):
        yield


@pytest.fixture
def _content(_german) -> None:
    series = factories.make_series(title="Im Ernstfall", planned_parts=4)
    for number in range(1, 4):
        factories.make_post(
            title=f"Ruhe bewahren {number}",
            slug=f"ruhe-{number}",
            standfirst="Ein Vorspann.",
            body='## Teil\n\nEin "Satz".[^1]\n\n## Noch einer\n\n![](fehlt.png)\n\n[^1]: Quelle.',
            category=factories.make_category(name=f"Krise {number}", slug=f"krise-{number}"),
            tags=[factories.make_tag(name=f"Lage {number}")],
            authors=[factories.make_author(name=name, is_guest=True) for name in ("Ada", "Bo")],
            series=series if number < 3 else None,
            series_part=number if number < 3 else None,
            revised_at=factories.LONG_AGO,
        )


@pytest.mark.usefixtures("_content")
@pytest.mark.parametrize(
    "path",
    ["/tags/", "/authors/", "/tags/letter/l/", "/authors/letter/a/", "/tags/letter/l/?after=1-l"],
)
def test_list_of_very_many_is_german_throughout(client, monkeypatch, path: str):
    monkeypatch.setattr(letters, "FEW", 1)
    monkeypatch.setattr(letters, "PAGE", 1)

    page = client.get(path).content.decode()

    assert "Anfangsbuchstaben" in page
    assert english_in(page) == []


@pytest.mark.usefixtures("_content")
@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/posts/",
        "/posts/ruhe-1/",
        "/posts/ruhe-1.md",
        "/categories/",
        "/categories/krise-1/",
        "/tags/",
        "/authors/",
        "/authors/ada/",
        "/series/",
        "/series/im-ernstfall/",
        "/search/",
        "/search/?q=vorspann",
        "/search/?q=unauffindbar",
        "/search/?q=vorspam",
        "/archive/",
        "/2026/",
        "/2026/01/",
        "/subscribe/",
        "/nirgends/hier/",
    ],
)
def test_page_is_german_throughout(client, path: str):
    page = client.get(path).content.decode()

    assert english_in(page) == []


@pytest.mark.usefixtures("_german")
@pytest.mark.parametrize("template", ["403.html", "500.html", "500-plain.html"])
def test_page_of_an_error_is_german_throughout(template: str):
    page = render_to_string(template, {"site": settings.SITE})

    assert english_in(page) == []
    assert '<html lang="de">' in page


@pytest.mark.usefixtures("_content")
@pytest.mark.parametrize("model", ["", "post/", "picture/", "author/", "category/", "series/"])
def test_list_at_the_desk_is_german_throughout(admin_client, model: str):
    page = admin_client.get(f"/admin/posts/{model}" if model else "/admin/").content.decode()

    assert english_in(page) == []


@pytest.mark.usefixtures("_content")
@pytest.mark.parametrize(
    "model", ["post", "picture", "author", "category", "series", "tag", "page"]
)
def test_form_at_the_desk_is_german_throughout(admin_client, model: str):
    page = admin_client.get(f"/admin/posts/{model}/add/").content.decode()

    assert english_in(page) == []


@pytest.mark.usefixtures("_german")
def test_scripts_of_the_desk_get_german_words(admin_client):
    script = admin_client.get("/admin/jsi18n/").content.decode()

    assert '"Add a tag": "Schlagwort hinzuf' in script


@pytest.mark.usefixtures("_content")
def test_dates_names_and_citation_read_as_german_does(client):
    page = client.get("/posts/ruhe-1/").content.decode()

    assert "5. Januar 2026</time>" in page
    assert "Ada und Bo: „<span>Ruhe bewahren 1</span>“" in page
    assert "Ein „Satz“." in page


@pytest.mark.usefixtures("_content")
def test_machines_are_told_the_language(client):
    page = client.get("/").content.decode()

    assert '<html lang="de">' in page
    assert '<meta property="og:locale" content="de_DE">' in page
    assert '"inLanguage": "de"' in page
    assert 'xml:lang="de"' in client.get("/atom.xml").content.decode()
    assert "<language>de</language>" in client.get("/rss.xml").content.decode()


@pytest.mark.usefixtures("_german")
def test_moment_at_the_desk_reads_as_german_does(admin_client):
    post = factories.make_post(title="Ruhe", published_at=factories.LONG_AGO)

    page = admin_client.get("/admin/posts/post/").content.decode()

    assert "05.01.2026, 08:00" in page
    assert str(Status(post.status).label) == "Veröffentlicht"


@pytest.mark.parametrize(
    ("language", "locale"), [("de", "de_DE"), ("de-at", "de_AT"), ("en-gb", "en_GB"), ("eo", "")]
)
def test_open_graph_locale_names_a_territory_where_one_is_known(language: str, locale: str):
    with translation.override(language):
        assert open_graph_locale() == locale
