"""Leads: the picture on top of a post, under the many names and shapes it is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from posts.importers.fields import Fields, clean_text, plain_key
from posts.importers.plainwords import undressed

_NAMES = ("image", "hero", "cover", "featuredimage", "leadpicture", "leadimage", "banner", "header",
          "images", "picture", "photo", "thumb", "thumbnail", "ogimage")  # fmt: skip
_SOURCES = ("src", "file", "url", "image", "path", "feature", "teaser", "filename", "relative")
_ALT = ("imagealt", "imagealttext", "alt", "coveralt", "heroalt")
_CAPTION = ("imagefigcaption", "imagecaption", "covercaption", "herocaption")
_CREDIT = ("imagecredit", "photocredit", "covercredit", "credit")


@dataclass(frozen=True, slots=True)
class Lead:
    """A reference to a picture, with what the file says of it."""

    source: str
    alt: str = ""
    caption: str = ""
    credit: str = ""


def read_lead(fields: Fields) -> Lead | None:
    """Return the lead picture that front matter names, if it names one."""
    for name in _NAMES:
        source, inner = _source(fields.value(name))
        if source:
            return Lead(
                source=source,
                alt=undressed(inner.get("alt", "") or fields.text(*_ALT))[:500],
                caption=undressed(inner.get("caption", "") or fields.text(*_CAPTION))[:500],
                credit=undressed(inner.get("credit", "") or fields.text(*_CREDIT))[:200],
            )
    return None


def _source(value: Any) -> tuple[str, dict[str, str]]:
    """Return the address of a picture and what stands beside it, from a text, list or mapping."""
    if isinstance(value, list):
        return _source(value[0]) if value else ("", {})
    if isinstance(value, dict):
        inner = {plain_key(str(key)): clean_text(item) for key, item in value.items()}
        source = next((inner[key] for key in _SOURCES if _is_path(inner.get(key, ""))), "")
        return source, inner
    text = clean_text(value)
    return (text, {}) if _is_path(text) else ("", {})


def _is_path(text: str) -> bool:
    return ("." in text or "/" in text) and len(text) <= 1000 and "{" not in text
