"""The pictures that other sites show beside links to this one."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from posts.models import Post
from posts.posters import Poster, draw
from posts.rendering import typeset

DAY = 24 * 60 * 60
# Long enough for a wave of readers; a title that was corrected or taken back shows no longer.
FRESH = 10 * 60
# A drawn picture is good for as long as nothing on it changes, and its name says what is on it.
KEPT = 30 * DAY


@require_safe
def share_picture(request: HttpRequest, slug: str) -> HttpResponse:  # noqa: ARG001
    """Show the picture of a post."""
    found = get_object_or_404(Post.objects.published().select_related("category"), slug=slug)
    section = found.category
    return _png(
        Poster(
            publication=settings.SITE.name,
            title=typeset(found.title),
            label=section.name if section else "",
            paper=section.paper if section else "slate",
            number=found.number,
            seed=found.slug,
            font=settings.SHARE_FONT,
        )
    )


@require_safe
def site_share_picture(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Show the picture of the publication, for every page that is not a post."""
    return _png(
        Poster(
            publication=settings.SITE.name,
            title=settings.SITE.strap or settings.SITE.name,
            label=urlsplit(settings.SITE_URL).netloc,
            paper="iris",
            seed=settings.SITE.name,
            font=settings.SHARE_FONT,
        )
    )


def _png(poster: Poster) -> HttpResponse:
    """Answer with the picture, drawn once and kept until something on it changes."""
    key = f"poster:{poster.digest}"
    data = cache.get(key)
    if data is None:
        data = draw(poster)
        cache.set(key, data, KEPT)
    response = HttpResponse(data, content_type="image/png")
    response.headers["ETag"] = f'"{poster.digest}"'
    patch_cache_control(response, public=True, max_age=FRESH)
    return response
