"""Headers that every answer carries and Django does not send by itself."""

from __future__ import annotations

from collections.abc import Callable

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.http import ConditionalGetMiddleware

from prsite.pagecache.requests import ASKED_BY_CACHE

# Nothing here uses a device, so nothing embedded or injected may either.
# Source: https://www.w3.org/TR/permissions-policy/
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in ("camera", "geolocation", "microphone", "payment", "usb", "browsing-topics")
)
# How views tell django-csp that they want another policy.
ASKS_FOR_ANOTHER = "_csp_"


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


class ConditionalMiddleware(ConditionalGetMiddleware):
    """Answer with a 304 where a visitor has the page, unless the page cache sees to that."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Tag the answer; what the page cache asks for gets its tag in front of Django."""
        if ASKED_BY_CACHE in request.META:
            return response
        return super().process_response(request, response)


class PolicyMiddleware:
    """Add the Content-Security-Policy of the settings, written once, and alike in every process.

    An answer whose view asks for another gets that from django-csp; so does every one in
    development, where Django's pages about errors have none.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._library = CSPMiddleware(get_response)
        self._policy = "; ".join(sorted(build_policy().split("; ")))

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request, and say what the answer may load."""
        response = self.get_response(request)
        is_other = any(name.startswith(ASKS_FOR_ANOTHER) for name in vars(response))
        if is_other or settings.DEBUG:
            return self._library.process_response(request, response)  # type: ignore[return-value]
        response.headers.setdefault(HEADER, self._policy)
        return response
