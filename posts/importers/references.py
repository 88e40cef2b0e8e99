"""References: the links and pictures that a text points at, found and replaced in place."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import PurePosixPath

from posts.importers.tree import PICTURES

# Called with a target and the alt text before it (None for a link); what to put in its place.
Resolve = Callable[[str, str | None], str]

# ![alt](target "title") and [words](target): the words are optional, for they may hold code.
_INLINE = re.compile(
    r"(?P<before>(?:!\[(?P<alt>[^\[\]]{0,2000})|(?<!!)\[[^\[\]]{0,2000})?\]\([ \t]*)"
    r"(?P<target><[^<>\n]{1,2000}>|[^\s()<>]{1,2000}(?:\([^\s()<>]{0,500}\)[^\s()<>]{0,500}){0,5})"
    r"(?=[ \t\n]*[\"')])"
)
_DEFINITION = re.compile(
    r"(?m)^(?P<before> {0,3}\[[^\[\]\n^][^\[\]\n]{0,500}\]:[ \t]*)(?P<target>\S{1,2000})"
)
_ATTRIBUTE = re.compile(
    r"(?P<before><(?P<tag>img|a|source)\b(?P<others>[^<>]{0,3000}?)\b(?:src|href)\s*=\s*(?P<quote>[\"']))"
    r"(?P<target>[^\"'<>]{1,2000})(?P=quote)(?P<after>[^<>]{0,3000})",
    re.IGNORECASE,
)
_ALT = re.compile(r"\balt\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)


def replace_references(text: str, resolve: Resolve) -> str:
    """Return `text`, which holds no code, with each target put through `resolve`."""
    text = _INLINE.sub(lambda found: _inline(found, resolve), text)
    text = _DEFINITION.sub(lambda found: _definition(found, resolve), text)
    return _ATTRIBUTE.sub(lambda found: _attribute(found, resolve), text)


def _inline(found: re.Match[str], resolve: Resolve) -> str:
    target = found["target"].strip("<>")
    replacement = resolve(target, found["alt"])
    if replacement == target:
        return found[0]
    return f"{found['before']}{_enclosed(replacement)}"


def _definition(found: re.Match[str], resolve: Resolve) -> str:
    target = found["target"].strip("<>")
    replacement = resolve(target, "" if is_picture(target) else None)
    return found[0] if replacement == target else f"{found['before']}{_enclosed(replacement)}"


def _attribute(found: re.Match[str], resolve: Resolve) -> str:
    alt = None
    if found["tag"].lower() == "img":
        words = _ALT.search(found["others"]) or _ALT.search(found["after"])
        alt = (words[1] or words[2] or "") if words else ""
    target = resolve(found["target"], alt)
    return f"{found['before']}{target}{found['quote']}{found['after']}"


def _enclosed(target: str) -> str:
    return f"<{target}>" if re.search(r"[\s()]", target) else target


def is_picture(target: str) -> bool:
    """Tell whether a target ends like a picture file."""
    path = target.partition("?")[0].partition("#")[0]
    return PurePosixPath(path).suffix.lower() in PICTURES
