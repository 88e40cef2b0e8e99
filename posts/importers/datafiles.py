"""Data files: what a tree keeps apart from its posts about authors, sections, series and tags."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from posts.importers.fields import clean_text, plain_key
from posts.importers.frontmatter import read_front_matter, read_json, read_toml
from posts.importers.people import JOB_KEYS
from posts.importers.tree import MARKDOWN, is_author_page
from posts.importers.values import ImportRefused
from posts.importers.yamlreading import read_yaml
from posts.models import Paper
from posts.models.focus import FOCUSES

_SUBJECTS = {
    "authors": "authors",
    "author": "authors",
    "people": "authors",
    "categories": "categories",
    "sections": "categories",
    "series": "series",
    "tags": "tags",
    "pictures": "pictures",
}
# How other generators call an author's pages elsewhere, and what a reader would call them.
_PROFILES = {
    "website": "Website",
    "web": "Website",
    "url": "Website",
    "site": "Website",
    "homepage": "Website",
    "mastodon": "Mastodon",
    "linkedin": "LinkedIn",
    "bluesky": "Bluesky",
    "twitter": "Twitter",
    "github": "GitHub",
}


@dataclass(frozen=True, slots=True)
class AuthorData:
    """An author as a data file has them; `links` are pairs of label and address."""

    key: str
    name: str
    slug: str = ""
    affiliation: str = ""
    biography: str = ""
    is_guest: bool = False
    portrait: str = ""
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class CategoryData:
    """A section as a data file has it."""

    name: str
    slug: str = ""
    paper: str = ""
    position: int | None = None
    description: str = ""


@dataclass(frozen=True, slots=True)
class SeriesData:
    """A series as a data file has it."""

    title: str
    slug: str = ""
    description: str = ""
    planned_parts: int | None = None


@dataclass(frozen=True, slots=True)
class TagData:
    """A tag as a data file has it."""

    name: str
    slug: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class PictureData:
    """What a data file says of a picture; `file` is how texts refer to it."""

    file: str
    alt: str = ""
    is_decorative: bool = False
    credit: str = ""
    caption: str = ""
    focus: str = ""


Datum = AuthorData | CategoryData | SeriesData | TagData | PictureData


def subject_of(path: PurePosixPath) -> str:
    """Return what a data file is about, by its name or its folder's; "" for anything else."""
    if is_author_page(path):
        return "authors"
    return _SUBJECTS.get(path.stem.lower()) or _SUBJECTS.get(path.parent.name.lower(), "")


def read_data(path: PurePosixPath, text: str, *, subject: str = "") -> tuple[Datum, ...]:
    """Read a data file about `subject` (default: what its path says). Raises ImportRefused."""
    subject = subject or subject_of(path)
    make = _MAKERS[subject]
    return tuple(make(key, fields) for key, fields in _rows(path, text, subject))


def _rows(path: PurePosixPath, text: str, subject: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each thing of the file with its key and its fields under plain keys."""
    if path.suffix.lower() in MARKDOWN:
        matter = read_front_matter(text)
        fields = _plain(matter.values) | {"biography": matter.body.strip()}
        yield _page_key(path), fields
        return
    value = _parsed(path, text)
    is_one = subject == "authors" and _SUBJECTS.get(path.stem.lower()) != subject
    if is_one and isinstance(value, dict):
        yield clean_text(path.stem), _plain(value)
    elif isinstance(value, dict):
        yield from _from_mapping(value, subject)
    elif isinstance(value, list):
        yield from (("", _plain(_as_mapping(item))) for item in value)
    elif value is not None:
        raise ImportRefused("the file holds no list and no mapping. Write one thing an item.")


def _page_key(path: PurePosixPath) -> str:
    return clean_text(path.parent.name if path.stem in {"index", "_index"} else path.stem)


def _parsed(path: PurePosixPath, text: str) -> Any:
    match path.suffix.lower():
        case ".json":
            return read_json(text)
        case ".toml":
            return read_toml(text)
        case _:
            return read_yaml(text.replace("\r\n", "\n")).value


def _from_mapping(value: dict[str, Any], subject: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield from `{key: fields}`, and from TOML's `[[authors]]`, a list under the one name."""
    inner = value.get(subject)
    if isinstance(inner, list):
        yield from (("", _plain(_as_mapping(item))) for item in inner)
        return
    for key, item in value.items():
        yield clean_text(key), _plain(_as_mapping(item))


def _as_mapping(item: Any) -> dict[str, Any]:
    if isinstance(item, dict):
        return item
    return {"name": item} if isinstance(item, str) else {}


def _plain(fields: dict[str, Any]) -> dict[str, Any]:
    return {plain_key(str(key)): value for key, value in fields.items()}


# ---------------------------------------------------------------- one maker a subject


def _author(key: str, fields: dict[str, Any]) -> AuthorData:
    full = " ".join(
        filter(None, (_text(fields, "firstname", "first"), _text(fields, "lastname", "last")))
    )
    key = key or _text(fields, "key", "username", "id", "slug")
    name = _text(fields, "name", "fullname", "displayname") or full
    # Where the name has a key of its own, `title` is the job; else it is the name of the page.
    job = (
        _text(fields, *JOB_KEYS) if name else _text(fields, *(k for k in JOB_KEYS if k != "title"))
    )
    return AuthorData(
        key=key,
        name=_fitting("name", name or _text(fields, "title") or key, 120),
        slug=_text(fields, "slug"),
        affiliation=job[:160],
        biography=_paragraphs(fields, "biography", "bio", "about", "description"),
        is_guest=_text(fields, "guest", "isguest").lower() in {"true", "yes", "1"},
        portrait=_text(fields, "portrait", "avatar", "image", "picture", "photo"),
        links=tuple(_links(fields)),
    )


def _links(fields: dict[str, Any]) -> Iterator[tuple[str, str]]:
    listed = fields.get("links")
    for item in listed if isinstance(listed, list) else []:
        inner = _plain(_as_mapping(item))
        url = _text(inner, "url", "href", "link")
        if url.startswith(("https://", "http://")) and len(url) <= 300:
            yield (_text(inner, "label", "name", "title", "text") or url)[:60], url
    for key, label in _PROFILES.items():
        url = _text(fields, key)
        if url.startswith(("https://", "http://")) and len(url) <= 300:
            yield label, url


def _category(key: str, fields: dict[str, Any]) -> CategoryData:
    paper = _text(fields, "paper").lower()
    if paper and paper not in Paper.values:
        raise ImportRefused(f"“{paper[:40]}” is no paper. Choose one of {', '.join(Paper.values)}.")
    return CategoryData(
        name=_fitting("category", _text(fields, "name", "title") or key, 80),
        slug=_text(fields, "slug"),
        paper=paper,
        position=_number(fields, "position", "weight", "order"),
        description=_paragraphs(fields, "description"),
    )


def _series(key: str, fields: dict[str, Any]) -> SeriesData:
    return SeriesData(
        title=_fitting("series", _text(fields, "title", "name") or key, 160),
        slug=_text(fields, "slug"),
        description=_paragraphs(fields, "description"),
        planned_parts=_number(fields, "plannedparts", "parts"),
    )


def _tag(key: str, fields: dict[str, Any]) -> TagData:
    return TagData(
        name=_fitting("tag", _text(fields, "name", "title") or key, 100),
        slug=_text(fields, "slug"),
        description=_paragraphs(fields, "description"),
    )


def _picture(key: str, fields: dict[str, Any]) -> PictureData:
    focus = _text(fields, "focus").lower()
    if focus and focus not in FOCUSES:
        raise ImportRefused(
            f"“{focus[:40]}” is no focus. Choose top, middle or bottom, or as in “top left”."
        )
    return PictureData(
        file=_fitting("picture", _text(fields, "file", "name", "src") or key, 250),
        alt=_text(fields, "alt")[:500],
        is_decorative=_text(fields, "decorative", "isdecorative").lower() in {"true", "yes", "1"},
        credit=_text(fields, "credit")[:200],
        caption=_text(fields, "caption")[:500],
        focus=focus,
    )


_MAKERS: dict[str, Callable[[str, dict[str, Any]], Datum]] = {
    "authors": _author,
    "categories": _category,
    "series": _series,
    "tags": _tag,
    "pictures": _picture,
}


def _text(fields: dict[str, Any], *names: str) -> str:
    return next((text for name in names if (text := clean_text(fields.get(name)))), "")


def _paragraphs(fields: dict[str, Any], *names: str) -> str:
    """Return a text that may have paragraphs, without control characters."""
    for name in names:
        value = fields.get(name)
        if isinstance(value, str) and value.strip():
            kept = (c for c in value if c == "\n" or not unicodedata.category(c).startswith("C"))
            return "".join(kept).strip()
    return ""


def _number(fields: dict[str, Any], *names: str) -> int | None:
    text = _text(fields, *names)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else None


def _fitting(what: str, name: str, longest: int) -> str:
    if not name:
        raise ImportRefused(f"a {what} without a name. Give each item a name.")
    if len(name) > longest:
        raise ImportRefused(
            f"the {what} “{name[:40]}…” has {len(name)} characters; {longest} fit. Shorten it."
        )
    return name
