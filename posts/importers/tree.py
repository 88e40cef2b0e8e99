"""The tree: every file below a directory, and what it is to an import.

Nothing outside the directory is ever opened, no link is followed, and nothing is read here.
"""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from posts.importers.plainwords import word_set
from posts.importers.values import ImportRefused, Kind, Outcome

LARGEST_TEXT = 5 * 1024 * 1024  # bytes
LONGEST_PATH = 400  # characters; the records of an import hold 500, with the tree's name
LONGEST_TREE = 99

MARKDOWN = {".md", ".markdown", ".mdown", ".mkd", ".mkdn"}
HTML = {".html", ".htm"}
PICTURES = {".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif"}
DATA = {".yml", ".yaml", ".json", ".toml"}
DATA_FOLDERS = {"_data", "data"}

# Folders that are not the writing: machinery, output, and other people's code.
_UNREAD_FOLDERS = {
    "node_modules": "a folder of installed packages",
    "vendor": "a folder of installed packages",
    "_site": "the old site's output",
    "_layouts": "a folder of templates",
    "_includes": "a folder of templates",
    "layouts": "a folder of templates",
    "archetypes": "a folder of templates",
    "themes": "a folder of templates",
    "_sass": "a folder of stylesheets",
}
A_PAPER = "a paper of the repository, not a post"
# Papers of a repository, which look like posts and are none.
_PAPERS = word_set(
    "readme license licence contributing changelog code_of_conduct code-of-conduct security notice "
    "copying authors codeowners maintainers pull_request_template"
)


_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class TreeFile:
    """A file of the tree: its path below the root, where it lies, and what it is.

    With an `outcome` it is not for reading, and `reason` says why.
    """

    path: PurePosixPath
    file: Path
    kind: Kind
    outcome: Outcome | None = None
    reason: str = ""

    def read(self) -> str:
        """Return the text of the file. Raises ImportRefused when it is none that can be read."""
        return decode(self.read_bytes(LARGEST_TEXT))

    def read_bytes(self, largest: int) -> bytes:
        """Return the bytes of the file. Raises ImportRefused above `largest`."""
        try:
            size = self.file.stat().st_size
            if size > largest:
                raise ImportRefused(
                    f"the file has {size / 1e6:.1f} MB; at most {largest / 1e6:.0f} MB are taken. "
                    "Divide it."
                )
            return self.file.read_bytes()
        except OSError as error:
            raise ImportRefused(
                f"the file cannot be read: {error.strerror}. Check its permissions."
            ) from error


def decode(data: bytes) -> str:
    """Return UTF-8 text, with or without a byte order mark. Raises ImportRefused otherwise."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ImportRefused("the file is UTF-16. Save it as UTF-8.", line=1)
    if (zero := data.find(b"\0")) >= 0:
        raise ImportRefused(
            f"there is a zero byte at offset {zero}: the file is damaged or no text. "
            "Delete the byte or save the file anew.",
            line=data.count(b"\n", 0, zero) + 1,
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ImportRefused(
            f"the file is not UTF-8: byte 0x{data[error.start]:02x} at offset {error.start}. "
            "Save it as UTF-8.",
            line=data.count(b"\n", 0, error.start) + 1,
        ) from error


def scan(root: Path) -> list[TreeFile]:
    """Return every file below `root` in the order of their paths, each with what it is.

    A folder that is not read counts as one file. Raises ImportRefused when `root` is no folder.
    """
    if not root.is_dir():
        raise ImportRefused(f"{root} is no directory. Name the folder that holds the posts.")
    real_root = Path(os.path.realpath(root))
    return sorted(_walk(real_root), key=lambda found: str(found.path))


def _walk(root: Path) -> Iterator[TreeFile]:
    # A stack rather than recursion: trees can be deeper than Python's own stack.
    waiting: list[tuple[Path, PurePosixPath]] = [(root, PurePosixPath())]
    while waiting:
        folder, path = waiting.pop()
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            reason = f"the folder cannot be opened: {error.strerror}. Check its permissions."
            yield TreeFile(path, folder, Kind.OTHER, Outcome.REFUSED, reason)
            continue
        for entry in entries:
            place = path / printable(entry.name)
            found = _classified(entry, place, root)
            if found is None:
                waiting.append((Path(entry.path), place))
            else:
                yield found


def printable(name: str) -> str:
    """Return a file name as it can be shown on one line, no two names alike.

    Bytes that are no UTF-8 and control characters are written as `\\xff`, and a backslash twice.
    """
    plain = os.fsencode(name.replace("\\", r"\\")).decode("utf-8", "backslashreplace")
    return _CONTROL.sub(lambda found: repr(found[0])[1:-1], plain)


def _classified(entry: os.DirEntry[str], path: PurePosixPath, root: Path) -> TreeFile | None:
    """Return what an entry is; None for a folder to walk into."""
    file = Path(entry.path)
    obstacle = _obstacle(entry, path, root)
    if obstacle:
        return TreeFile(path, file, Kind.OTHER, *obstacle)
    if not entry.is_dir(follow_symlinks=False):
        return _read_by_name(path, file)
    if entry.name in _UNREAD_FOLDERS or entry.name.startswith("."):
        reason = _UNREAD_FOLDERS.get(entry.name, "a hidden folder")
        return TreeFile(path, file, Kind.OTHER, Outcome.SKIPPED, reason)
    return None


def _obstacle(
    entry: os.DirEntry[str], path: PurePosixPath, root: Path
) -> tuple[Outcome, str] | None:
    if entry.is_symlink():
        return _link(Path(entry.path), root)
    try:
        entry.name.encode()
    except UnicodeEncodeError:
        return Outcome.REFUSED, "the file's name is not UTF-8. Rename it."
    if len(str(path)) > LONGEST_PATH:
        return Outcome.REFUSED, (
            f"the path has {len(str(path))} characters; {LONGEST_PATH} can be kept. Shorten it."
        )
    if not entry.is_dir(follow_symlinks=False) and not stat.S_ISREG(
        entry.stat(follow_symlinks=False).st_mode
    ):
        return Outcome.SKIPPED, "a device or a pipe, not a file"
    return None


def _link(link: Path, root: Path) -> tuple[Outcome, str]:
    target = Path(os.path.realpath(link))
    # Unlike Path.exists, this is False for a path that is too long to ask for.
    if target.is_relative_to(root) and os.path.exists(target):  # noqa: PTH110
        place = printable(target.relative_to(root).as_posix())
        return Outcome.SKIPPED, f"a link to {place}, which is read in its own place"
    if target.is_relative_to(root):
        return Outcome.REFUSED, "the link leads nowhere. Delete it."
    return Outcome.REFUSED, "the link leads out of the tree. Put the file itself here."


def _read_by_name(path: PurePosixPath, file: Path) -> TreeFile:
    suffix = path.suffix.lower()
    if path.name.startswith("."):
        return TreeFile(path, file, Kind.OTHER, Outcome.SKIPPED, "a hidden file")
    if suffix in DATA and is_data(path):
        return TreeFile(path, file, Kind.DATA)
    if suffix in PICTURES:
        return TreeFile(path, file, Kind.PICTURE)
    if suffix in MARKDOWN | HTML:
        return _read_text(path, file)
    reason = A_PAPER if path.stem.lower() in _PAPERS else _other(suffix)
    return TreeFile(path, file, Kind.OTHER, Outcome.SKIPPED, reason)


def _read_text(path: PurePosixPath, file: Path) -> TreeFile:
    stem = path.stem.lower().partition(".")[0]
    if stem in _PAPERS:
        reason = A_PAPER
    elif stem == "_index" and not is_author_page(path):
        reason = "the page of a section, not a post"
    elif stem == "index" and len(path.parts) <= 1:
        reason = "the old site's front page, not a post"
    else:
        kind = Kind.DATA if is_author_page(path) else Kind.POST
        return TreeFile(path, file, kind)
    return TreeFile(path, file, Kind.OTHER, Outcome.SKIPPED, reason)


def is_data(path: PurePosixPath) -> bool:
    """Tell whether a file lies in a folder of data."""
    return bool(DATA_FOLDERS & set(path.parts[:-1]))


def is_author_page(path: PurePosixPath) -> bool:
    """Tell whether a text describes an author: `_authors/ada.md`, `content/authors/ada/_index.md`.

    The page of the whole section (`authors/_index.md`) describes nobody.
    """
    folders = path.parts[:-1]
    if "_authors" in folders or (folders and folders[-1] in {"authors", "_authors"}):
        return path.stem != "_index"
    return len(folders) > 1 and folders[-2] == "authors" and path.stem in {"_index", "index"}


def _other(suffix: str) -> str:
    if suffix == ".svg":
        return "SVG is not taken, because it can carry scripts. Save it as PNG."
    if suffix in DATA:
        return "settings of the old site"
    if suffix in {".njk", ".liquid", ".hbs", ".ejs", ".pug", ".jinja", ".tmpl"}:
        return "a template of the old site"
    if suffix in {".mdx", ".rst", ".adoc", ".org", ".ipynb", ".textile"}:
        return f"not Markdown ({suffix})"
    return f"not a kind of file that is imported ({suffix or 'no ending'})"


def same_name(path: PurePosixPath | str) -> str:
    """Return a path as it is looked up: composed characters, whichever way the disk writes them."""
    return unicodedata.normalize("NFC", str(path))


def joined(folder: PurePosixPath, path: str) -> str:
    """Return `path` as seen from `folder`, its dots resolved, or "" where they lead out."""
    parts: list[str] = []
    for part in (folder / path.lstrip("/")).parts:
        if part != "..":
            parts.append(part)
        elif parts:
            parts.pop()
        else:
            return ""
    return same_name("/".join(parts))
