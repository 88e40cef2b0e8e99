"""What a move is based on: the plan of a post as whoever moves it saw it."""

from __future__ import annotations

from datetime import UTC, datetime

from posts.models import Post


def plan_of(post: Post) -> str:
    """Return status and dates of a post as one text, which is another once any of them changes.

    These are the fields that merging takes from one side together (`posts/revisions/merging.py`).
    """
    moments = (post.published_at, post.embargo_until, post.expires_at)
    return " ".join([post.status, *map(_plain, moments)])


def _plain(moment: datetime | None) -> str:
    return moment.astimezone(UTC).isoformat() if moment else "-"
