"""Headers that every answer carries and Django does not send by itself."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

# Nothing here uses a device, so nothing embedded or injected may either.
# Source: https://www.w3.org/TR/permissions-policy/
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in ("camera", "geolocation", "microphone", "payment", "usb", "browsing-topics")
)


class HeadersMiddleware:
    """Add Permissions-Policy, and Cache-Control where a view did not decide.

    `no-cache` lets browsers keep a page but ask before showing it, so that a change shows at once;
    together with the ETag an unchanged page costs a 304.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request and complete the headers of the answer."""
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cache-Control", "no-cache")
        return response
