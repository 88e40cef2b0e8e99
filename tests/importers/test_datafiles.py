"""Data files: authors, sections, series, tags and pictures, over nothing an editor wrote."""

from pathlib import PurePosixPath

import pytest

from posts.importers import Outcome
from posts.importers.datafiles import read_data
from posts.importers.values import ImportRefused
from posts.models import Author, Category, Picture, Series, Tag
from tests.factories import make_author, make_category

from .trees import about, plant, png, post, run

ADA = {"name": "Ada Byron", "affiliation": "Analyst", "biography": "Counts."}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("_data/authors.yml", "ada: {name: Ada Byron, role: Analyst, bio: Counts.}"),
        (
            "_data/authors.yml",
            "- {username: ada, name: Ada Byron, job_title: Analyst, bio: Counts.}",
        ),
        (
            "data/authors.json",
            '{"ada": {"name": "Ada Byron", "title": "Analyst", "bio": "Counts."}}',
        ),
        ("data/authors.toml", '[ada]\nname = "Ada Byron"\nagency = "Analyst"\nbio = "Counts."'),
        (
            "data/authors.toml",
            '[[authors]]\nid = "ada"\nname = "Ada Byron"\nrole = "Analyst"\nbio = "Counts."',
        ),
        ("data/authors/ada.yml", "first_name: Ada\nlast_name: Byron\nrole: Analyst\nbio: Counts."),
        ("_authors/ada.md", "---\nname: Ada Byron\nrole: Analyst\n---\nCounts.\n"),
        ("content/authors/ada/_index.md", "---\ntitle: Ada Byron\nrole: Analyst\n---\nCounts.\n"),
    ],
)
def test_authors_in_the_shapes_generators_keep_them(path, text):
    [author] = read_data(PurePosixPath(path), text)

    read = {field: getattr(author, field) for field in ADA}
    assert (author.key, read) == ("ada", ADA)


def test_links_are_taken_from_lists_and_profiles():
    text = (
        "a: {name: A B, website: 'https://a.example', email: a@a.example, "
        "links: [{label: L, url: 'https://b.example'}, {label: J, url: 'javascript:x'}]}"
    )

    [author] = read_data(PurePosixPath("_data/authors.yml"), text)

    assert author.links == (("L", "https://b.example"), ("Website", "https://a.example"))


@pytest.mark.parametrize(
    ("path", "text", "words"),
    [
        ("_data/categories.yml", "- {name: A, paper: pink}", "rose, iris"),
        ("_data/pictures.yml", "- {file: a.png, focus: sideways}", "top, middle or bottom"),
        ("_data/tags.yml", "- {description: x}", "without a name"),
        ("_data/tags.yml", "- {name: " + "x" * 101 + "}", "100 fit"),
        ("_data/series.yml", "just words", "no list"),
        ("_data/authors.json", "{", "JSON"),
        ("_authors/a.md", "---\n", "never closed"),
    ],
)
def test_data_that_cannot_be_meant_is_refused(path, text, words):
    with pytest.raises(ImportRefused, match=words):
        read_data(PurePosixPath(path), text)


@pytest.mark.django_db
def test_data_is_entered_before_the_posts_that_use_it(tmp_path):
    run(plant(tmp_path, {
        "_data/authors.yml": "ada: {name: Ada Byron, guest: true, portrait: ada.png}",
        "_data/categories.yml": "- {name: Crisis, slug: c, paper: rose, position: 3, "
        "description: D.}",
        "_data/series.yml": "- {title: Apologies, planned_parts: 5}",
        "_data/tags.yml": "- {name: Press, description: D.}\n- Radio",
        "_data/pictures.yml": "- {file: x.png, alt: A, credit: C, caption: T, focus: top}\n"
        "- {file: y.png, decorative: true}\n- {file: gone.png, alt: A}",
        "pictures/x.png": png(), "pictures/y.png": png(), "pictures/ada.png": png(),
        "_posts/2026-01-02-a.md": post(
            author="ada", category="crisis", tags="[press]", series="Apologies"
        ),
    }))  # fmt: skip

    author, category = Author.objects.get(), Category.objects.get()
    assert (author.name, author.is_guest, author.portrait.name) == ("Ada Byron", True, "ada.png")
    assert (category.slug, category.paper, category.position) == ("c", "rose", 3)
    assert "<p>D.</p>" in category.description_html
    assert Series.objects.get().planned_parts == 5
    assert set(Tag.objects.values_list("name", flat=True)) == {"Press", "Radio"}
    x, y = Picture.objects.get(name="x.png"), Picture.objects.get(name="y.png")
    assert (x.alt, x.credit, x.caption, x.focus) == ("A", "C", "T", "top")
    assert y.is_decorative
    assert author.posts.get().category == category


@pytest.mark.django_db
def test_only_empty_fields_are_filled_unless_overwriting(tmp_path):
    make_author(name="Ada Byron", affiliation="Chief")
    make_category(name="Crisis", paper="iris")
    Author.objects.get().links.create(label="Old", url="https://old.example")
    link = "links: [{label: New, url: 'https://new.example'}]"
    root = plant(tmp_path, {
        "_data/authors.yml": f"ada: {{name: Ada Byron, role: Analyst, bio: Counts., {link}}}",
        "_data/categories.yml": "- {name: Crisis, paper: rose, description: D.}",
    })  # fmt: skip

    plant(root, {"_data/tags.yml": ""})

    first = run(root)
    kept = (Author.objects.get().affiliation, Category.objects.get().paper)
    run(root, is_overwriting=True)
    taken = (Author.objects.get().affiliation, Category.objects.get().paper)

    assert about(first, "_data/authors.yml").outcome is Outcome.UPDATED
    assert (kept, taken) == (("Chief", "iris"), ("Analyst", "rose"))
    assert Author.objects.get().links.get().label == "New"
    assert (Author.objects.get().biography, Category.objects.get().description) == ("Counts.", "D.")


@pytest.mark.django_db
def test_a_portrait_that_an_editor_chose_stays(tmp_path):
    root = plant(tmp_path, {
        "_data/authors.yml": "- {name: Ada Byron, portrait: ada.png}\n- Bea Cole",
        "ada.png": png(),
    })  # fmt: skip
    run(root)
    chosen = Picture.objects.create(name="other.png", is_decorative=True)
    Author.objects.filter(name="Ada Byron").update(portrait=chosen)

    run(root)

    assert Author.objects.get(name="Ada Byron").portrait == chosen


@pytest.mark.django_db
def test_data_that_changes_nothing_is_unchanged(tmp_path):
    root = plant(tmp_path, {"_data/tags.yml": "- {name: Press, description: D.}"})

    outcomes = [about(run(root), "_data/tags.yml").outcome for _ in range(2)]

    assert outcomes == [Outcome.CREATED, Outcome.UNCHANGED]
