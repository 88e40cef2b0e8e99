"""The desk: Django admin under the publication's name."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

# What editors reach for, in the order they do. Models that are not named here come last.
ORDER = ("Post", "Picture", "Author", "Category", "Series", "Tag")


class Desk(admin.AdminSite):
    """The admin site that editors work at, with its models in an order of use."""

    enable_nav_sidebar = False  # The bar at the top of each page names the same places.
    index_title = _("Desk")

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self.site_header = self.site_title = f"{settings.SITE.name} desk"

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Return the applications with the publication first and its models in order of use."""
        apps = super().get_app_list(request, app_label)
        for app in apps:
            app["models"].sort(key=_place)
        return sorted(apps, key=lambda app: app["app_label"] != "posts")

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Return what every page of the desk knows; `desk_nav` holds the links of its bar."""
        context = super().each_context(request)
        models = [model for app in context["available_apps"] for model in app["models"]]
        context["desk_nav"] = [model for model in models if model["object_name"] in ORDER]
        return context


def _place(model: dict[str, Any]) -> int:
    name = model["object_name"]
    return ORDER.index(name) if name in ORDER else len(ORDER)
