"""Times and states in words, with the zone named."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from django.contrib import admin
from django.db.models import Model
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from posts.models import Post, State
from posts.moments import in_brief, in_words

__all__ = ["in_brief", "in_words", "moment_column", "what_readers_see"]


def moment_column(field: str, description: Any) -> Callable[[Model], str]:
    """Return a column that shows the date field `field` with the zone, sorted by that field."""

    @admin.display(description=description, ordering=field)
    def show(row: Model) -> str:
        moment = getattr(row, field)
        return in_brief(moment) if moment else ""

    return show


def what_readers_see(post: Post) -> SafeString:
    """Say in one sentence whether and when readers see the post."""
    state = post.state()
    if state is State.LIVE:
        address = post.get_absolute_url()
        return format_html(str(_('Live at <a href="{}">{}</a>')), address, unquote(address))
    if state is State.SCHEDULED and post.published_at:
        return format_html(_("Goes live on {}"), in_words(post.published_at))
    if state is State.EXPIRED and post.expires_at:
        return format_html(_("Expired on {}: readers do not see it."), in_words(post.expires_at))
    return format_html(_("{}: readers do not see it."), state.label)
