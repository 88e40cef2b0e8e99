"""The desk: every model of the publication, edited in Django admin."""

from posts.admin import (
    accounts,
    address,
    audit,
    author,
    category,
    imported,
    page,
    picture,
    post,
    series,
    tag,
)

__all__ = [
    "accounts",
    "address",
    "audit",
    "author",
    "category",
    "imported",
    "page",
    "picture",
    "post",
    "series",
    "tag",
]
