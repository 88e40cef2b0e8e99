"""Data entry: what data files say is put into the database, over nothing an editor wrote.

Rows that are missing are made. In rows that are there only empty fields are filled, unless the
import overwrites.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models

from posts.importers.datafiles import (
    AuthorData,
    CategoryData,
    Datum,
    SeriesData,
    TagData,
)
from posts.importers.library import Library, SluggedShelf
from posts.importers.values import Outcome
from posts.models import Author, AuthorLink, Category, Series, Tag
from posts.models.slugs import free_slug, slug_for


def enter(data: Iterable[Datum], library: Library, *, is_overwriting: bool) -> Counter[Outcome]:
    """Write `data` and count what became of it. Part of the caller's transaction."""
    outcomes: Counter[Outcome] = Counter()
    for datum in data:
        match datum:
            case AuthorData():
                outcomes[_author(datum, library, is_overwriting=is_overwriting)] += 1
            case CategoryData() | SeriesData() | TagData():
                outcomes[_named(datum, library, is_overwriting=is_overwriting)] += 1
    return outcomes


def _author(datum: AuthorData, library: Library, *, is_overwriting: bool) -> Outcome:
    found = library.author_slugs.find(
        datum.slug or slug_for(datum.name, fallback="author")
    ) or library.authors.find(datum.name)
    fields: dict[str, Any] = {
        "name": datum.name,
        "affiliation": datum.affiliation,
        "biography": datum.biography,
    }
    if not isinstance(found, Author):
        author = Author(is_guest=datum.is_guest, **fields)
        author.slug = free_slug(author, datum.slug or datum.name)
        author.save()
        _link(author, datum.links)
        library.add_author(author, key=datum.key)
        return Outcome.CREATED
    library.add_author(found, key=datum.key)
    if is_overwriting:
        fields |= {"is_guest": datum.is_guest}
    is_changed = _fill(found, fields, is_overwriting=is_overwriting)
    links = list(found.links.values_list("label", "url"))
    if datum.links and links != list(datum.links) and (is_overwriting or not links):
        _link(found, datum.links)
        is_changed = True
    return Outcome.UPDATED if is_changed else Outcome.UNCHANGED


def _link(author: Author, links: tuple[tuple[str, str], ...]) -> None:
    author.links.all().delete()
    AuthorLink.objects.bulk_create(
        AuthorLink(author=author, label=label, url=url, position=position)
        for position, (label, url) in enumerate(links, start=1)
    )


def _named(
    datum: CategoryData | SeriesData | TagData, library: Library, *, is_overwriting: bool
) -> Outcome:
    """Enter something that is known by one name."""
    shelf, model, fields, name = _how(datum, library)
    found = shelf.find(name)
    if found is not None:
        chosen = fields if is_overwriting else _writing_only(fields)
        is_changed = _fill(found, chosen, is_overwriting=is_overwriting)
        return Outcome.UPDATED if is_changed else Outcome.UNCHANGED
    row = model(**{key: value for key, value in fields.items() if value not in ("", None)})
    row.slug = free_slug(row, datum.slug or name)
    row.save()
    if isinstance(shelf, SluggedShelf):
        shelf.add(name, row.slug, row)
    else:
        shelf.add(name, row)
    return Outcome.CREATED


def _how(datum: CategoryData | SeriesData | TagData, library: Library) -> tuple[Any, Any, Any, str]:
    """Return where a datum belongs: shelf, model, fields and name."""
    fields: dict[str, Any] = {"description": datum.description}
    match datum:
        case CategoryData():
            fields |= {"name": datum.name, "paper": datum.paper, "position": datum.position}
            return library.categories, Category, fields, datum.name
        case SeriesData():
            fields |= {"title": datum.title, "planned_parts": datum.planned_parts}
            return library.series, Series, fields, datum.title
        case _:
            return library.tags, Tag, fields | {"name": datum.name}, datum.name


def _writing_only(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what has a value from the start, so that only an editor can have meant it."""
    return {key: value for key, value in fields.items() if key not in {"paper", "position"}}


def _fill(row: models.Model, fields: Mapping[str, Any], *, is_overwriting: bool) -> bool:
    """Set the empty fields of a row, or all of them; save it if anything changed."""
    changed = [
        key
        for key, value in fields.items()
        if value not in ("", None)
        and getattr(row, key) != value
        and (is_overwriting or getattr(row, key) in ("", None))
    ]
    for key in changed:
        setattr(row, key, fields[key])
    if changed:
        row.save()
    return bool(changed)
