"""A snapshot as the form of a post would send it."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict

from posts.forms.fields import MinuteField, ZonedDateTimeInput
from posts.forms.tags import TagsInput
from posts.revisions import Snapshot
from posts.revisions.snapshots import MOMENTS, moment

TEXTS = ("title", "slug", "standfirst", "body", "search_title", "search_description", "language")
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
