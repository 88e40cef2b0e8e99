"""`manage.py import_posts`: what it prints, and how it ends."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from posts.models import Post
from tests.importers.trees import plant, post

pytestmark = pytest.mark.django_db


def run(root, *arguments):
    out, err = io.StringIO(), io.StringIO()
    error = None
    try:
        call_command("import_posts", "markdown", str(root), *arguments, stdout=out, stderr=err)
    except CommandError as raised:
        error = raised
    return out.getvalue(), err.getvalue(), error


def test_a_clean_import_prints_a_table_and_ends_well(tmp_path):
    out, err, error = run(plant(tmp_path, {"a.md": post(), "README.md": "x"}))

    assert error is None
    assert err == ""
    assert out.splitlines()[-2].split() == ["posts", "1", "0", "0", "0", "0"]


def test_a_refusal_is_named_and_fails_the_command_after_the_rest(tmp_path):
    _out, err, error = run(plant(tmp_path, {"a.md": post(), "b.md": "---\nx: 1\nx: 2\n---\n"}))

    assert "refused: b.md:3 – the key “x” is here twice" in err
    assert "1 file was refused" in str(error)
    assert error.returncode == 1
    assert Post.objects.count() == 1


def test_verbosity_2_names_every_file_and_its_notes(tmp_path):
    out, _err, _error = run(
        plant(tmp_path, {"a.md": post(date=""), "b.svg": "x"}), "--verbosity", "2"
    )

    assert "created: a.md\n    no date: imported as a draft\nskipped: b.svg – SVG is not" in out


def test_a_dry_run_does_not_say_that_the_rest_was_imported(tmp_path):
    _out, _err, error = run(plant(tmp_path, {"a.md": post(), "b.md": "---\n"}), "--dry-run")

    assert str(error) == "1 file would be refused; the rest would be imported."


def test_a_section_with_too_long_a_name_is_refused(tmp_path):
    _out, _err, error = run(plant(tmp_path, {"a.md": post()}), "--category", "x" * 81)

    assert "--category has 81 characters; 80 fit" in str(error)


def test_verbosity_1_counts_the_notes(tmp_path):
    out, _err, _error = run(plant(tmp_path, {"a.md": post(date=""), "b.md": post(date="")}))

    assert "2 × no date" in out


def test_quiet_prints_refusals_only(tmp_path):
    out, err, _error = run(plant(tmp_path, {"a.md": post(), "b.md": "---\n"}), "--quiet")

    assert out == ""
    assert err.startswith("refused: b.md:1")


def test_the_report_is_written_as_json(tmp_path):
    root = plant(tmp_path / "tree", {"a.md": post(date="")})

    run(root, "--report", str(tmp_path / "report.json"), "--name", "Mine", "--dry-run")

    report = json.loads((tmp_path / "report.json").read_text())
    assert (report["tree"], report["dry_run"]) == ("Mine", True)
    assert report["counts"]["posts"]["created"] == 1
    assert report["files"] == [
        {
            "path": "a.md",
            "kind": "posts",
            "outcome": "created",
            "reason": "",
            "line": None,
            "notes": ["no date: imported as a draft"],
        }
    ]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--report", "/nowhere/report.json"], "cannot be written"),
        (["--authors", "/nowhere/authors.yml"], "cannot be read"),
    ],
)
def test_paths_that_lead_nowhere_are_named(tmp_path, arguments, words):
    _out, _err, error = run(plant(tmp_path, {"a.md": post()}), *arguments)

    assert words in str(error)


def test_a_missing_directory_is_named(tmp_path):
    _out, _err, error = run(tmp_path / "none")

    assert "is no directory" in str(error)


def test_an_unknown_format_is_refused(tmp_path):
    with pytest.raises(CommandError, match="invalid choice"):
        call_command("import_posts", "wordperfect", str(tmp_path))


def test_a_progress_bar_is_shown_to_a_person_only(tmp_path, monkeypatch, capsys):
    run(plant(tmp_path, {"a.md": post()}))
    unwatched = capsys.readouterr().err
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)

    run(plant(tmp_path, {"b.md": post()}))

    assert unwatched == ""
    assert "post/s" in capsys.readouterr().err
