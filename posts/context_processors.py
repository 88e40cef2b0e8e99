"""What every page knows: the publication, its sections, and the ways around it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from posts.models import Category, Page
from prsite.pagecache.held import once_per_state

# The links of the navigation are the bits of one byte.
LINKS_OF_NAVIGATION = 8
# What follows the sections where there is room: the last of these is the last to go.
WAYS = (("latest", _("Latest")), ("series", _("Series")), ("archive", _("Archive")))
ADDRESSES = {"latest": "posts:latest", "series": "posts:all_series", "archive": "posts:archive"}


def publication(_request: HttpRequest) -> dict[str, Any]:
    """Return `site` and what the head and the foot of a page lead to.

    `sections` and `standing_pages` are loaded only where a template asks: a query each at most.
    """
    loaded = SimpleLazyObject(sections)
    return {
        "site": settings.SITE,
        "sections": loaded,
        "ways": SimpleLazyObject(lambda: ways(len(loaded))),
        "standing_pages": SimpleLazyObject(standing_pages),
    }


@once_per_state
def sections() -> list[Category]:
    """Return the categories of the navigation, in order."""
    return list(Category.objects.filter(is_in_navigation=True).defer("description"))


def ways(sections: int) -> list[dict[str, Any]]:
    """Return what the navigation leads to beside so many sections, as far as there is room."""
    room = max(LINKS_OF_NAVIGATION - sections, 0)
    return [
        {"key": key, "name": name, "url": reverse(ADDRESSES[key])}
        for key, name in WAYS[max(len(WAYS) - room, 0) :]
    ]


@once_per_state
def standing_pages() -> list[Page]:
    """Return the standing pages that the footer links to, in order."""
    return list(Page.objects.in_footer().only("path", "title"))
