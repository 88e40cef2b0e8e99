"""What an article's page shows, gathered once for readers and for the desk's preview."""

from __future__ import annotations

from collections.abc import Iterable
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
    return {
        "post": post,
        "authors": authors,
        "tags": tags,
        "contents": contents if len(contents) >= FEWEST_CONTENTS else [],
        "parts": parts,
        "planned": planned_parts(post.series, parts) if post.series else 0,
        "share_links": share_links(title=post.title, url=absolute(post.get_absolute_url())),
        "url": absolute(post.get_absolute_url()),
        "more": Post.objects.more_like(post).with_cards()[:MORE_FROM_SECTION],
        "current_section": post.category,
    }


def absolute(path: str) -> str:
    """Return the address of `path` with the publication's scheme and host."""
    return f"{settings.SITE_URL}{path}"


def planned_parts(series: Series, parts: Iterable[Post]) -> int:
    """Return how many parts the series has or will have, as far as readers may know."""
    return max([series.planned_parts or 0, *(part.series_part or 0 for part in parts)])
