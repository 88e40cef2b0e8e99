"""Pages for what goes wrong."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string

from posts.models import Post


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Say that the page is not here, and offer what is."""
    suggestions = Post.objects.published().newest_first().with_cards()[:3]
    return render(request, "404.html", {"suggestions": suggestions}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Say that something broke, without asking the database or anything else that might."""
    context = {"site": settings.SITE}
    try:
        page = render_to_string("500.html", context)
    except ValueError:
        # The storage of static files says so when `collectstatic` has not run.
        page = render_to_string("500-plain.html", context)
    return HttpResponseServerError(page)
