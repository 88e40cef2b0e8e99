"""Addresses of the publication. None of them may ever change."""

from __future__ import annotations

from datetime import MAXYEAR, MINYEAR

from django.urls import path, register_converter

from posts.models.page import PATH
from posts.views import archive, articles, home, indexes, lists, search, standing


class UnicodeSlugConverter:
    """A slug whose letters may be of any script."""

    regex = r"[-\w]+"

    def to_python(self, value: str) -> str:
        """Return the slug as it stands."""
        return value

    def to_url(self, value: str) -> str:
        """Return the slug as it stands; Django quotes it."""
        return value


class PagePathConverter:
    """The path of a standing page: lower-case words with slashes between them."""

    regex = PATH

    def to_python(self, value: str) -> str:
        """Return the path as it stands."""
        return value

    def to_url(self, value: str) -> str:
        """Return the path as it stands."""
        return value


class YearConverter:
    """A year in four digits, with room for the years beside it."""

    regex = "[0-9]{4}"

    def to_python(self, value: str) -> int:
        """Return the year; ValueError, which is no match, for the first and the last there are."""
        year = int(value)
        if not MINYEAR < year < MAXYEAR:
            raise ValueError(value)
        return year

    def to_url(self, value: int) -> str:
        """Return the year in four digits."""
        return f"{value:04d}"


class MonthConverter:
    """A month in two digits."""

    regex = "0[1-9]|1[0-2]"

    def to_python(self, value: str) -> int:
        """Return the month."""
        return int(value)

    def to_url(self, value: int) -> str:
        """Return the month in two digits."""
        return f"{value:02d}"


register_converter(UnicodeSlugConverter, "uslug")
register_converter(YearConverter, "year")
register_converter(MonthConverter, "month")
register_converter(PagePathConverter, "page")

app_name = "posts"

urlpatterns = [
    path("", home.home, name="home"),
    path("posts/", lists.latest, name="latest"),
    path("posts/<uslug:slug>/", articles.post, name="post"),
    path("categories/", indexes.categories, name="categories"),
    path("categories/<uslug:slug>/", lists.category, name="category"),
    path("tags/", indexes.tags, name="tags"),
    path("tags/<uslug:slug>/", lists.tag, name="tag"),
    path("authors/", indexes.authors, name="authors"),
    path("authors/<uslug:slug>/", lists.author, name="author"),
    path("series/", indexes.series, name="all_series"),
    path("series/<uslug:slug>/", lists.series, name="series"),
    path("search/", search.search, name="search"),
    path("archive/", archive.archive, name="archive"),
    path("<year:year>/", archive.year, name="year"),
    path("<year:year>/<month:month>/", archive.month, name="month"),
    # Standing pages come last: whatever else has an address keeps it.
    path("<page:path>/", standing.page, name="page"),
]
