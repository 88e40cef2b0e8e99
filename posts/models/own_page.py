"""What sections, tags, authors and series share: a name, a note and a page of their own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, Self

from django.db import models, transaction

from posts.changes import gathered, touch
from posts.models.address import former_slugs, keep_former_address, path_of
from posts.models.loaded import Loaded
from posts.models.slugs import free_slug
from posts.rendering import render_note


class OwnPageQuerySet(models.QuerySet[Any]):
    """Rows whose addresses are kept, whichever way their slugs change."""

    def update(self, **fields: Any) -> int:
        """Update, and let follow what `save()` would: kept addresses, and the search index."""
        if not {"slug", "name", "title"} & set(fields):
            return super().update(**fields)
        with transaction.atomic(using=self.db), gathered():
            before = {row.pk: row for row in self.select_for_update(of=("self",))}
            updated = super().update(**fields)
            for row in self.model._base_manager.filter(pk__in=before):
                row.follow(before[row.pk])
        return updated

    update.alters_data = True  # type: ignore[attr-defined]

    def get_by_natural_key(self, name: str) -> Any:
        """Find a row in fixtures by its name, as django-taggit does its tags."""
        return self.get(name=name)


class OwnPage(Loaded):
    """A row with a page of its own: its address is made from its name, and outlives it.

    `note_field` names the Markdown that introduces the page; its HTML lies beside it.
    """

    note_field: ClassVar[str] = "description"

    objects = OwnPageQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Fill the slug, render the note, save, and keep an address that changes.

        Raises RenderRefused for a note that cannot be rendered.
        """
        with transaction.atomic(), gathered():
            stored = self._lock()
            if not self.slug:
                self.slug = free_slug(self, str(self), taken=former_slugs(self, str(self)))
            setattr(self, f"{self.note_field}_html", render_note(getattr(self, self.note_field)))
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = self._with_derived(set(kwargs["update_fields"]), stored)
            super().save(*args, **kwargs)
            if stored:
                type(self)._base_manager.get(pk=self.pk).follow(stored)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete, and announce the posts that were named after this row once each."""
        with transaction.atomic(), gathered():
            return super().delete(*args, **kwargs)

    def follow(self, stored: OwnPage) -> None:
        """Let everything follow that depends on what changed since the row was `stored`."""
        kind = str(self._meta.model_name)
        before, after = path_of(kind, stored.slug), path_of(kind, self.slug)
        keep_former_address(self, before=before, after=after)
        if str(stored) != str(self):
            touch(self.named_in())

    def _with_derived(self, fields: set[str], stored: OwnPage | None) -> set[str]:
        """Return the fields to store with those that follow from them, and no others.

        A row in memory may be older than another editor's slug.
        """
        if self.note_field in fields:
            fields.add(f"{self.note_field}_html")
        if stored and not stored.slug:
            fields.add("slug")
        return fields

    slug: Any

    def named_in(self) -> Iterable[int]:
        """Return the keys of the posts whose searchable words hold this row's name; here none."""
        return ()

    def _lock(self) -> Self | None:
        """Lock and return the row as it is stored."""
        stored = type(self)._base_manager.select_for_update().filter(pk=self.pk)
        return stored.first() if self.pk else None
