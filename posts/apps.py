"""Wiring of the posts application."""

from django.apps import AppConfig


class PostsConfig(AppConfig):
    """The publication's one application."""

    name = "posts"
    verbose_name = "Publication"

    def ready(self) -> None:
        """Register the checks; Django asks for this import to happen here and not earlier."""
        from posts import checks  # noqa: F401, PLC0415
