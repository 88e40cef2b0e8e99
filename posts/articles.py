"""What an article's page shows, gathered once for readers and for the desk's preview."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from posts.models import Author, Post, Series, Tag
from posts.sharing import share_links

MORE_FROM_SECTION = 3
# A short text has no list of contents; four headings are where one begins to help.
FEWEST_CONTENTS = 4


def article_context(post: Post, *, authors: list[Author], tags: list[Tag]) -> dict[str, Any]:
    """Return what the article's template shows, for a stored post or one still being written."""
    contents = [heading for heading in post.content.headings if heading["level"] == 2]
    parts = list(Post.objects.published().in_series(post.series)) if post.series else []
    previous, following = turned(post)
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
        "more": Post.objects.more_like(post).with_cards()[:MORE_FROM_SECTION],
        "current_section": post.category,
    }


def absolute(path: str) -> str:
    """Return the address of `path` with the publication's scheme and host."""
    return f"{settings.SITE_URL}{path}"


def turned(post: Post) -> tuple[Post | None, Post | None]:
    """Return the public posts before and after `post` in time. Two look-ups in the index."""
    if post.pk is None or post.published_at is None:
        return None, None
    titles = Post.objects.published().only("title", "slug", "language", "published_at")
    return titles.before(post).first(), titles.after(post).first()


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
