"""Former addresses: answer what would be a 404 with one hop to where the post lives now."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import unquote

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect

from posts.models import FormerAddress, Post

GetResponse = Callable[[HttpRequest], HttpResponse]


class FormerAddressMiddleware:
    """Redirect a missing path that once led to a post that is public now.

    Looks only after the views found nothing, so that a page which exists always wins. The query
    string is carried along. A post that is not public stays a 404, like one that never was.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request, or redirect where the answer would be a 404. One query then."""
        response = self.get_response(request)
        if response.status_code != 404 or request.method not in {"GET", "HEAD"}:
            return response
        target = current_address(request.path)
        if target is None:
            return response
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(f"{target}?{query}" if query else target)


def current_address(path: str) -> str | None:
    """Return where the former address `path` leads now, or None."""
    candidates = paths(path)
    former = FormerAddress.objects.filter(path__in=candidates).values("post")
    post = Post.objects.published().filter(pk__in=former).only("slug").first()
    return post.get_absolute_url() if post else None


def paths(path: str) -> list[str]:
    """Return the spellings under which `path` may have been kept: with and without end slash."""
    plain = "/" + unquote(path).strip("/")
    # No address was ever kept with a NUL, and PostgreSQL refuses to be asked for one.
    return [plain, f"{plain}/"] if plain != "/" and "\0" not in plain else []
