"""What only development does."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from posts.views.errors import page_not_found

HTTP_NOT_FOUND = 404


class ReadersNotFoundMiddleware:
    """Show readers' own 404 page where Django's debug mode would list the address patterns."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request; swap the page of a 404, keep everything else."""
        response = self.get_response(request)
        if response.status_code != HTTP_NOT_FOUND or request.method not in {"GET", "HEAD"}:
            return response
        return page_not_found(request, LookupError(request.path))
