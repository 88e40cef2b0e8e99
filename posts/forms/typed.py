"""A snapshot as the form of a post would send it."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict

from posts.forms.clocks import choices, in_full, wall
from posts.forms.fields import WHICH, MinuteField, ZonedDateTimeInput
from posts.forms.tags import TagsInput, names_in
from posts.revisions import Snapshot
from posts.revisions.snapshots import MOMENTS, moment

TEXTS = ("title", "slug", "standfirst", "body", "search_title", "search_description", "language")
SINGLE = ("status", "category", "series", "series_part", "lead_picture", "is_pinned")
# Which of two moments is meant, of a minute that the clocks show twice.
CHOSEN = tuple(f"{name}{WHICH}" for name in MOMENTS)
BYLINES = "bylines"


def as_typed(snapshot: Snapshot, *, lead: int | None) -> QueryDict:
    """Return the fields of a form that holds a snapshot, with the key of its lead picture.

    All rows of the byline are new ones: what is stored of it is replaced as a whole.
    """
    typed = QueryDict(mutable=True)
    for name in (*TEXTS, "status"):
        typed[name] = snapshot[name]
    for name in MOMENTS:
        shown = MinuteField().prepare_value(moment(snapshot[name]))
        typed[name] = ZonedDateTimeInput().format_value(shown) or ""
        if shown and choices(wall(shown)):
            typed[f"{name}{WHICH}"] = in_full(shown)
    for name in ("category", "series"):
        typed[name] = str(snapshot[name]["key"]) if snapshot[name] else ""
    typed["series_part"] = str(snapshot["series_part"] or "")
    typed["lead_picture"] = str(lead or "")
    if snapshot["is_pinned"]:
        typed["is_pinned"] = "on"
    typed.setlist("further_categories", [str(one["key"]) for one in snapshot["further"]])
    typed["tags"] = TagsInput().format_value([one["name"] for one in snapshot["tags"]]) or ""
    _add_byline(typed, snapshot["authors"])
    return typed


def _add_byline(typed: QueryDict, authors: list[dict[str, Any]]) -> None:
    typed[f"{BYLINES}-TOTAL_FORMS"] = str(len(authors))
    typed[f"{BYLINES}-INITIAL_FORMS"] = "0"
    for place, author in enumerate(authors):
        typed[f"{BYLINES}-{place}-author"] = str(author["key"])
        typed[f"{BYLINES}-{place}-position"] = str(place)


def without_row_keys(sent: QueryDict) -> QueryDict:
    """Return a form whose byline has new rows only: those it was opened with may be gone."""
    plain = sent.copy()
    total = _count(sent.get(f"{BYLINES}-TOTAL_FORMS"))
    for place in range(total):
        plain.pop(f"{BYLINES}-{place}-id", None)
    plain[f"{BYLINES}-INITIAL_FORMS"] = "0"
    return plain


def brought_up_to_date(sent: QueryDict, opened: QueryDict, now: QueryDict) -> QueryDict:
    """Return a form with those fields as they are `now` that stand as they were `opened`."""
    fresh = sent.copy()
    for name in (*TEXTS, *MOMENTS, *SINGLE):
        is_sent = name in sent or name == "is_pinned"
        beside = f"{name}{WHICH}"
        is_chosen = sent.get(beside, opened.get(beside)) != opened.get(beside)
        if is_sent and not is_chosen and _plain(sent.get(name)) == _plain(opened.get(name)):
            _take(fresh, now, name)
            _take(fresh, now, beside)
    if set(sent.getlist("further_categories")) == set(opened.getlist("further_categories")):
        _take(fresh, now, "further_categories")
    if sorted(names_in(sent.get("tags", ""))) == sorted(names_in(opened.get("tags", ""))):
        _take(fresh, now, "tags")
    is_whole = f"{BYLINES}-TOTAL_FORMS" in sent and not sent.get(f"{BYLINES}-by_name")
    if is_whole and _authors(sent) == _authors(opened):
        for name in _of_byline(fresh) | _of_byline(now):
            _take(fresh, now, name)
    return fresh


def _of_byline(sent: QueryDict) -> set[str]:
    return {name for name in sent if name.startswith(f"{BYLINES}-")}


def _take(fresh: QueryDict, now: QueryDict, name: str) -> None:
    if name in now:
        fresh.setlist(name, now.getlist(name))
    else:
        fresh.pop(name, None)


def differing_fields(one: QueryDict, other: QueryDict) -> list[str]:
    """Return the names of the fields in which a form, which may lack some, differs from another."""
    names = [name for name in (*TEXTS, *MOMENTS, *SINGLE) if name in one]
    if "status" in one and "is_pinned" not in one:  # A box that is not ticked is not sent.
        names.append("is_pinned")
    found = [name for name in names if not _is_alike(one, other, name)]
    if _authors(one) != _authors(other):
        found.append("authors")
    if set(one.getlist("further_categories")) != set(other.getlist("further_categories")):
        found.append("further")
    if sorted(names_in(one.get("tags", ""))) != sorted(names_in(other.get("tags", ""))):
        found.append("tags")
    return found


def _is_alike(one: QueryDict, other: QueryDict, name: str) -> bool:
    beside = [f"{name}{WHICH}"] if f"{name}{WHICH}" in CHOSEN and f"{name}{WHICH}" in one else []
    return all(_plain(one.get(each)) == _plain(other.get(each)) for each in (name, *beside))


def is_typed_alike(one: QueryDict, other: QueryDict) -> bool:
    """Tell whether `one`, which may lack fields, holds the same as `other`, whatever its rows."""
    return not differing_fields(one, other)


def _authors(sent: QueryDict) -> list[str]:
    rows = [
        (_count(sent.get(f"{BYLINES}-{place}-position") or "1000"), place)
        for place in range(_count(sent.get(f"{BYLINES}-TOTAL_FORMS")))
        if not sent.get(f"{BYLINES}-{place}-DELETE")
    ]
    authors = [sent.get(f"{BYLINES}-{place}-author", "") for _position, place in sorted(rows)]
    return [author for author in authors if author]


def _plain(value: str | None) -> str:
    return (value or "").replace("\r\n", "\n").strip()


def _count(value: str | None) -> int:
    """Return a number of rows that a form sent, within reason."""
    is_number = bool(value) and str(value).isascii() and str(value).isdecimal()
    return min(int(str(value)[:5]), 1000) if is_number else 0
