"""Addresses of a text that leaves its page, made absolute so that they lead there still."""

from __future__ import annotations

import re
from html import escape, unescape
from urllib.parse import urljoin

# In sanitised HTML a bare "<" only ever begins a tag, and every value stands in double quotes.
_TAG = re.compile(r"<[a-z][a-z0-9]*(?:\s+[\w:-]+(?:=\"[^\"]*\")?)*\s*/?>")
_ADDRESS = re.compile(r"(\s(?:href|src|cite)=\")([^\"]*)(?=\")")
_SRCSET = re.compile(r"(\ssrcset=\")([^\"]*)(?=\")")


def absolute_html(html: str, *, base: str) -> str:
    """Return sanitised HTML with every address in it made absolute; ``base`` is its page's own.

    A fragment such as ``#fn:1`` becomes a place on that page.
    """

    def one(match: re.Match[str]) -> str:
        return match[1] + _joined(base, match[2])

    def several(match: re.Match[str]) -> str:
        candidates = (candidate.partition(" ") for candidate in match[2].split(", "))
        return match[1] + ", ".join(
            f"{_joined(base, address)}{space}{width}" for address, space, width in candidates
        )

    return _TAG.sub(lambda tag: _SRCSET.sub(several, _ADDRESS.sub(one, tag[0])), html)


def _joined(base: str, value: str) -> str:
    try:
        return escape(urljoin(base, unescape(value)))
    except ValueError:  # An address that only looks like one, such as http://[.
        return value
