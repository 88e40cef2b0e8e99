"""How many posts a list holds, for its head."""

from __future__ import annotations

from posts.querysets import PostQuerySet


def count_of(posts: PostQuerySet) -> int:
    """Return how many posts there are. One query."""
    return posts.count()
