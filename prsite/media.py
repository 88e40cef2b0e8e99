"""Uploaded files, for sites without a web server or storage service in front that serves them."""

from __future__ import annotations

from csp.constants import NONE
from csp.decorators import csp_replace
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe
from django.views.static import serve


@require_safe
@csp_replace({"default-src": [NONE], "sandbox": [True]})  # type: ignore[arg-type]  # typed for views without arguments
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Serve an uploaded file; a year long, because a file's name changes with its bytes.

    The sandbox keeps whatever an upload contains from acting as a page of the site.
    """
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
