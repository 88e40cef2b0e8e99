"""Uploaded files, for sites without a web server or storage service in front that serves them."""

from __future__ import annotations

import errno

from csp.constants import NONE
from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe
from django.views.static import serve


@require_safe
@csp_replace({"default-src": [NONE], "sandbox": [True]})  # type: ignore[arg-type]  # typed for views without arguments
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Serve an uploaded file; a year long, because a file's name changes with its bytes.

    The sandbox keeps whatever an upload contains from acting as a page of the site.
    """
    try:
        response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    except OSError as error:
        # No file has a name this long, and one may be removed between a look and the opening.
        if error.errno in {errno.ENAMETOOLONG, errno.ENOENT}:
            raise Http404 from error
        raise
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
