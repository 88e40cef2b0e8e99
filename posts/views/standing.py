"""Standing pages: about, colophon and the like."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from posts.models import Page


@require_safe
def page(request: HttpRequest, path: str) -> HttpResponse:
    """Show a standing page."""
    found = get_object_or_404(Page.objects.published().defer("body"), path=path)
    return render(request, "posts/page.html", {"standing": found})


# Any path might be a page's. Whether one without its end slash is, the redirects look up; Django
# would send every missing address to one with a slash first, which is not there either.
page.should_append_slash = False  # type: ignore[attr-defined]
