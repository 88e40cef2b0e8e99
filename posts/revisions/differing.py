"""What differs between two snapshots, for people: word by word in texts, by name elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from posts.revisions.aligning import differing
from posts.revisions.snapshots import FIELDS, MOMENTS, Snapshot

# Words with what stands between them, so that all of them together are the text again.
TOKEN = re.compile(r"\s+|\w+|[^\w\s]")
PARAGRAPH_END = re.compile(r"\n[ \t]*\n\s*")
# Two paragraphs with less in common than this read better one behind the other.
ALIKE = 0.4
IN_ORDER = ("authors",)
SETS = ("further", "tags")
NAMED = ("category", "series")
# PostgreSQL keeps the fields of a snapshot in no order.
ORDER = (*FIELDS, "body", *NAMED, *SETS, *IN_ORDER, "lead", "pictures")


class Piece(NamedTuple):
    """A stretch of text that stands in both (`same`), or in one alone (`gone`, `new`)."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that differs: pieces of its text, paragraph by paragraph with their numbers."""

    field: str
    paragraphs: list[tuple[int, list[Piece]]]

    @property
    def words(self) -> tuple[int, int]:
        """How many words came, and how many went."""
        counts = {"new": 0, "gone": 0, "same": 0}
        for _number, pieces in self.paragraphs:
            for piece in pieces:
                counts[piece.kind] += len(piece.text.split())
        return counts["new"], counts["gone"]


def differences(before: Snapshot, after: Snapshot) -> list[Difference]:
    """Return the fields that differ, in the order of `ORDER`; none where nothing does."""
    found = []
    for name in ORDER:
        old, new = before.get(name), after.get(name)
        if name == "body":
            paragraphs = list(of_texts(old or "", new or ""))
        elif _plain(name, old) == _plain(name, new):
            continue
        else:
            paragraphs = [(1, _of_values(name, old, new))]
        if paragraphs:
            found.append(Difference(name, paragraphs))
    return found


def of_texts(before: str, after: str) -> Iterator[tuple[int, list[Piece]]]:
    """Yield the paragraphs that differ, with their numbers in the text that they stand in now."""
    old, new = paragraphs_of(before), paragraphs_of(after)
    for start, end, first, last in differing(old, new):
        gone, came = old[start:end], new[first:last]
        for place in range(max(len(gone), len(came))):
            one, other = ("".join(side[place : place + 1]) for side in (gone, came))
            yield first + place + 1, _of_words(one, other)


def _of_words(before: str, after: str) -> list[Piece]:
    old, new = TOKEN.findall(before), TOKEN.findall(after)
    changes = list(differing(old, new))
    changed = sum(end - start + last - first for start, end, first, last in changes)
    if not before or not after or changed > (1 - ALIKE) * (len(old) + len(new)):
        pieces = [Piece("gone", before), Piece("new", after)]
    else:
        pieces, at = [], 0
        for start, end, first, last in changes:
            pieces.append(Piece("same", "".join(old[at:start])))
            pieces.append(Piece("gone", "".join(old[start:end])))
            pieces.append(Piece("new", "".join(new[first:last])))
            at = end
        pieces.append(Piece("same", "".join(old[at:])))
    return [piece for piece in pieces if piece.text]


def _of_values(name: str, before: Any, after: Any) -> list[Piece]:
    is_text = isinstance(before, str) and isinstance(after, str)
    if is_text and name not in {"status", *MOMENTS}:
        return _of_words(before, after)
    if name in SETS or name in IN_ORDER:
        return list(_of_names(before or [], after or []))
    if name == "pictures":
        return list(_of_pictures(before or {}, after or {}))
    pieces = [Piece("gone", _written(before)), Piece("new", _written(after))]
    return [piece for piece in pieces if piece.text]


def _of_names(before: list[Any], after: list[Any]) -> Iterator[Piece]:
    at = 0
    for start, end, first, last in differing(
        *([one["key"] for one in side] for side in (before, after))
    ):
        yield from _names("same", before[at:start])
        yield from _names("gone", before[start:end])
        yield from _names("new", after[first:last])
        at = end
    yield from _names("same", before[at:])


def _names(kind: str, rows: list[Any]) -> Iterator[Piece]:
    yield from (Piece(kind, f"{one['name']} ") for one in rows)


def _of_pictures(before: dict[str, Any], after: dict[str, Any]) -> Iterator[Piece]:
    for name in dict.fromkeys([*before, *after]):
        old, new = before.get(name, {}), after.get(name, {})
        if old == new:
            continue
        yield Piece("same", f"{name}: ")
        for key in dict.fromkeys([*old, *new]):
            if old.get(key) != new.get(key):
                yield from _of_words(_written(old.get(key)), _written(new.get(key)))
                yield Piece("same", " ")


def _plain(name: str, value: Any) -> Any:
    if name in NAMED:
        return value and value["key"]
    if name in SETS or name in IN_ORDER:
        return [one["key"] for one in value or []]
    return value


def _written(value: Any) -> str:
    if value is None or value == "":
        return ""
    return str(value["name"]) if isinstance(value, dict) else str(value)


def paragraphs_of(text: str) -> list[str]:
    """Return the paragraphs of a text, without the blank lines between them."""
    return [part for part in PARAGRAPH_END.split(text.strip()) if part]
