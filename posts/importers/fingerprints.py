"""Fingerprints: whether a file has changed since the import, and whether an editor has."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from posts.importers.bodies import Body
from posts.importers.entry import Entry
from posts.importers.values import ImportOptions
from posts.models import Post

# Raised whenever the same file would come out differently, so that old posts are brought up.
VERSION = 1


def of_file(entry: Entry, body: Body, options: ImportOptions) -> str:
    """Return the fingerprint of all that a file asks for, and of nothing else.

    Of the posts it links to and the pictures it shows, only which ones there are counts.
    """
    return _digest(
        VERSION,
        replace(entry, notes=()),
        sorted(set(body.linked)),
        sorted({wish.name for wish in body.wishes}),
        options.category,
        options.status,
    )


def of_post(post: Post) -> str:
    """Return the fingerprint of all that an editor can change on a post. Three queries."""
    return of_parts(
        post,
        categories=post.filings.values_list("category_id", flat=True),
        tags=post.taggings.values_list("tag_id", flat=True),
        authors=post.bylines.order_by("position", "pk").values_list("author_id", flat=True),
    )


def of_parts(
    post: Post, *, categories: Iterable[int], tags: Iterable[int], authors: Iterable[int]
) -> str:
    """Return the same fingerprint where the keys of what hangs on the post are known."""
    return _digest(
        [post.title, post.slug, post.standfirst, post.body, post.status, post.language],
        [_instant(at) for at in (post.published_at, post.expires_at, post.revised_at)],
        [post.category_id, post.series_id, post.series_part, post.lead_picture_id],
        [post.is_pinned, post.search_title, post.search_description],
        sorted(categories),
        sorted(tags),
        list(authors),
    )


def _instant(moment: datetime | None) -> str:
    return moment.astimezone(UTC).isoformat() if moment else ""


def _digest(*parts: Any) -> str:
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()
