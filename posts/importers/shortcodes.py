"""Shortcodes: generators' tags that have an honest equal in Markdown, put as that.

Nothing is executed. A tag that is not listed here, or whose arguments are not plain texts, stays
the text it is, and so does all that stands between `raw` and `endraw`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

# Called with what a tag points at (`_posts/2026-11-23-x.md`, `other.md#part`); the address or "".
FindAddress = Callable[[str], str]

_TOKEN = re.compile(
    r"\{%(?P<tag>(?:(?!\{%|%\}).){1,2000})%\}|\{\{(?P<value>(?:(?!\{\{|\}\}).){1,2000})\}\}",
    re.DOTALL,
)
_END_OF_RAW = re.compile(r"\{%-?\s*endraw\s*-?%\}")
_QUOTED = r"\"([^\"]*)\"|'([^']*)'"
_ARGUMENT = re.compile(
    r"(?:(?<!\w)(?P<name>\w++)\s*+[=:]\s*+)?(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)')"
)
# {{ "/x/" | url }}: an address on the old site, with filters that only put its base before it.
_ADDRESS = re.compile(
    rf"-?\s*(?:{_QUOTED})\s*"
    r"(?:\|\s*(?:url|relative_url|absolute_url|prepend:\s*site\.(?:base)?url)\s*)+-?"
)
_BASE = re.compile(r"-?\s*(?:site|page)\.baseurl\s*(?:\|\s*(?:url|relative_url)\s*)?-?")
_LEAD = re.compile(r"-?\s*(?:page\.)?image\s*(?:\|\s*(?:url|relative_url)\s*)?-?")
_EMBED = re.compile(rf"-?\s*(?:{_QUOTED})\s*\|\s*embed:\s*(?:{_QUOTED})\s*-?")
_PICTURE_KEYS = ("src", "image", "url", "image_path", "path", "file")
_CAPTION_KEYS = ("caption", "title", "figcaption")


@dataclass(frozen=True, slots=True)
class Page:
    """What the tags of a page may refer to: the tree's addresses, and the page's lead picture."""

    find_address: FindAddress
    lead: str = ""


def translate(text: str, page: Page) -> str:
    """Return `text`, which holds no code, with the tags that Markdown can say put in Markdown."""
    result: list[str] = []
    at = 0
    while found := _TOKEN.search(text, at):
        end = found.end()
        if (found["tag"] or "").strip("- \n\t") == "raw":
            closing = _END_OF_RAW.search(text, end)
            end = closing.end() if closing else len(text)
            replacement = text[found.start() : end]
        else:
            replacement = _translated(found, page)
        result += [text[at : found.start()], replacement]
        at = end
    return "".join([*result, text[at:]])


def _translated(token: re.Match[str], page: Page) -> str:
    """Return what a token says in Markdown, or the token as it stands."""
    if token["tag"] is not None:
        translation = _liquid(token["tag"].strip().strip("-").strip(), page)
    elif (inner := token["value"])[0] in "<%" and inner[-1] == (">" if inner[0] == "<" else "%"):
        translation = _hugo(inner[1:-1].strip(), page)
    else:
        translation = _value(inner, page)
    return token[0] if translation is None else translation


def _value(inner: str, page: Page) -> str | None:
    """Translate `{{ … }}`."""
    if _BASE.fullmatch(inner):
        return ""
    if _LEAD.fullmatch(inner) and page.lead:
        return page.lead
    if found := _ADDRESS.fullmatch(inner):
        return (found[1] or found[2] or "").strip()
    if found := _EMBED.fullmatch(inner):
        address, title = found[1] or found[2] or "", found[3] or found[4] or ""
        return f"[{_bracketed(title) or address}]({address})"
    return None


def _liquid(inner: str, page: Page) -> str | None:
    """Translate `{% … %}`."""
    name, _, rest = inner.partition(" ")
    match name:
        case "image" | "image_with_class":
            return _picture_of_positions(rest, alt_at=1 if name == "image" else 2)
        case "include" | "include_relative":
            return _picture_of_names(rest) if re.search(r"figure|image|img|picture", rest) else None
        case "post_url" | "link":
            return page.find_address(rest.strip(" \"'")) or None
    return None


def _hugo(inner: str, page: Page) -> str | None:
    """Translate `{{< … >}}` and `{{% … %}}`."""
    name, _, rest = inner.partition(" ")
    rest = rest.strip().removesuffix("/").strip()
    match name:
        case "figure" | "img":
            return _picture_of_names(rest)
        case "ref" | "relref":
            return page.find_address(rest.strip(" \"'")) or None
        case "youtube" | "vimeo":
            return _video(name, rest)
    return None


def _video(name: str, rest: str) -> str | None:
    positions, names = _arguments(rest)
    key = names.get("id") or (positions[0] if positions else rest)
    if not re.fullmatch(r"[\w-]{3,40}", key):
        return None
    base = {"youtube": "https://www.youtube.com/watch?v=", "vimeo": "https://vimeo.com/"}[name]
    return f"[{_bracketed(names.get('title', '')) or 'Video'}]({base}{key})"


def _arguments(rest: str) -> tuple[list[str], dict[str, str]]:
    """Return the quoted arguments of a tag, those without a name and those with one."""
    positions: list[str] = []
    names: dict[str, str] = {}
    for found in _ARGUMENT.finditer(rest):
        value = found["double"] if found["double"] is not None else found["single"]
        if found["name"]:
            names.setdefault(found["name"].lower(), value)
        else:
            positions.append(value)
    return positions, names


def _picture_of_positions(rest: str, *, alt_at: int) -> str | None:
    positions, _names = _arguments(rest)
    if not positions or not positions[0].strip():
        return None
    alt = positions[alt_at] if len(positions) > alt_at else ""
    return picture(positions[0], alt)


def _picture_of_names(rest: str) -> str | None:
    _positions, names = _arguments(rest)
    source = next((names[key] for key in _PICTURE_KEYS if names.get(key, "").strip()), "")
    if not source or "{" in source:
        return None
    caption = next((names[key] for key in _CAPTION_KEYS if names.get(key)), "")
    return picture(source, names.get("alt", ""), caption)


def picture(source: str, alt: str, caption: str = "") -> str:
    """Return a picture in Markdown; quotation marks and brackets cannot break out of it."""
    source = source.strip()
    target = f"<{source}>" if re.search(r"[\s()]", source) else source
    title = _line(caption).replace('"', "&quot;")
    return (
        f'![{_bracketed(alt)}]({target} "{title}")' if title else f"![{_bracketed(alt)}]({target})"
    )


def _bracketed(text: str) -> str:
    return _line(text).replace("[", "&#91;").replace("]", "&#93;")


def _line(text: str) -> str:
    return " ".join(text.split())
