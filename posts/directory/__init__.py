"""Sections, tags, authors and series that readers find something in, whole and by letter."""

from posts.directory.lists import (
    listed_authors,
    listed_categories,
    listed_series,
    listed_tags,
    shown_authors,
    shown_series,
    shown_tags,
)

__all__ = [
    "listed_authors",
    "listed_categories",
    "listed_series",
    "listed_tags",
    "shown_authors",
    "shown_series",
    "shown_tags",
]
