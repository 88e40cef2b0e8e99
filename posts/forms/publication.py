"""What a post needs before readers may see it. One list, for the form and for bulk actions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from posts.models import Post
from posts.revisions import Snapshot
from posts.revisions.snapshots import moment

NEEDS_AUTHOR = gettext_lazy("Add at least one author. A published post needs one.")


def obstacles(
    *,
    category: Any,
    has_author: bool,
    published_at: datetime | None,
    expires_at: datetime | None,
    embargo_until: datetime | None = None,
    at: datetime | None = None,
) -> dict[str, str]:
    """Return what keeps a post from being published: the field and a sentence for its editor.

    `category` is any that there is, or None. `at` is the moment it is published; without it, one
    that has expired by now is no obstacle.
    """
    found = {}
    if category is None:
        found["category"] = _("Choose a section. A published post needs one.")
    if not has_author:
        found["authors"] = str(NEEDS_AUTHOR)
    if published_at and embargo_until and published_at < embargo_until:
        found["published_at"] = _("The post must not go live before its embargo ends.")
    if published_at and expires_at and expires_at <= published_at:
        found["expires_at"] = _("The post must expire after it goes live.")
    elif at and expires_at and expires_at <= at:
        found["expires_at"] = _("It expires in the past. Choose a later moment, or none.")
    return found


def obstacles_in(snapshot: Snapshot) -> dict[str, str]:
    """Return what keeps a post from being published as a snapshot has it."""
    return obstacles(
        category=snapshot["category"],
        has_author=bool(snapshot["authors"]),
        published_at=moment(snapshot["published_at"]),
        expires_at=moment(snapshot["expires_at"]),
        embargo_until=moment(snapshot.get("embargo_until")),  # Of old, there was none.
    )


def public_name(post: Post) -> str:
    """Name a post in a message to anyone on the desk: only what readers see is called by title."""
    return _("“%(title)s”") % {"title": post} if post.is_live else _("Another post")
