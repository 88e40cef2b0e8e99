"""What the page cache may keep, and at which minutes pages change by themselves."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import DatabaseError, close_old_connections
from django.db.models import Min, QuerySet
from django.utils import timezone

from posts.models import Post, WorkingCopy
from posts.revisions import publish_due
from posts.sitemaps import NEWS_AGE
from posts.views.articles import preferred_form
from posts.views.errors import unavailable
from prsite.pagecache import Rules
from prsite.pagecache.rules import Moments
from prsite.sqlite import close_replaced

logger = logging.getLogger(__name__)

# Where there are pages that have two forms.
ARTICLES = "/posts/"
# Each is meant for whoever was given its address, and is counted as it is asked for.
PREVIEWS = "/preview/"
# What a search may be asked with; its page without any of these is like every other.
OF_A_SEARCH = frozenset({"q", "section", "year", "order", "page"})


def rules() -> Rules:
    """Return what the page cache is told."""
    media = settings.MEDIA_URL if settings.MEDIA_URL.startswith("/") else "/media/"
    return Rules(
        private=("/admin/", PREVIEWS, settings.STATIC_URL, media),
        parameters=frozenset({"before", "after", "page"}),
        searches={"/search/": OF_A_SEARCH},
        cookies=(settings.SESSION_COOKIE_NAME, "messages"),
        variant=variant,
        next_moments=next_moments,
        trusts_proxy=settings.SECURE_PROXY_SSL_HEADER is not None,
        shared_seconds=settings.SHARED_CACHE_SECONDS,
        surrogate_key="publication",
        unavailable=lambda: unavailable().encode(),
    )


def variant(path: str, accept: str) -> str:
    """Return the form in which a visitor with this Accept header gets the page at a path."""
    return preferred_form(accept) if path.startswith(ARTICLES) else ""


def next_moments(now: datetime) -> Moments:
    """Return when pages change next, after `now`, though nobody writes. Five index look-ups.

    Posts go live and expire, leave the news two days later, and the year of a date is written out
    from the next year on. Changes of a post go live, which are published first if they are due.
    """
    published = Post.objects.order_by().filter(status="published")
    close_replaced()  # No request has started yet.
    try:
        _publish_changes(now)
        changes = _first(WorkingCopy.objects.filter(goes_live_at__gt=now), "goes_live_at")
        live = _first(published.filter(published_at__gt=now), "published_at")
        expiry = _first(published.filter(expires_at__gt=now), "expires_at")
        news = _first(published.filter(published_at__gt=now - NEWS_AGE), "published_at")
    finally:
        close_old_connections()
    old_news = news + NEWS_AGE if news else None
    new_year = datetime(timezone.localtime(now).year + 1, 1, 1)  # noqa: DTZ001
    planned = (live, expiry, changes, old_news, timezone.make_aware(new_year))
    change = min(moment for moment in planned if moment)
    return Moments(change, expiry, calendar=new_year.year)


def _publish_changes(now: datetime) -> None:
    """Publish what is due; where the database takes nothing, pages go on as they are."""
    try:
        publish_due(now)
    except DatabaseError:
        logger.exception("changes that are due could not be published")


def _first(rows: QuerySet[Any], field: str) -> datetime | None:
    moment: datetime | None = rows.aggregate(first=Min(field))["first"]
    return moment and moment.astimezone(UTC)
