"""The library: authors, tags, categories and series by the names that files call them.

Loaded once for an import, so that a post costs no query for what is known. What a transaction
adds is forgotten again when that transaction is rolled back.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from django.db import models

from posts.importers.people import Person
from posts.models import Author, Category, Series, Tag
from posts.models.slugs import slug_for

# As many sections as the navigation has room for; later ones wait for an editor.
ROOM_IN_NAVIGATION = 8


class Shelf:
    """Rows of one model under the names that find them, whatever their case."""

    def __init__(self) -> None:
        self._rows: dict[str, models.Model] = {}
        self._fresh: list[str] = []

    def load(self, names: Iterable[tuple[str, models.Model]]) -> None:
        """Put in rows that the database already has; the first under a name stays."""
        for name, row in names:
            self._rows.setdefault(fold(name), row)

    def find(self, name: str) -> models.Model | None:
        """Return the row that is called `name`, or None."""
        return self._rows.get(fold(name))

    def add(self, name: str, row: models.Model) -> None:
        """Put in a row of the running transaction."""
        if fold(name) not in self._rows:
            self._rows[fold(name)] = row
            self._fresh.append(fold(name))

    def keep(self) -> None:
        """Keep what was added: the transaction was committed."""
        self._fresh.clear()

    def forget(self) -> None:
        """Drop what was added: the transaction was rolled back."""
        for name in self._fresh:
            del self._rows[name]
        self._fresh.clear()


class SluggedShelf:
    """Rows of one model under their names, and under the slugs that files may name instead.

    “C” is neither “C++” nor “C#”, though `c` is what a slug can show of each: a slug that lost
    the signs of its name finds nothing.
    """

    def __init__(self) -> None:
        self._names, self._slugs = Shelf(), Shelf()

    def load(self, rows: Iterable[tuple[str, str, models.Model]]) -> None:
        """Put in rows that the database already has, as (name, slug, row)."""
        for name, slug, row in rows:
            self._names.load([(name, row)])
            self._slugs.load([(slug, row)] if _tells(slug, name) else [])

    def find(self, name: str) -> models.Model | None:
        """Return the row of that name, or else of that slug."""
        is_slug = slug_for(name, fallback="") == name.lower()
        return self._names.find(name) or (self._slugs.find(name) if is_slug else None)

    def add(self, name: str, slug: str, row: models.Model) -> None:
        """Put in a row of the running transaction."""
        self._names.add(name, row)
        if _tells(slug, name):
            self._slugs.add(slug, row)

    def keep(self) -> None:
        """Keep what was added: the transaction was committed."""
        self._names.keep()
        self._slugs.keep()

    def forget(self) -> None:
        """Drop what was added: the transaction was rolled back."""
        self._names.forget()
        self._slugs.forget()


# Signs that are part of a name, unlike those that divide its words.
_SIGNS = re.compile(r"[+#*@%$=^~|]")


def _tells(slug: str, name: str) -> bool:
    """Tell whether a slug means one name: it was chosen, or it has lost no sign of the name."""
    is_derived = re.sub(r"-\d+$", "", slug) == slug_for(name, fallback="")
    return not (_SIGNS.search(name) and is_derived)


def fold(name: str) -> str:
    """Return a name as names are compared: composed, without case, with single blanks."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


class Library:
    """Finds or makes the rows that a post refers to."""

    def __init__(self) -> None:
        self.authors, self.author_slugs, self.author_keys = Shelf(), Shelf(), Shelf()
        self.tags, self.categories, self.series = Shelf(), SluggedShelf(), SluggedShelf()
        authors = list(Author.objects.order_by("pk"))
        self.authors.load((author.name, author) for author in authors)
        self.author_slugs.load((author.slug, author) for author in authors)
        self.tags.load((tag.name, tag) for tag in Tag.objects.order_by("pk"))
        self.categories.load((row.name, row.slug, row) for row in Category.objects.order_by("pk"))
        self.series.load((row.title, row.slug, row) for row in Series.objects.order_by("pk"))

    def _shelves(self) -> tuple[Shelf | SluggedShelf, ...]:
        authors = (self.authors, self.author_slugs, self.author_keys)
        return (*authors, self.tags, self.categories, self.series)

    def keep(self) -> None:
        """Keep what the committed transaction added."""
        for shelf in self._shelves():
            shelf.keep()

    def forget(self) -> None:
        """Drop what the rolled back transaction added."""
        for shelf in self._shelves():
            shelf.forget()

    def author(self, person: Person) -> Author:
        """Return the author a byline means: by key, else by slug, else by name; else a new one."""
        found = (
            self.author_keys.find(person.name)
            or self.author_slugs.find(person.name)
            or self.authors.find(person.name)
        )
        if isinstance(found, Author):
            return self._with_affiliation(found, person.affiliation)
        author = Author(
            name=_spelt_out(person.name)[:120],
            slug="" if not _is_key(person.name) else self._author_slug(person.name),
            affiliation=person.affiliation[:160],
        )
        author.save()
        self.add_author(author, key=person.name)
        return author

    def _author_slug(self, key: str) -> str:
        """Return the key as the slug where it makes a free one, else nothing."""
        slug = slug_for(key, fallback="")
        return "" if self.author_slugs.find(slug) else slug

    def _with_affiliation(self, author: Author, affiliation: str) -> Author:
        if affiliation and not author.affiliation:
            author.affiliation = affiliation[:160]
            author.save(update_fields=["affiliation"])
        return author

    def add_author(self, author: Author, *, key: str = "") -> None:
        """Let files find an author by name, by slug, and by the key that data files use."""
        self.authors.add(author.name, author)
        self.author_slugs.add(author.slug, author)
        if key:
            self.author_keys.add(key, author)

    def tag(self, name: str) -> Tag:
        """Return the tag of that name, whatever its case; else a new one."""
        found = self.tags.find(name)
        if isinstance(found, Tag):
            return found
        tag = Tag(name=name)
        tag.save()
        self.tags.add(name, tag)
        return tag

    def category(self, name: str, *, is_public: bool = True) -> Category:
        """Return the category of that name or slug; else a new one.

        A new one joins the navigation while there is room, if a public post asks for it.
        """
        found = self.categories.find(name)
        if isinstance(found, Category):
            return found
        shown = Category.objects.filter(is_in_navigation=True).count()
        category = Category(name=name, is_in_navigation=is_public and shown < ROOM_IN_NAVIGATION)
        category.save()
        self.categories.add(name, category.slug, category)
        return category

    def one_series(self, title: str) -> Series:
        """Return the series of that title or slug; else a new one."""
        found = self.series.find(title)
        if isinstance(found, Series):
            return found
        series = Series(title=title)
        series.save()
        self.series.add(title, series.slug, series)
        return series


def _is_key(name: str) -> bool:
    """Tell a handle such as `ada-byron` from a name."""
    return re.fullmatch(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*", name) is not None


def _spelt_out(name: str) -> str:
    """Return the name that a handle stands for, as far as it shows."""
    if not _is_key(name):
        return name
    return " ".join(word.capitalize() for word in re.split(r"[-_.]", name))
