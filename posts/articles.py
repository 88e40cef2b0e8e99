"""What an article's page shows, gathered once for readers and for the desk's preview."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from posts.models import Author, Post, Series, Tag
from posts.places import Place
from posts.sharing import share_links

MORE_FROM_SECTION = 3
# A short text has no list of contents; four headings are where one begins to help.
FEWEST_CONTENTS = 4
# What the article says of the posts beside it.
OF_NEIGHBOURS = (
    "title",
    "slug",
    "language",
    "published_at",
    "reading_minutes",
    "series",
    "series_part",
)


def article_context(
    post: Post, *, authors: list[Author], tags: list[Tag], more: list[Post]
) -> dict[str, Any]:
    """Return what the article's template shows, for a stored post or one still being written.

    One query, for the posts beside it.
    """
    contents = [heading for heading in post.content.headings if heading["level"] == 2]
    found = Post.objects.beside(post).only(*OF_NEIGHBOURS)
    # In a preview the post itself is not as it is stored.
    beside = [post if other.pk == post.pk else other for other in found]
    parts = parts_of(post.series, beside)
    previous, following = turned(post, beside)
    return {
        "post": post,
        "authors": authors,
        "tags": tags,
        "contents": contents if len(contents) >= FEWEST_CONTENTS else [],
        "parts": parts,
        **(progress_of(post.series, parts, own=post.series_part or 0) if post.series else {}),
        **turned_parts(post, parts),
        "previous": previous,
        "next": following,
        "share_links": share_links(title=post.title, url=absolute(post.get_absolute_url())),
        "url": absolute(post.get_absolute_url()),
        "more": more,
        "current_section": post.category,
    }


def absolute(path: str) -> str:
    """Return the address of `path` with the publication's scheme and host."""
    return f"{settings.SITE_URL}{path}"


def more_from(post: Post) -> list[Post]:
    """Return the cards shown below `post`, with their bylines still to be loaded. One query."""
    return list(Post.objects.more_like(post).with_picture()[:MORE_FROM_SECTION])


def turned(post: Post, beside: list[Post]) -> tuple[Post | None, Post | None]:
    """Return the posts before and after `post` in time, from those `beside` it."""
    if post.pk is None or post.published_at is None:
        return None, None
    own = Place.of(post)
    earlier = [other for other in beside if Place.of(other) < own]
    later = [other for other in beside if Place.of(other) > own]
    return max(earlier, key=Place.of, default=None), min(later, key=Place.of, default=None)


def parts_of(series: Series | None, beside: list[Post]) -> list[Post]:
    """Return the parts of `series` in order, from the posts beside one of them."""
    parts = [other for other in beside if series and other.series_id == series.pk]
    return sorted(parts, key=lambda part: part.series_part or 0)


def turned_parts(post: Post, parts: list[Post]) -> dict[str, Post | None]:
    """Return the public parts of its series before and after `post`, from those loaded already."""
    part = post.series_part or 0
    earlier = [other for other in parts if (other.series_part or 0) < part]
    later = [other for other in parts if (other.series_part or 0) > part]
    return {
        "previous_part": earlier[-1] if earlier else None,
        "next_part": later[0] if later else None,
    }


def progress_of(series: Series, parts: list[Post], *, own: int = 0) -> dict[str, int]:
    """Return how many parts there will be, and how many of them are still to come.

    `own` is the part that is being looked at, which in a preview need not be public.
    """
    planned = planned_parts(series, max([own, *(part.series_part or 0 for part in parts)]))
    return {"planned": planned, "to_come": planned - len(parts)}


def planned_parts(series: Series, last_part: int) -> int:
    """Return how many parts the series has or will have, as far as readers may know."""
    return max(series.planned_parts or 0, last_part)
