"""An article."""

from __future__ import annotations

from functools import lru_cache

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from posts.addresses import absolute
from posts.articles import article, article_at, authors_of, more_from
from posts.markup.article import article_page
from posts.models import Post
from posts.stencils import fill_page
from posts.structured import article_graph
from posts.transcribing import article_markdown

# Source: https://www.rfc-editor.org/rfc/rfc7763
MARKDOWN = "text/markdown"
HTML = "text/html"


@require_safe
def post(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an article; as Markdown to whoever would rather have that."""
    found = _found(slug)
    form = preferred_form(request.META.get("HTTP_ACCEPT", ""))
    response = _markdown(found) if form == MARKDOWN else _page(request, found)
    patch_vary_headers(response, ["Accept"])
    return response


@require_safe
def post_markdown(request: HttpRequest, slug: str) -> HttpResponse:  # noqa: ARG001
    """Show an article as Markdown."""
    return _markdown(_found(slug))


@lru_cache(maxsize=1000)
def preferred_form(accept: str) -> str:
    """Return the media type in which an Accept header wants an article.

    Of two that are equally welcome, the one that is named first; HTML for whoever takes anything.
    """
    asked = HttpRequest()
    if accept:
        asked.META["HTTP_ACCEPT"] = accept
    return asked.get_preferred_type([HTML, MARKDOWN]) or HTML


def _found(slug: str) -> Post:
    found = article_at(slug)
    if found is None:
        message = f"There is no post at {slug}."
        raise Http404(message)
    return found


def _page(request: HttpRequest, found: Post) -> HttpResponse:
    authors, tags = authors_of(found), found.tags_by_name
    shown = article(found, authors=authors, tags=tags, more=more_from(found))
    values = article_page(shown)
    values["structured"] = article_graph(found, authors=authors, tags=tags)
    return fill_page(request, "posts/post.html", values, current_section=found.category)


def _markdown(found: Post) -> HttpResponse:
    """Answer with the text, and say where its page and its own address are."""
    text = article_markdown(found, authors=authors_of(found))
    response = HttpResponse(text, content_type=f"{MARKDOWN}; charset=utf-8")
    page = absolute(found.get_absolute_url())
    response.headers["Link"] = f'<{page}>; rel="canonical"'
    response.headers["Content-Location"] = reverse("posts:post_markdown", args=[found.slug])
    return response
