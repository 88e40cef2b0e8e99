"""Addresses of pages, written once each: a page of a list has a hundred, many of them often."""

from __future__ import annotations

from functools import lru_cache

from django.urls import reverse

from prsite.here import here


def address(name: str, *parts: str | int) -> str:
    """Return the address of a page of the publication, such as `address("post", slug)`."""
    return _written(name, parts, here().prefix)


def absolute(path: str) -> str:
    """Return the address of `path` with the publication's scheme and host."""
    return f"{here().url}{path}"


@lru_cache(maxsize=20_000)
def _written(name: str, parts: tuple[str | int, ...], _prefix: str) -> str:
    return reverse(f"posts:{name}", args=parts)
