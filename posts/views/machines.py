"""What is written for machines: sitemaps, robots.txt and llms.txt."""

from __future__ import annotations

from typing import Any

from django.core.paginator import EmptyPage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from posts.models import Post
from posts.sitemaps import SECTIONS, as_xml, files, news

NEWEST_FOR_MODELS = 40


@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """List the sitemap files."""
    return _xml(request, "posts/sitemap_index.xml", {"files": files()})


@require_safe
def sitemap(request: HttpRequest, section: str, page: int) -> HttpResponse:
    """List the addresses of one kind, or 50,000 of them."""
    if section not in SECTIONS:
        raise Http404
    try:
        urls = as_xml(SECTIONS[section]().get_urls(page))
    except EmptyPage as error:
        raise Http404 from error
    return _xml(request, "posts/sitemap.xml", {"urls": urls})


@require_safe
def news_sitemap(request: HttpRequest) -> HttpResponse:
    """List what went live in the last two days."""
    return _xml(request, "posts/news_sitemap.xml", {"posts": news()})


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Tell crawlers where to look, and where looking is no use."""
    # The schema knows no sitemap without an address: that of the news is named while there are any.
    context = {"has_news": news().exists()}
    return render(request, "posts/robots.txt", context, content_type="text/plain; charset=utf-8")


@require_safe
def llms(request: HttpRequest) -> HttpResponse:
    """Introduce the publication to language models. Source: https://llmstxt.org/."""
    newest = Post.objects.published().newest_first()
    context = {"posts": newest[:NEWEST_FOR_MODELS]}
    return render(request, "posts/llms.txt", context, content_type="text/plain; charset=utf-8")


def _xml(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, template, context, content_type="application/xml; charset=utf-8")
