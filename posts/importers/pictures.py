"""Pictures: the files of the tree that posts refer to, under names that are theirs alone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from urllib.parse import quote

from django.conf import settings

from posts import imaging
from posts.imaging import PictureRefused, PreparedPicture
from posts.importers.datafiles import PictureData
from posts.importers.tree import TreeFile, joined, same_name
from posts.importers.values import ImportSkipped, Kind, Outcome
from posts.models import Picture
from posts.models.focus import MIDDLE
from posts.rendering import picture_name

# Folders whose contents generators serve from the root of the site, or keep pictures in.
ROOTS = ("static", "assets", "content", "public", "src", "source", "pictures", "images", "img")
# Of those, the ones that are no part of the address.
_UNNAMED_ROOTS = ("static", "content", "public", "src", "source", "pictures")
LONGEST_NAME = 250


@dataclass(frozen=True, slots=True)
class Wish:
    """A picture that is to be taken from the tree, with what is known of it."""

    name: str
    file: TreeFile
    alt: str = ""
    caption: str = ""
    credit: str = ""
    focus: str = ""
    is_decorative: bool = False


class TreePictures:
    """The picture files of a tree, found by the references that texts make to them."""

    def __init__(self, files: Iterable[TreeFile]) -> None:
        self._all = [file for file in files if file.kind is Kind.PICTURE]
        self._files: dict[str, TreeFile] = {}
        for file in self._all:
            self._files.setdefault(same_name(file.path), file)
        self._names: dict[str, str] = {}
        taken: set[str] = set()
        for path in sorted(self._files):
            short = _served_as(path)
            self._names[path] = path if short in taken else short
            taken.add(self._names[path])

    def __iter__(self) -> Iterator[TreeFile]:
        return iter(self._all)

    def twin_of(self, file: TreeFile) -> TreeFile | None:
        """Return the file that a reference finds instead, where two names look the same."""
        first = self._files[same_name(file.path)]
        return None if first is file else first

    def find(self, reference: str, page: PurePosixPath) -> TreeFile | None:
        """Return the file that `reference` means on a page of the tree, or None."""
        name = picture_name(reference)
        if not name or ":" in name.split("/", 1)[0] or name.startswith("//"):
            return None
        beside = () if reference.lstrip().startswith("/") else (joined(page.parent, name),)
        below_roots = (joined(PurePosixPath(root), name) for root in ROOTS)
        for path in (*beside, joined(PurePosixPath(), name), *below_roots):
            if path in self._files:
                return self._files[path]
        return None

    def name_of(self, file: TreeFile) -> str:
        """Return the name under which the publication keeps a file."""
        return self._names[same_name(file.path)]


def _served_as(path: str) -> str:
    """Return a path as the old site served it: without the folder that stands for its root."""
    first, _, rest = path.partition("/")
    return rest if rest and first in _UNNAMED_ROOTS else path


def as_reference(name: str) -> str:
    """Return a picture's name as Markdown and HTML can write it."""
    return "".join(quote(c) if c in "%?#\"'<>\\\n" else c for c in name)


def merged(wish: Wish, other: Wish) -> Wish:
    """Return a wish with what it lacks taken from another for the same picture."""
    return replace(
        wish,
        alt=wish.alt or other.alt,
        caption=wish.caption or other.caption,
        credit=wish.credit or other.credit,
    )


def described(name: str, file: TreeFile, datum: PictureData) -> Wish:
    """Return the wish that a data file makes for a picture."""
    return Wish(
        name=name,
        file=file,
        alt=datum.alt,
        caption=datum.caption,
        credit=datum.credit,
        focus=datum.focus,
        is_decorative=datum.is_decorative,
    )


def take(wish: Wish, *, is_overwriting: bool, is_dry_run: bool) -> tuple[Outcome, str]:
    """Make or update the picture, and return what became of it, with the reason of a refusal.

    A picture that is there stays as it is, apart from an empty caption or credit. Overwriting
    brings in new bytes and all that is said of it. A dry run reads and checks, and writes nothing.
    Raises ImportRefused for a file that cannot be read.
    """
    if len(wish.name) > LONGEST_NAME:
        raise ImportSkipped(f"its name has {len(wish.name)} characters; {LONGEST_NAME} fit")
    found = Picture.objects.filter(name=wish.name).first()
    if found and not is_overwriting:
        return _completed(found, wish, is_dry_run=is_dry_run), ""
    data = wish.file.read_bytes(settings.PICTURE_MAX_BYTES)
    try:
        prepared = imaging.prepare(
            data, name=wish.file.path.name, max_bytes=settings.PICTURE_MAX_BYTES
        )
    except PictureRefused as error:
        return Outcome.SKIPPED, str(error)
    try:
        return _stored(found, wish, prepared, is_dry_run=is_dry_run), ""
    except OSError as error:
        return Outcome.SKIPPED, f"it cannot be stored: {error.strerror or error}"


def _stored(
    found: Picture | None, wish: Wish, prepared: PreparedPicture, *, is_dry_run: bool
) -> Outcome:
    if found:
        return _overwritten(found, wish, prepared, is_dry_run=is_dry_run)
    if not is_dry_run:
        _upload(Picture(name=wish.name, **_fields(wish)), wish, prepared)
    return Outcome.CREATED


def _fields(wish: Wish) -> dict[str, object]:
    return {
        "alt": "" if wish.is_decorative else wish.alt,
        "is_decorative": wish.is_decorative or not wish.alt,
        "caption": wish.caption,
        "credit": wish.credit,
        "focus": wish.focus or MIDDLE,
    }


def _upload(picture: Picture, wish: Wish, prepared: PreparedPicture) -> None:
    picture.accept(prepared, filename=wish.file.path.name)
    picture.save()


def _completed(picture: Picture, wish: Wish, *, is_dry_run: bool) -> Outcome:
    missing = {
        key: value
        for key, value in (("caption", wish.caption), ("credit", wish.credit))
        if value and not getattr(picture, key)
    }
    return _saved(picture, missing, is_dry_run=is_dry_run)


def _overwritten(
    picture: Picture, wish: Wish, prepared: PreparedPicture, *, is_dry_run: bool
) -> Outcome:
    fields = _fields(wish)
    # The name of a stored file carries the digest of its bytes.
    digest = hashlib.sha256(prepared.data).hexdigest()[:10]
    if digest in (picture.file.name or ""):
        changed = {key: value for key, value in fields.items() if getattr(picture, key) != value}
        return _saved(picture, changed, is_dry_run=is_dry_run)
    if not is_dry_run:
        for key, value in fields.items():
            setattr(picture, key, value)
        _upload(picture, wish, prepared)
    return Outcome.UPDATED


def _saved(picture: Picture, fields: Mapping[str, object], *, is_dry_run: bool) -> Outcome:
    if not fields:
        return Outcome.UNCHANGED
    if not is_dry_run:
        for key, value in fields.items():
            setattr(picture, key, value)
        picture.save()
    return Outcome.UPDATED
