"""Addresses: where a post used to live, as far as its file and its name tell."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote, urlsplit

from posts.importers.fields import Fields, clean_text
from posts.importers.paths import Place

LONGEST = 500
_KEYS = ("permalink", "url", "path", "aliases", "alias", "redirectfrom", "tumblrurl", "oldurl")


def old_paths(fields: Fields, place: Place) -> tuple[str, ...]:
    """Return the paths under which readers may know the post, without hosts.

    A file named by date also gets the address that such files have by default:
    `/2026/11/23/slug/`.
    """
    given = [clean_text(item) for key in _KEYS for item in _items(fields.value(key))]
    paths = [path for path in map(plain_path, given) if path]
    if place.date and place.slug:
        year, month, day = place.date.split("-")
        paths.append(f"/{year}/{month:0>2}/{day:0>2}/{place.slug}/")
    return tuple(dict.fromkeys(paths))


def plain_path(address: str) -> str:
    """Return the decoded path of an address, or "" where it names no page of its own."""
    try:
        path = unquote(urlsplit(address).path)
    except ValueError:
        return ""
    # A colon is the pattern of a generator, a brace the code of one; "/" is everybody's.
    is_pattern = re.search(r"/:|^:|[{}\x00-\x1f]", path)
    stripped = path.strip("/")
    if is_pattern or not stripped or stripped in {"true", "false"} or len(path) > LONGEST - 2:
        return ""
    return f"/{stripped}/" if path.endswith("/") else f"/{stripped}"


def last_segment(address: str) -> str:
    """Return the last part of an address without its ending, or "" where there is none."""
    segments = [part for part in plain_path(address).split("/") if part]
    if segments and segments[-1].startswith("index."):
        segments.pop()
    return re.sub(r"\.(?:html?|md|xml|php)$", "", segments[-1]) if segments else ""


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []
