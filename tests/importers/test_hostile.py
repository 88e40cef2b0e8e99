"""Files that mean harm or are broken: each ends as its own refusal, and never ends the run."""

import errno
import os
import time
from pathlib import PurePosixPath

import pytest

from posts.importers import ImportRefused, Outcome
from posts.importers.entry import read_entry
from posts.importers.plainwords import undressed
from posts.importers.yamlreading import read_yaml
from posts.models import Author, Picture, Post

from .trees import about, plant, png, post, run


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "text", "place"),
    [
        ("a.md", "+++\nx = 1\ntitle = 0x" + "f" * 3700 + "\n+++\n", "a.md:3"),
        ("a.md", "+++\n[" + ".".join("a" * 2000) + "]\n+++\n", "a.md:2"),
        ("a.md", '{"title": "x",\n"author": ' + "[" * 900 + "]" * 900 + "}\nhi\n", "a.md:2"),
        ("a.md", '---\ndate: 2026-01-01\ntitle: "\\UFFFFFFFF"\n---\nhi\n', "a.md:3"),
        ("a.md", "---\n%YAML 1." + "9" * 5000 + "\n---\nhi\n", "a.md:2"),
        ("_data/authors.yml", 'a: {name: "\\UFFFFFFFF"}', "_data/authors.yml:1"),
        ("_data/authors.toml", "a = 0x" + "f" * 3700, "_data/authors.toml:1"),
    ],
)
def test_a_value_that_no_reader_can_hold_is_refused_with_its_line(tmp_path, path, text, place):
    report = run(plant(tmp_path, {path: text, "zz.md": post()}))

    assert (about(report, path).outcome, about(report, path).place) == (Outcome.REFUSED, place)
    assert Post.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["\\ud800x", "a\\u0000x\\nq"])
def test_keys_of_data_lose_what_no_database_keeps(tmp_path, key):
    root = plant(tmp_path, {"_data/authors.json": f'{{"{key}": {{"bio": "b"}}}}'})

    report = run(root)

    assert about(report, "_data/authors.json").outcome is Outcome.CREATED
    assert Author.objects.get().name in {"x", "ax q"}


@pytest.mark.django_db
def test_a_byte_and_its_spelling_are_two_files(tmp_path):
    plant(tmp_path, {"\\xff.md": post()})
    (tmp_path / os.fsdecode(b"\xff.md")).write_text("x")

    report = run(tmp_path)

    assert {file.path: file.outcome for file in report} == {
        "\\\\xff.md": Outcome.CREATED,
        "\\xff.md": Outcome.REFUSED,
    }


@pytest.mark.django_db
def test_names_of_files_and_folders_are_shown_on_one_line(tmp_path):
    plant(tmp_path, {"dir\nx/p\x1b[2J.md": post()})

    [file] = run(tmp_path)

    assert file.path == "dir\\nx/p\\x1b[2J.md"


@pytest.mark.django_db
def test_links_with_impossible_targets_are_told_like_others(tmp_path):
    plant(tmp_path, {"a.md": post()})
    (tmp_path / "far.md").symlink_to("x" * 300)
    folder = tmp_path / os.fsdecode(b"d\xff")
    folder.mkdir()
    (tmp_path / "odd.md").symlink_to(folder)

    report = run(tmp_path)

    assert about(report, "far.md").outcome is Outcome.REFUSED
    assert "a link to d\\xff" in about(report, "odd.md").reason


@pytest.mark.django_db
def test_a_picture_that_cannot_be_stored_is_no_failure(tmp_path, monkeypatch):
    def fail(_picture, **_options):
        raise OSError(errno.ENAMETOOLONG, "File name too long")

    monkeypatch.setattr(Picture, "save", fail)

    report = run(plant(tmp_path, {"a.md": post("![A](x.png)"), "x.png": png()}))

    assert about(report, "x.png").outcome is Outcome.SKIPPED
    assert "File name too long" in about(report, "x.png").reason
    assert about(report, "a.md").outcome is Outcome.CREATED


@pytest.mark.django_db
@pytest.mark.parametrize("error", [OSError(errno.EIO, "Input/output error"), ValueError("odd")])
@pytest.mark.parametrize(
    "step", ["markdown.prepare_body", "markdown.read_entry", "markdown.Writer.write"]
)
def test_whatever_fails_fails_for_one_file(tmp_path, monkeypatch, step, error):
    def fail(*_arguments, **_options):
        raise error

    monkeypatch.setattr(f"posts.importers.{step}", fail)

    report = run(plant(tmp_path, {"a.md": post()}))

    assert about(report, "a.md").outcome is Outcome.REFUSED
    assert (error.strerror if isinstance(error, OSError) else "odd") in about(report, "a.md").reason


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ada: {name: Ada, bio: '" + "x " * 1_100_000 + "'}", "people.yml: "),
        ("ada:\n  name: a: b", "people.yml:2: "),
    ],
)
def test_a_file_of_authors_that_cannot_be_entered_is_named(tmp_path, text, words):
    plant(tmp_path, {"people.yml": text})
    root = plant(tmp_path / "tree", {"a.md": post()})

    with pytest.raises(ImportRefused, match=words):
        run(root, authors_file=tmp_path / "people.yml")

    assert Author.objects.count() == 0


def test_a_number_for_a_character_stays_text_when_it_is_absurd():
    text = "&#" + "9" * 5000 + ";"

    assert undressed(text) == text


# ---------------------------------------------------------------- time

HEAD = "---\ntitle: T\ndate: 2026-05-04\n---\n"
LONG_STANDFIRST = f"---\ntitle: T\ndate: 2026-05-04\ndescription: {'x' * 501}\n---\n"


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "# " + "#" * 1_000_000 + "x",
        HEAD + "# x" + " \t" * 500_000 + "x",
        HEAD + " " * 1_000_000 + "x\n",
        LONG_STANDFIRST + "<b>x</b>" * 120_000,
    ],
    ids=["hashes", "blanks", "indent", "tags"],
)
def test_hostile_files_are_read_in_linear_time(text):
    started = time.process_time()

    read_entry(PurePosixPath("a.md"), text)

    assert time.process_time() - started < 2


def test_tabs_in_unsound_yaml_are_looked_through_in_linear_time():
    started = time.process_time()

    with pytest.raises(ImportRefused):
        read_yaml("a: [\n" + "\t" * 100_000 + "x\n}")

    assert time.process_time() - started < 2
