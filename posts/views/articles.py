"""An article."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from posts.articles import article_context
from posts.models import Post


@require_safe
def post(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an article."""
    found = get_object_or_404(Post.objects.published().with_article(), slug=slug)
    tags = [tagging.tag for tagging in found.taggings.all()]
    context = article_context(found, authors=found.byline, tags=tags)
    return render(request, "posts/post.html", context)
