"""Planning: what a whole tree of entries becomes, before anything is written.

Slugs, addresses and parts of series depend on the neighbours, so they are settled here, in an
order that depends on the tree alone: the same tree gives the same plan every time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import PurePosixPath
from types import MappingProxyType
from urllib.parse import unquote

from django.urls import reverse
from django.utils import timezone

from posts.importers.entry import Entry
from posts.importers.pictures import ROOTS
from posts.importers.tree import MARKDOWN, joined, same_name

_NEVER = datetime.max.replace(tzinfo=UTC)


def in_order(entries: Sequence[Entry]) -> list[Entry]:
    """Return entries by date, those without one last; paths settle equal minutes."""
    return sorted(entries, key=lambda e: (e.published_at or _NEVER, str(e.path)))


def plan_slugs(
    entries: Sequence[Entry],
    current: Mapping[PurePosixPath, str],
    taken: set[str],
    former: Mapping[str, PurePosixPath | None] = MappingProxyType({}),
) -> dict[PurePosixPath, str]:
    """Return a slug for each entry that no other post has.

    `current` are the slugs of posts that this tree made before, which stay while the file goes on
    asking for them; `taken` are those of all posts. `former` are slugs whose addresses lead to the
    post of an entry, or of none (None): only that entry may have one again.

    Of several that ask for one slug the first in the publication's own language gets it; the
    others add their language, their year, their month, or a number.
    """
    slugs = {
        entry.path: current[entry.path]
        for entry in entries
        if entry.path in current and _asks_for(entry, current[entry.path])
    }
    taken = set(taken)
    for entry in sorted(in_order(entries), key=lambda e: bool(e.language)):
        if entry.path not in slugs:
            slugs[entry.path] = next(
                slug
                for slug in _candidates(entry)
                if slug not in taken and former.get(slug, entry.path) == entry.path
            )
            taken.add(slugs[entry.path])
    return slugs


def _asks_for(entry: Entry, slug: str) -> bool:
    return slug == entry.slug or slug.startswith(f"{entry.slug}-")


def _candidates(entry: Entry) -> Iterator[str]:
    yield entry.slug
    if entry.language:
        yield f"{entry.slug}-{entry.language}"
    elif entry.published_at:
        day = timezone.localtime(entry.published_at)
        yield f"{entry.slug}-{day:%Y}"
        yield f"{entry.slug}-{day:%Y-%m}"
    number = 2
    while True:
        yield f"{entry.slug}-{number}"
        number += 1


class Addresses:
    """Where the posts of a tree live now, by all the ways in which its texts refer to them."""

    def __init__(self, entries: Sequence[Entry], slugs: Mapping[PurePosixPath, str]) -> None:
        self._slugs = {same_name(path): slug for path, slug in slugs.items()}
        self._by_old_path: dict[str, str] = {}
        self._by_name: dict[str, list[str]] = defaultdict(list)
        for entry in in_order(entries):
            path = same_name(entry.path)
            for old_path in entry.old_paths:
                self._by_old_path.setdefault(same_name(old_path).strip("/").lower(), path)
            for name in {entry.path.name, entry.path.stem, str(entry.path.with_suffix(""))}:
                self._by_name[same_name(name)].append(path)

    def find(self, target: str, page: PurePosixPath) -> str:
        """Return the path of the file that a link on `page` leads to, or ""."""
        path = same_name(unquote(_parts(target)[0]))
        if not path or path.startswith("//") or ":" in path.split("/", 1)[0]:
            return ""
        if path.startswith("@/"):
            return self._file(f"content/{path[2:]}")
        if path.startswith("/"):
            old = self._by_old_path.get(path.strip("/").lower(), "")
            roots = (f"{root}/{path.strip('/')}" for root in ROOTS)
            return old or next(filter(None, map(self._file, (path.strip("/"), *roots))), "")
        return self._file(joined(page.parent, path))

    def find_by_name(self, target: str, page: PurePosixPath) -> str:
        """Return the path of the file that a generator's tag names, beside the page or anywhere.

        A name that several files have leads nowhere.
        """
        found = self.find(target, page)
        name = same_name(unquote(_parts(target)[0])).strip("/")
        named = self._by_name.get(name) or self._by_name.get(name.rpartition("/")[2]) or []
        return found or (named[0] if len(named) == 1 else "")

    def address(self, path: str, target: str = "") -> str:
        """Return the address of the post made from `path`, with the query and part of `target`."""
        return reverse("posts:post", args=[self._slugs[path]]) + _parts(target)[1]

    def _file(self, path: str) -> str:
        """Return the file that a path without ending, or of a folder, stands for."""
        path = path.rstrip("/")
        candidates = [path, *(f"{path}{ending}" for ending in sorted(MARKDOWN))]
        candidates += [f"{path}/index{ending}" for ending in sorted(MARKDOWN)]
        return next((candidate for candidate in candidates if candidate in self._slugs), "")


def _parts(target: str) -> tuple[str, str]:
    """Divide a target into its path and what follows."""
    cut = min((at for at in (target.find("?"), target.find("#")) if at >= 0), default=len(target))
    return target[:cut], target[cut:]
