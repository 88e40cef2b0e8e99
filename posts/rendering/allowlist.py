"""What may stand in rendered HTML: tags, attributes and values, kept as data.

Both sanitisers are driven by these tables and by nothing else.
"""

from __future__ import annotations

import re
from typing import Final

# fmt: off
TAGS: Final[frozenset[str]] = frozenset({
    "a", "abbr", "aside", "b", "bdi", "bdo", "blockquote", "br", "caption", "cite", "code", "col",
    "colgroup", "dd", "del", "details", "dfn", "div", "dl", "dt", "em", "figcaption", "figure",
    "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "mark", "ol", "p",
    "picture", "pre", "q", "s", "samp", "section", "small", "source", "span", "strong", "sub",
    "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "u", "ul",
    "var", "wbr",
})
# fmt: on

URL_SCHEMES: Final[frozenset[str]] = frozenset({"http", "https", "mailto", "tel"})
URL_ATTRIBUTES: Final[frozenset[str]] = frozenset({"href", "src", "cite"})

# Whatever may stand in them is escaped when it is written; only control characters may not.
_WORDS = re.compile(r"[^\x00-\x08\x0b\x0c\x0e-\x1f]{1,2000}")
_NUMBER = re.compile(r"[0-9]{1,5}")
_URL = re.compile(r"[^\x00-\x20<>\"`]{1,4000}")
# A letter first keeps an id from being read as an index; the colon is the renderer's own.
_ID = re.compile(r"[^\W\d_][\w.-]{0,120}|(?:fn|fnref|table):\d{1,6}(?::\d{1,6})?")
_FRAGMENT_OR_WEB = re.compile(r"(?:https?:)[^\x00-\x20<>\"`]{1,4000}")
# A date, perhaps with a time and a zone: the forms of HTML's <time> that people use.
_DATE = re.compile(
    r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])"
    r"(?:[T ](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?:Z|[+-](?:0\d|1[0-3]):[0-5]\d)?)?"
)
# A place in a picture, in the words of `models/focus.py`.
_FOCUS = re.compile(
    r"middle|(?:highest|top|bottom|lowest)(?: (?:left|right)(?:most)?)?|(?:left|right)(?:most)?"
)
_CANDIDATE = r"(?:https?:/)?/(?!/)[^\x00-\x20,<>\"`]{1,4000} [0-9]{1,5}w"
_SRCSET = re.compile(rf"{_CANDIDATE}(?:, {_CANDIDATE}){{0,9}}")

ATTRIBUTES: Final[dict[str, dict[str, re.Pattern[str]]]] = {
    "*": {
        "id": _ID,
        "title": _WORDS,
        "lang": re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,4}"),
        "dir": re.compile(r"ltr|rtl|auto"),
    },
    "a": {
        "href": _URL,
        "rel": re.compile(
            r"(?:noopener|noreferrer|nofollow|ugc|sponsored|me|tag|license|author|external|[ ])+"
        ),
        "hreflang": re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,4}"),
        "role": re.compile(r"doc-noteref|doc-backlink"),
        "aria-label": _WORDS,
    },
    "abbr": {},
    "aside": {"aria-label": _WORDS},
    "blockquote": {"cite": _FRAGMENT_OR_WEB},
    "q": {"cite": _FRAGMENT_OR_WEB},
    "col": {"span": _NUMBER},
    "colgroup": {"span": _NUMBER},
    "del": {"datetime": _DATE},
    "ins": {"datetime": _DATE},
    "details": {"open": re.compile(r"(?:open)?")},
    "div": {
        "role": re.compile(r"region"),
        "tabindex": re.compile(r"0"),
        "aria-label": _WORDS,
        "aria-labelledby": _ID,
    },
    "img": {
        "src": _URL,
        "alt": re.compile(r"[^\x00-\x08\x0b\x0c\x0e-\x1f]{0,2000}"),
        "width": _NUMBER,
        "height": _NUMBER,
        "loading": re.compile(r"lazy"),
        "decoding": re.compile(r"async"),
        "data-focus": _FOCUS,
    },
    "li": {"value": re.compile(r"-?[0-9]{1,5}")},
    "ol": {
        "start": re.compile(r"-?[0-9]{1,5}"),
        "reversed": re.compile(r"(?:reversed)?"),
        "type": re.compile(r"[1aAiI]"),
    },
    "section": {"role": re.compile(r"doc-endnotes"), "aria-labelledby": _ID},
    "source": {
        "type": re.compile(r"image/webp"),
        "srcset": _SRCSET,
        "sizes": re.compile(r"[()a-z0-9:., -]{1,200}"),
    },
    "table": {"aria-labelledby": _ID},
    "td": {"colspan": _NUMBER, "rowspan": _NUMBER},
    "th": {
        "colspan": _NUMBER,
        "rowspan": _NUMBER,
        "scope": re.compile(r"col|row|colgroup|rowgroup"),
    },
    "time": {"datetime": _DATE},
}

# The classes that the style sheet knows; a span may also carry a short class of the highlighter.
CLASSES: Final[dict[str, re.Pattern[str]]] = {
    "a": re.compile(r"fn|anchor"),
    "aside": re.compile(r"term|margin|callout|warning"),
    "code": re.compile(r"language-[A-Za-z0-9_+#.-]{1,30}"),
    "div": re.compile(r"scroll"),
    "figure": re.compile(r"quote|pic|wide|table|missing-picture"),
    "p": re.compile(r"label|ui|lead|small"),
    "section": re.compile(r"notes"),
    "span": re.compile(r"credit|missing-picture|[a-z][a-z0-9]{0,2}"),
    "table": re.compile(r"wide"),
    "td": re.compile(r"num|mid"),
    "th": re.compile(r"num|mid"),
}


def allowed_value(tag: str, name: str, value: str) -> str | None:
    """Return what of ``value`` may stand in this attribute, or None if the attribute may not."""
    if name == "class":
        return _allowed_classes(tag, value)
    pattern = ATTRIBUTES.get(tag, {}).get(name) or ATTRIBUTES["*"].get(name)
    return value if pattern and pattern.fullmatch(value) else None


def _allowed_classes(tag: str, value: str) -> str | None:
    pattern = CLASSES.get(tag)
    if pattern is None:
        return None
    return " ".join(word for word in value.split() if pattern.fullmatch(word)) or None


ATTRIBUTE_NAMES: Final[dict[str, set[str]]] = {
    tag: {"class", *ATTRIBUTES["*"], *ATTRIBUTES.get(tag, {})} for tag in TAGS
}
