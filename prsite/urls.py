"""Addresses of the project: the publication at the root, the desk under /admin/."""

from __future__ import annotations

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from prsite.media import media

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", admin.site.urls),
    path("", include("posts.urls")),
]

if settings.MEDIA_URL.startswith("/"):
    prefix = settings.MEDIA_URL.strip("/")
    urlpatterns.insert(0, path(f"{prefix}/<path:path>", media, name="media"))

handler403 = "posts.views.errors.refused"
handler404 = "posts.views.errors.page_not_found"
handler500 = "posts.views.errors.server_error"
