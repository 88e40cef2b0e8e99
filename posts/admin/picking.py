"""Pictures to pick from, for the toolbar of a post and for its lead picture."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe

from posts.models import Picture
from posts.numbers import number

PER_PAGE = 24
# Whoever has not found a picture by then searches for it.
MOST_PAGES = 40


class PicturePicking(admin.ModelAdmin):
    """Adds an address that answers with pictures of the library, for scripts."""

    def get_urls(self) -> list[URLPattern]:
        """Add the pictures to pick from."""
        view = self.admin_site.admin_view(self.pick)
        return [path("pick/", view, name="posts_picture_pick"), *super().get_urls()]

    @method_decorator(require_safe)
    def pick(self, request: HttpRequest) -> JsonResponse:
        """Answer with the pictures that `q` finds, the newest first, or with the one of `key`.

        For those who may look at the library. One query, a page of 24 at a time.
        """
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        page = min(max(number(request.GET.get("page", "")), 1), MOST_PAGES)
        first = (page - 1) * PER_PAGE
        found = list(self._found(request)[first : first + PER_PAGE + 1])
        has_more = len(found) > PER_PAGE and page < MOST_PAGES
        response = JsonResponse({"pictures": list(map(_shown, found[:PER_PAGE])), "more": has_more})
        response["Cache-Control"] = "no-store"
        return response

    def _found(self, request: HttpRequest) -> models.QuerySet[Picture]:
        pictures = Picture.objects.order_by("-uploaded_at", "-pk")
        if key := request.GET.get("key"):
            return pictures.filter(pk=number(key))
        found, _is_double = self.get_search_results(request, pictures, request.GET.get("q", ""))
        return found


def pick_url() -> str:
    """Return the address that answers with pictures to pick from."""
    return reverse("admin:posts_picture_pick")


def _shown(picture: Picture) -> dict[str, Any]:
    info = picture.info()
    thumbnail = info.renditions[0] if info.renditions else info
    return {
        "name": picture.name,
        "markdown": f"![]({picture.name})",
        "alt": info.alt,
        "waits": picture.awaits_words,
        "url": thumbnail.url,
        "width": info.width,
        "height": info.height,
        "focus": info.focus,
    }
