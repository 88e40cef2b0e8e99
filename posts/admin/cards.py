"""What search engines and other sites would show of a post, from what is typed."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlencode, urlsplit

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.cache import patch_cache_control
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe

from posts.models import Category, Post
from posts.models.slugs import slug_for
from posts.numbers import number
from posts.posters import Poster, draw
from posts.rendering import typeset

FRESH = 10 * 60
LONGEST_TITLE = 200
HIGHEST_NUMBER = 999_999_999


class PostCards(admin.ModelAdmin):
    """Draws the picture that other sites would show beside a link to what is typed."""

    def get_urls(self) -> list[URLPattern]:
        """Add the picture."""
        view = self.admin_site.admin_view(self.card)
        return [path("card.png", view, name="posts_post_card"), *super().get_urls()]

    @method_decorator(require_safe)
    def card(self, request: HttpRequest) -> HttpResponse:
        """Draw the picture of the title, section, number and slug in the address. One query."""
        if not (self.has_view_permission(request) or self.has_add_permission(request)):
            raise PermissionDenied
        given = request.GET
        section = Category.objects.filter(slug=_short(given.get("section", ""))).first()
        asked = number(given.get("number", ""))
        data = draw(
            Poster(
                publication=settings.SITE.name,
                title=typeset(_short(given.get("title", ""))),
                label=section.name if section else "",
                paper=section.paper if section else "slate",
                number=asked if 0 < asked <= HIGHEST_NUMBER else None,
                seed=_short(given.get("slug", "")),
                font=settings.SHARE_FONT,
            )
        )
        response = HttpResponse(data, content_type="image/png")
        patch_cache_control(response, private=True, max_age=FRESH)
        return response


def card_context(post: Post) -> dict[str, Any]:
    """Return what the two cards show: what was typed, with what stands in for it."""
    slug = post.slug or slug_for(post.title, fallback="post")
    host = urlsplit(settings.SITE_URL).netloc
    steps = unquote(reverse("posts:post", args=[slug])).strip("/").split("/")
    asked = {
        "title": post.title,
        "slug": slug,
        "section": post.category.slug if post.category else "",
        "number": post.number or "",
    }
    return {
        "card_host": host,
        "card_steps": " › ".join([host, *steps]),
        "card_title": typeset(post.search_title or post.title),
        "card_description": post.search_description or post.summary,
        "card_picture": f"{reverse('admin:posts_post_card')}?{urlencode(asked)}",
    }


def _short(given: str) -> str:
    return given[:LONGEST_TITLE]
