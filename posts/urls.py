"""Addresses of the publication. None of them may ever change."""

from __future__ import annotations

from django.urls import path, register_converter

from posts import views


class UnicodeSlugConverter:
    """A slug whose letters may be of any script."""

    regex = r"[-\w]+"

    def to_python(self, value: str) -> str:
        """Return the slug as it stands."""
        return value

    def to_url(self, value: str) -> str:
        """Return the slug as it stands; Django quotes it."""
        return value


register_converter(UnicodeSlugConverter, "uslug")

app_name = "posts"

urlpatterns = [
    path("", views.home, name="home"),
    path("posts/", views.latest, name="latest"),
    path("posts/<uslug:slug>/", views.post, name="post"),
    path("categories/<uslug:slug>/", views.category, name="category"),
    path("tags/<uslug:slug>/", views.tag, name="tag"),
    path("authors/<uslug:slug>/", views.author, name="author"),
    path("series/<uslug:slug>/", views.series, name="series"),
]
