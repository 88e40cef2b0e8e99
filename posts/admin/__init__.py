"""The desk: every model of the publication, edited in Django admin."""

from posts.admin import address, author, category, imported, page, picture, post, series, tag

__all__ = ["address", "author", "category", "imported", "page", "picture", "post", "series", "tag"]
