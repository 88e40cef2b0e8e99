"""A post as plain data: all that an editor can change, with relations by name as well as by key.

A snapshot is a JSON object:

- the columns of `FIELDS`, moments as ISO 8601 in UTC, and `body`, the Markdown;
- `category` and `series`: `{"key", "name", "slug"}` or null; `series_part`: a number or null;
- `further`: further sections, `authors`: the byline in order, `tags`: by name, each such an object;
- `lead`: the name of the lead picture, or empty;
- `pictures`: of each picture it shows, by its name, what an editor wrote about it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any

from posts.models import Byline, Filing, Picture, PictureUse, Post, Tagging

Snapshot = dict[str, Any]

FIELDS = (
    "title",
    "slug",
    "standfirst",
    "search_title",
    "search_description",
    "status",
    "published_at",
    "embargo_until",
    "expires_at",
    "revised_at",
    "is_pinned",
    "language",
    "series_part",
)
MOMENTS = ("published_at", "embargo_until", "expires_at", "revised_at")
OF_PICTURE = ("alt", "is_decorative", "caption", "credit", "focus")
# Of a place, author or tag, the key alone tells which: a new name is no change of the post.
BY_KEY = ("category", "series", "further", "authors", "tags")


def take(post: int) -> Snapshot:
    """Return the snapshot of the post with this key, as it is stored. Five queries."""
    return take_many([post])[post]


def take_many(keys: Iterable[int]) -> dict[int, Snapshot]:
    """Return snapshots by the keys of posts, as they are stored. Five queries for any number."""
    found = Post._base_manager.filter(pk__in=list(keys))
    posts = {
        post.pk: post
        for post in found.select_related("content", "category", "series", "lead_picture")
    }
    further = _rows(Filing.objects.filter(post__in=posts), "post_id", "category")
    authors = _rows(Byline.objects.filter(post__in=posts).order_by("position"), "post_id", "author")
    tags = _rows(Tagging.objects.filter(content_object__in=posts), "content_object_id", "tag")
    shown = _pictures(posts)
    return {
        key: {
            **{name: _plain(getattr(post, name)) for name in FIELDS},
            "body": post.body,
            "category": reference(post.category),
            "series": reference(post.series, "title"),
            "further": sorted(
                (reference(row) for row in further[key] if row.pk != post.category_id), key=_by_key
            ),
            "authors": [reference(author) for author in authors[key]],
            "tags": sorted((reference(tag) for tag in tags[key]), key=_by_key),
            "lead": post.lead_picture.name if post.lead_picture else "",
            "pictures": shown[key],
        }
        for key, post in posts.items()
    }


def digest_of(snapshot: Snapshot) -> str:
    """Return what is the same for two snapshots of which an editor would say that they are one."""
    plain = dict(snapshot)
    for name in BY_KEY:
        value = plain[name]
        plain[name] = [_key(one) for one in value] if isinstance(value, list) else _key(value)
    written = json.dumps(plain, sort_keys=True, ensure_ascii=False)
    return blake2b(written.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def moment(value: str | None) -> datetime | None:
    """Return a moment as a snapshot writes it."""
    return datetime.fromisoformat(value) if value else None


def reference(row: Any, name: str = "name") -> dict[str, Any] | None:
    """Return how a snapshot refers to a row of another table, or to none."""
    return row and {"key": row.pk, "name": getattr(row, name), "slug": row.slug}


def _rows(rows: Any, owner: str, other: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows.select_related(other):
        found[getattr(row, owner)].append(getattr(row, other))
    return found


def _pictures(posts: dict[int, Post]) -> dict[int, dict[str, Any]]:
    names: dict[int, set[str]] = defaultdict(set)
    for use in PictureUse.objects.filter(post__in=posts):
        names[use.post_id].add(use.name)
    for key, post in posts.items():
        if post.lead_picture:
            names[key].add(post.lead_picture.name)
    # One that awaits its words has none to be brought back.
    described = Picture.objects.filter(awaits_words=False)
    known = described.filter(name__in=set().union(*names.values())) if names else []
    written = {
        picture.name: {name: getattr(picture, name) for name in OF_PICTURE} for picture in known
    }
    return {
        key: {name: written[name] for name in sorted(names[key]) if name in written}
        for key in posts
    }


def _plain(value: Any) -> Any:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value


def _key(named: dict[str, Any] | None) -> int | None:
    return named["key"] if named else None


def _by_key(named: dict[str, Any] | None) -> int:
    return _key(named) or 0
