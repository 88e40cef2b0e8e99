"""The publication as feeds: RSS 2.0, Atom and JSON Feed, each with the full text of its posts."""

from __future__ import annotations

from .lists import FORMS, AuthorFeed, CategoryFeed, PostFeed, SeriesFeed, TagFeed

__all__ = ["FORMS", "AuthorFeed", "CategoryFeed", "PostFeed", "SeriesFeed", "TagFeed"]
