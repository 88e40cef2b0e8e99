"""What a post needs before readers may see it. One list, for the form and for bulk actions."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from posts.models import Category

NEEDS_AUTHOR = gettext_lazy("Add at least one author. A published post needs one.")


def obstacles(
    *,
    category: Category | None,
    has_author: bool,
    published_at: datetime | None,
    expires_at: datetime | None,
) -> dict[str, str]:
    """Return what keeps a post from being published: the field and a sentence for its editor."""
    found = {}
    if category is None:
        found["category"] = _("Choose a section. A published post needs one.")
    if not has_author:
        found["authors"] = str(NEEDS_AUTHOR)
    if published_at and expires_at and expires_at <= published_at:
        found["expires_at"] = _("The post must expire after it goes live.")
    return found
