"""Paths: the date, slug, section and language that a file's place in its tree tells."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.conf import settings

from posts.importers.plainwords import word_set
from posts.importers.tree import MARKDOWN

_DATED = re.compile(r"(?P<date>\d{4}-\d{1,2}-\d{1,2})(?:[-_ ]+(?P<rest>.+))?$")
_FOLDER_DATE = re.compile(r"(?:^|/)(\d{4})/(\d{1,2})/(\d{1,2})(?:/|$)")
_BUNDLES = {"index", "_index"}
# Folders that say where a generator keeps posts, and nothing about the posts.
_PLAIN_FOLDERS = word_set(
    "content contents posts post blog blogs articles article _posts _drafts drafts src source "
    "pages _pages site website docs collections _i18n i18n notes news en page entries"
)


@dataclass(frozen=True, slots=True)
class Place:
    """What a path tells: `date` as text, `slug`, `section` and `language`, each may be empty."""

    slug: str
    date: str = ""
    section: str = ""
    language: str = ""
    is_draft: bool = False


def place_of(path: PurePosixPath, language_folders: frozenset[str]) -> Place:
    """Return what `path` tells of a post; `language_folders` as `find_language_folders` has it."""
    folders, stem = list(path.parts[:-1]), path.name[: -len(path.suffix)]
    stem, language = _without_language(stem)
    if stem.lower() in _BUNDLES and folders:
        stem = folders.pop()
    dated = _DATED.match(stem)
    in_folders = _FOLDER_DATE.search("/".join(folders))
    date = dated["date"] if dated else "-".join(in_folders.groups()) if in_folders else ""
    return Place(
        slug=(dated["rest"] or "") if dated else stem,
        date=date,
        section=_section(folders),
        language=language or _folder_language(path, language_folders),
        is_draft=bool({"_drafts", "drafts"} & {folder.lower() for folder in folders}),
    )


def _without_language(stem: str) -> tuple[str, str]:
    """Divide `about.fr` into `about` and `fr`."""
    before, _, code = stem.rpartition(".")
    is_code = re.fullmatch(r"[a-z]{2}(?:[-_][A-Za-z]{2,4})?", code) and is_language(code)
    return (before, code) if before and is_code else (stem, "")


def _section(folders: list[str]) -> str:
    """Return the innermost folder that names a subject, spelt as a heading."""
    for folder in reversed(folders):
        name = folder.strip("_").replace("-", " ").replace("_", " ").strip()
        is_plain = folder.lower() in _PLAIN_FOLDERS or is_language(folder)
        if name and not is_plain and not re.fullmatch(r"[\d\s.]+", name):
            return name[:1].upper() + name[1:]
    return ""


def find_language_folders(paths: Iterable[PurePosixPath]) -> frozenset[str]:
    """Return the folders that divide the texts of a tree by language.

    One folder called `it` may be about computers. Two neighbours with codes for names, such as
    `en` and `fr`, are languages.
    """
    codes: dict[PurePosixPath, set[str]] = defaultdict(set)
    for path in paths:
        if path.suffix.lower() in MARKDOWN:
            for folder in path.parents:
                if is_language(folder.name):
                    codes[folder.parent].add(folder.name)
    return frozenset(
        str(parent / code) for parent, names in codes.items() if len(names) > 1 for code in names
    )


def _folder_language(path: PurePosixPath, language_folders: frozenset[str]) -> str:
    return next((p.name for p in path.parents if str(p) in language_folders), "")


# Codes that other software writes, and what they are called here.
_OTHER_CODES = {
    "zh": "zh-hans",
    "zh-cn": "zh-hans",
    "zh-sg": "zh-hans",
    "zh-tw": "zh-hant",
    "zh-hk": "zh-hant",
    "no": "nb",
    "iw": "he",
    "in": "id",
    "tl": "fil",
}


def is_language(code: str) -> bool:
    """Tell whether a text is the code of a language."""
    return bool(known_language(code))


def known_language(code: str) -> str:
    """Return a code as settings.LANGUAGES spells it, without a country it does not know, or ""."""
    code = code.strip().lower().replace("_", "-")
    known = dict(settings.LANGUAGES)
    for candidate in (code, _OTHER_CODES.get(code, ""), code.partition("-")[0]):
        if candidate in known and (len(candidate) > 1):
            return candidate
    base = _OTHER_CODES.get(code.partition("-")[0], "")
    return base if base in known else ""


def foreign_language(code: str) -> str:
    """Return the code for a post's own language, or "" where it is the publication's."""
    language = known_language(code)
    own = settings.LANGUAGE_CODE.partition("-")[0].lower()
    return "" if language.partition("-")[0] == own else language
