"""The desk: every model of the publication, edited in Django admin."""

from posts.admin import address, author, category, imported, picture, post, series, tag

__all__ = ["address", "author", "category", "imported", "picture", "post", "series", "tag"]
