"""A post before it is published, for whoever was given a link to it."""

from __future__ import annotations

import logging

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from posts.articles import article, more_from
from posts.markup.article import article_page, italics
from posts.models import PreviewLink
from posts.rendering import RenderRefused
from posts.revisions import Shown, shown
from posts.views.errors import suggestions

logger = logging.getLogger(__name__)

# Nobody keeps it, lists it, or learns its address from a link that is followed out of it.
HEADERS = {
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
    "Referrer-Policy": "no-referrer",
}


@require_safe
def preview(request: HttpRequest, token: str) -> HttpResponse:
    """Show the revision that a link leads to, as its article's page.

    A link that was never made, has expired or was revoked, and one to a post that is gone, answer
    with one and the same page.
    """
    active = PreviewLink.objects.active().of_token(token)
    link = active.select_related("revision").first()
    response = _page(request, link) if link else _gone(request)
    if link and response.status_code == 200 and is_opened(request):
        _count(link)
    for name, value in HEADERS.items():
        response[name] = value
    return response


def is_opened(request: HttpRequest) -> bool:
    """Tell whether a person opens the page, by what the browser says of the request.

    Programs that look at a link to tell what is behind it, as those of chats and mail do, say none
    of it; a page that is fetched ahead says so. Browsers from before 2023 say nothing either, nor
    does any without HTTPS. Source: https://www.w3.org/TR/fetch-metadata/
    """
    headers = request.headers
    is_page = headers.get("Sec-Fetch-Dest") == "document"
    is_followed = headers.get("Sec-Fetch-Mode") == "navigate"
    is_ahead = "Sec-Purpose" in headers or "Purpose" in headers
    return request.method == "GET" and is_page and is_followed and not is_ahead


def _page(request: HttpRequest, link: PreviewLink) -> HttpResponse:
    try:
        found = shown(link.revision)
    except RenderRefused:
        logger.exception("preview link %s cannot be shown", link.pk)
        return _gone(request)
    return render(request, "posts/preview.html", _context(found) | {"link": link})


def _context(found: Shown) -> dict[str, object]:
    post = found.post
    page = article(post, authors=found.authors, tags=found.tags, more=more_from(post))
    return {
        **article_page(page),
        "italics": italics(post),
        "current_section": post.category,
        "embargo_until": found.embargo_until,
    }


def _gone(request: HttpRequest) -> HttpResponse:
    """Say that there is nothing, without the words of the address: they are a token."""
    context = {"suggestions": suggestions([]), "query": None, "is_preview": True}
    return render(request, "404.html", context, status=404)


def _count(link: PreviewLink) -> None:
    """Count that the link was opened; where the database takes nothing, the page is shown alike."""
    try:
        PreviewLink.objects.filter(pk=link.pk).count_open()
    except DatabaseError:
        logger.exception("an opening of preview link %s was not counted", link.pk)
