"""The publication date that lists are sorted by, as it is stored with the post."""

from __future__ import annotations

from datetime import datetime

from django.apps import apps


def stored_date(post_id: int) -> datetime | None:
    """Return the publication date stored for the post. One query.

    The post in memory may be older than another editor's decision.
    """
    posts = apps.get_model("posts", "Post")._base_manager.filter(pk=post_id)
    date: datetime | None = posts.values_list("published_at", flat=True).first()
    return date
