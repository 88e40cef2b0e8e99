"""Two changes of one thing made into one: by paragraphs of a text, by fields of a post.

Three ways: `base` is what both began with. What one alone has changed is taken from whoever did.
Where both changed the same, they clash, and nobody but a person can tell.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

from posts.revisions.aligning import differing
from posts.revisions.snapshots import Snapshot

BLANK = re.compile(r"\n(?:[ \t]*\n)+")
# What only makes sense together is taken from one side together.
FIELDS = (
    *((name,) for name in ("title", "slug", "standfirst", "category", "authors", "lead")),
    *((name,) for name in ("search_title", "search_description", "language")),
    *((name,) for name in ("revised_at", "is_pinned")),
    ("series", "series_part"),
    ("status", "published_at", "embargo_until", "expires_at"),
)
SETS = ("further", "tags")


@dataclass(frozen=True, slots=True)
class Clash:
    """What both changed: the field, and what each made of it. Of a text, the passages."""

    field: str
    base: Any
    ours: Any
    theirs: Any


class Change(NamedTuple):
    """Paragraphs `start` to `end` of the base, and what stands there now."""

    start: int
    end: int
    paragraphs: list[str]


def merge(base: Snapshot, ours: Snapshot, theirs: Snapshot) -> tuple[Snapshot, list[Clash]]:
    """Return both changes in one snapshot, and the clashes.

    Where fields clash it holds ours; where passages do, it holds both, ours first.
    """
    merged = dict(theirs)
    merged["body"], clashes = merge_texts(base["body"], ours["body"], theirs["body"])
    for names in FIELDS:
        # Of old, a snapshot had fewer fields.
        before, own, other = (
            [_plain(one.get(name)) for name in names] for one in (base, ours, theirs)
        )
        if own in (before, other):
            continue
        merged |= {name: ours.get(name) for name in names}
        if other != before:
            clashes += [
                Clash(name, base.get(name), ours.get(name), theirs.get(name))
                for name in names
                if _plain(ours.get(name)) != _plain(theirs.get(name))
            ]
    for name in SETS:
        merged[name] = _merge_sets(base[name], ours[name], theirs[name])
    merged["pictures"] = _merge_pictures(*(one["pictures"] for one in (base, ours, theirs)))
    return merged, clashes


def merge_texts(base: str, ours: str, theirs: str) -> tuple[str, list[Clash]]:
    """Merge by paragraphs; where both changed one, both stand in the text, ours first."""
    if ours in (base, theirs):
        return theirs, []
    if theirs == base:
        return ours, []
    paragraphs = _paragraphs(base)
    left = _changes(paragraphs, _paragraphs(ours))
    right = _changes(paragraphs, _paragraphs(theirs))
    merged: list[str] = []
    clashes: list[Clash] = []
    at = 0
    while left or right:
        own, other = _next_group(left, right)
        start = min(change.start for change in (*own, *other))
        end = max(change.end for change in (*own, *other))
        merged += paragraphs[at:start]
        mine, their = (_applied(paragraphs, side, start, end) for side in (own, other))
        if not own:
            merged += their
        elif not other or _bare(mine) == _bare(their):
            merged += mine
        else:
            passages = (paragraphs[start:end], mine, their)
            clashes.append(Clash("body", *(_joined(passage).strip() for passage in passages)))
            merged += [*mine, *their]
        at = end
    text = _joined([*merged, *paragraphs[at:]])
    return text.rstrip("\n") + ours[len(ours.rstrip("\n")) :], clashes


def _plain(value: Any) -> Any:
    """Return what is equal for two values of which an editor would say that they are one."""
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value["key"] if isinstance(value, dict) else value


def _merge_sets(base: list[Any], ours: list[Any], theirs: list[Any]) -> list[Any]:
    """Return what theirs holds, with what we added and without what we took away."""
    before, own, other = ({one["key"] for one in rows} for rows in (base, ours, theirs))
    staying = [one for one in theirs if one["key"] in own or one["key"] not in before]
    added = [one for one in ours if one["key"] not in before | other]
    return sorted([*staying, *added], key=lambda one: one["key"])


def _merge_pictures(
    base: dict[str, Any], ours: dict[str, Any], theirs: dict[str, Any]
) -> dict[str, Any]:
    """Return what theirs says of each picture, with the words that we alone have changed."""
    merged = {}
    for name in ours.keys() | theirs.keys():
        before, own = base.get(name, {}), ours.get(name, {})
        other = theirs.get(name, own)
        merged[name] = other | {
            word: value
            for word, value in own.items()
            if value != before.get(word) and other.get(word) == before.get(word)
        }
    return merged


# ---------------------------------------------------------------- texts


def _paragraphs(text: str) -> list[str]:
    """Return a text in paragraphs, each with the blank lines behind it."""
    cuts = [0, *(found.end() for found in BLANK.finditer(text)), len(text)]
    return [text[start:end] for start, end in pairwise(cuts) if start < end]


def _joined(paragraphs: Sequence[str]) -> str:
    """Return paragraphs as a text: the last of another text has no blank line behind it."""
    *all_but_last, last = paragraphs or [""]
    apart = [one if BLANK.search(one) else one.rstrip("\n") + "\n\n" for one in all_but_last]
    return "".join([*apart, last])


def _bare(paragraphs: Sequence[str]) -> list[str]:
    # Two blanks at an end are a line break, and are compared.
    return [paragraph.rstrip("\n") for paragraph in paragraphs]


def _changes(base: Sequence[str], other: Sequence[str]) -> list[Change]:
    found: list[Change] = []
    for start, end, first, last in differing(_bare(base), _bare(other)):
        if end - start == last - first:  # One each: neighbours that are changed do not touch.
            found += [
                Change(start + place, start + place + 1, [other[first + place]])
                for place in range(end - start)
            ]
        else:
            found.append(Change(start, end, list(other[first:last])))
    return found


def _next_group(left: list[Change], right: list[Change]) -> tuple[list[Change], list[Change]]:
    """Take the next changes off both sides that touch each other, directly or by a third."""
    sides = (left, right)
    group: tuple[list[Change], list[Change]] = ([], [])
    is_left = bool(left) and (not right or left[0][:2] <= right[0][:2])
    first = 0 if is_left else 1
    group[first].append(sides[first].pop(0))
    is_growing = True
    while is_growing:
        is_growing = False
        for side in (0, 1):
            while sides[side] and any(_touch(sides[side][0], one) for one in group[1 - side]):
                group[side].append(sides[side].pop(0))
                is_growing = True
    return group


def _touch(one: Change, other: Change) -> bool:
    """Tell whether both change one paragraph, or add to the same place."""
    if one.start == one.end == other.start == other.end:
        return True
    return one.start < other.end and other.start < one.end


def _applied(paragraphs: list[str], changes: Sequence[Change], start: int, end: int) -> list[str]:
    """Return paragraphs `start` to `end` with these changes."""
    result: list[str] = []
    at = start
    for change in changes:
        result += paragraphs[at : change.start] + change.paragraphs
        at = change.end
    return result + paragraphs[at:end]
