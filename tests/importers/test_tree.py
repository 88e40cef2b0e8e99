"""The walk over a tree: every file once, nothing outside, no traceback."""

import os
from pathlib import Path

import pytest

from posts.importers.tree import decode, scan
from posts.importers.values import ImportRefused, Kind, Outcome

from .trees import plant


def found(root: Path) -> dict[str, tuple[Kind, Outcome | None]]:
    return {str(file.path): (file.kind, file.outcome) for file in scan(root)}


def test_each_file_is_told_by_its_place_and_name(tmp_path):
    skipped, post = (Kind.OTHER, Outcome.SKIPPED), (Kind.POST, None)
    expected = {
        "_posts/2026-01-02-a.md": post,
        "content/b.markdown": post,
        "about/index.html": post,
        "index.md": skipped,
        "content/_index.md": skipped,
        "README.md": skipped,
        "docs/LICENSE.txt": skipped,
        "_data/authors.yml": (Kind.DATA, None),
        "data/authors/ada.toml": (Kind.DATA, None),
        "_authors/ada.md": (Kind.DATA, None),
        "content/authors/ada/_index.md": (Kind.DATA, None),
        "_config.yml": skipped,
        "static/x.PNG": (Kind.PICTURE, None),
        "static/x.svg": skipped,
        "layouts": skipped,
        ".git": skipped,
        ".env": skipped,
        "feed.njk": skipped,
        "page.mdx": skipped,
        "CNAME": skipped,
    }
    files = {path: "x" for path in expected if path not in {"layouts", ".git"}}
    plant(tmp_path, {**files, "layouts/a.html": "x", ".git/config": "x"})

    assert found(tmp_path) == expected


def test_links_are_never_followed(tmp_path):
    root = plant(tmp_path / "tree", {"a.md": "x"})
    plant(tmp_path, {"secret.md": "x", "outside/b.md": "x"})
    (root / "inside.md").symlink_to("a.md")
    (root / "leaves.md").symlink_to(tmp_path / "secret.md")
    (root / "folder").symlink_to(tmp_path / "outside")
    (root / "dangling.md").symlink_to("none.md")
    (root / "loop").symlink_to("loop")

    outcomes = {path: outcome for path, (_kind, outcome) in found(root).items()}

    assert outcomes == {
        "a.md": None,
        "inside.md": Outcome.SKIPPED,
        "leaves.md": Outcome.REFUSED,
        "folder": Outcome.REFUSED,
        "dangling.md": Outcome.REFUSED,
        "loop": Outcome.REFUSED,
    }


def test_a_folder_that_cannot_be_opened_is_refused(tmp_path, monkeypatch):
    plant(tmp_path, {"closed/a.md": "x", "b.md": "x"})
    scandir = os.scandir

    def refuse(folder):
        if Path(folder).name == "closed":
            raise PermissionError(13, "Permission denied")
        return scandir(folder)

    monkeypatch.setattr("posts.importers.tree.os.scandir", refuse)

    assert found(tmp_path) == {
        "b.md": (Kind.POST, None),
        "closed": (Kind.OTHER, Outcome.REFUSED),
    }


def test_a_pipe_is_not_opened(tmp_path):
    os.mkfifo(tmp_path / "pipe.md")

    assert found(tmp_path) == {"pipe.md": (Kind.OTHER, Outcome.SKIPPED)}


def test_a_name_that_is_no_utf8_is_refused(tmp_path):
    (tmp_path / os.fsdecode(b"caf\xe9.md")).write_text("x")

    assert found(tmp_path) == {"caf\\xe9.md": (Kind.OTHER, Outcome.REFUSED)}


def test_a_tree_is_refused_where_its_paths_grow_too_long(tmp_path):
    plant(tmp_path, {"d/" * 210 + "a.md": "x"})

    [file] = scan(tmp_path)

    assert file.outcome is Outcome.REFUSED
    assert "characters; 400 can be kept" in file.reason


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"a\nb\0", "zero byte at offset 3"),
        (b"a\n\xe9", "byte 0xe9 at offset 2"),
        (b"\xff\xfea\0", "UTF-16"),
    ],
)
def test_what_is_no_utf8_is_refused(data, words):
    with pytest.raises(ImportRefused, match=words):
        decode(data)


def test_an_unreadable_file_is_refused(tmp_path):
    plant(tmp_path, {"a.md": "x"})
    [file] = scan(tmp_path)
    (tmp_path / "a.md").unlink()

    with pytest.raises(ImportRefused, match="cannot be read"):
        file.read()


def test_a_huge_file_is_refused_unread(tmp_path):
    plant(tmp_path, {"a.md": b"x" * (5 * 1024 * 1024 + 1)})
    [file] = scan(tmp_path)

    with pytest.raises(ImportRefused, match=r"5\.2 MB; at most 5 MB"):
        file.read()


def test_a_file_is_no_tree(tmp_path):
    plant(tmp_path, {"a.md": "x"})

    with pytest.raises(ImportRefused, match="no directory"):
        scan(tmp_path / "a.md")
