"""System checks: what a person can misconfigure, each with an id and a remedy."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as CheckWarning
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.http.request import validate_host

from posts import stamp
from posts.checking import added_checks


@register
def check_media_url(**_options: Any) -> list[CheckMessage]:
    """Refuse a MEDIA_URL that would swallow other addresses of the site."""
    parts = urlsplit(settings.MEDIA_URL)
    if settings.MEDIA_URL.endswith("/") and (parts.scheme == "https" or len(parts.path) > 1):
        return []
    return [
        Error(
            f"MEDIA_URL is {settings.MEDIA_URL!r}.",
            hint="Set MEDIA_URL to a path such as /media/, or to an https:// address ending in /.",
            id="posts.E001",
        )
    ]


@register
def check_content_checks(**_options: Any) -> list[CheckMessage]:
    """Refuse a CONTENT_CHECKS that names what is no check of posts."""
    try:
        added_checks()
    except ImproperlyConfigured as error:
        message, _dot, hint = str(error).rpartition(". ")
        return [Error(f"{message}.", hint=hint, id="posts.E004")]
    return []


@register
def check_media_root(**_options: Any) -> list[CheckMessage]:
    """Warn of a folder for uploads that nothing can be written to."""
    folder = Path(settings.MEDIA_ROOT)
    nearest = next(path for path in (folder, *folder.parents) if path.exists())
    if nearest.is_dir() and os.access(nearest, os.W_OK):
        return []
    return [
        CheckWarning(
            f"Uploads cannot be stored: {nearest} is not a folder that can be written to.",
            hint="Make MEDIA_ROOT a folder that the account running the site may write to.",
            id="posts.W001",
        )
    ]


@register(deploy=True)
def check_static_files(**_options: Any) -> list[CheckMessage]:
    """Refuse a deployment without the list of static files, which every page needs."""
    storage: Any = staticfiles_storage
    if not isinstance(storage, ManifestFilesMixin) or storage.read_manifest() is not None:
        return []
    return [
        Error(
            f"There is no {storage.manifest_name} in STATIC_ROOT, so every page is an error.",
            hint="Run collectstatic.",
            id="posts.E002",
        )
    ]


@register(deploy=True)
def check_site_url(**_options: Any) -> list[CheckMessage]:
    """Warn when the publication's own address leads to a host it does not answer to."""
    host = urlsplit(settings.SITE_URL).hostname or ""
    if validate_host(host, settings.ALLOWED_HOSTS):
        return []
    return [
        CheckWarning(
            f"SITE_URL leads to {host}, and ALLOWED_HOSTS does not name that host.",
            hint="Add the host of SITE_URL to ALLOWED_HOSTS.",
            id="posts.W002",
        )
    ]


@register(Tags.database)
def check_stamp(*, databases: Sequence[str] | None, **_options: Any) -> list[CheckMessage]:
    """Refuse a database whose tables do not all write the stamp: the page cache would be blind."""
    if "default" not in (databases or ()):
        return []
    tables = connections["default"].introspection.table_names()
    missing = stamp.missing("default") if stamp.TABLE in tables else []
    return [
        Error(
            f"Changes of these tables would not show on kept pages: {', '.join(missing)}.",
            hint="Run migrate to the end; it makes the triggers that are missing.",
            id="posts.E003",
        )
        for _found in missing[:1]
    ]
