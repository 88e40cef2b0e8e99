"""The one sanitiser: bleach first, nh3 the last word, both driven by the allow-list."""

from __future__ import annotations

import threading

import nh3
from bleach.sanitizer import Cleaner

from .allowlist import ATTRIBUTE_NAMES, TAGS, URL_SCHEMES, allowed_value

# bleach says of its Cleaner that it is not thread-safe, and nh3's holds a callback into Python.
_local = threading.local()


def sanitize_html(html: str) -> str:
    """Return ``html`` with nothing in it that the allow-list does not name.

    Content of unknown tags stays as text, except that of scripts and styles. What comes out is a
    fixed point: sanitising it again changes nothing.
    """
    if not hasattr(_local, "bleach"):
        _local.bleach, _local.nh3 = _bleach_cleaner(), _nh3_cleaner()
    return _local.nh3.clean(_local.bleach.clean(html))


def _bleach_cleaner() -> Cleaner:
    return Cleaner(
        tags=TAGS,
        attributes=_bleach_allows,
        protocols=URL_SCHEMES,
        strip=True,
        strip_comments=True,
    )


def _bleach_allows(tag: str, name: str, value: str) -> bool:
    """Let an attribute through that has anything allowed in it; nh3 then trims the value."""
    return allowed_value(tag, name, value) is not None


def _nh3_cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(TAGS),
        attributes=ATTRIBUTE_NAMES,
        attribute_filter=allowed_value,
        url_schemes=set(URL_SCHEMES),
        clean_content_tags={"script", "style"},
        link_rel=None,
        strip_comments=True,
    )
