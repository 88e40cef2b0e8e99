"""What every page knows: the publication and its sections."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from posts.models import Category


def publication(_request: HttpRequest) -> dict[str, Any]:
    """Return `site` and, loaded only where a template asks, `sections`. One query at most."""
    return {"site": settings.SITE, "sections": SimpleLazyObject(sections)}


def sections() -> list[Category]:
    """Return the categories of the navigation, in order."""
    return list(Category.objects.filter(is_in_navigation=True).defer("description"))
