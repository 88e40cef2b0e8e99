"""Addresses of pages, written once each: a page of a list has a hundred, many of them often."""

from __future__ import annotations

from functools import lru_cache

from django.urls import get_script_prefix, reverse


def address(name: str, *parts: str) -> str:
    """Return the address of a page of the publication, such as `address("post", slug)`."""
    return _written(name, parts, get_script_prefix())


@lru_cache(maxsize=20_000)
def _written(name: str, parts: tuple[str, ...], _prefix: str) -> str:
    return reverse(f"posts:{name}", args=parts)
