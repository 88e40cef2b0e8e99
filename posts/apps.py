"""Wiring of the posts application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PostsConfig(AppConfig):
    """The publication's one application."""

    name = "posts"
    verbose_name = _("Publication")

    def ready(self) -> None:
        """Register checks and signals; Django asks for this to happen here and not earlier."""
        from posts import checks, reviewing, roles, signals  # noqa: F401, PLC0415
