"""What sections, tags, authors and series share: a name, a note and a page of their own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, Self

from django.db import models, transaction

from posts.models.address import former_slugs, keep_former_address, path_of
from posts.models.changes import touch
from posts.models.slugs import free_slug
from posts.rendering import render_note


class OwnPageQuerySet(models.QuerySet[Any]):
    """Rows whose addresses are kept, whichever way their slugs change."""

    def update(self, **fields: Any) -> int:
        """Update; a changed slug or name is saved row by row.

        Former addresses follow from the one, the search index from the other.
        """
        if not {"slug", "name"} & set(fields):
            return super().update(**fields)
        with transaction.atomic(using=self.db):
            rows: list[Any] = list(self.select_for_update())
            for row in rows:
                for name, value in fields.items():
                    setattr(row, name, value)
                row.save()
        return len(rows)

    update.alters_data = True  # type: ignore[attr-defined]

    def get_by_natural_key(self, name: str) -> Any:
        """Find a row in fixtures by its name, as django-taggit does its tags."""
        return self.get(name=name)


class OwnPage(models.Model):
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
        with transaction.atomic():
            stored = self._lock()
            if not self.slug:
                self.slug = free_slug(self, str(self), taken=former_slugs(self, str(self)))
            html_field = f"{self.note_field}_html"
            setattr(self, html_field, render_note(getattr(self, self.note_field)))
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = {*kwargs["update_fields"], "slug", html_field}
            super().save(*args, **kwargs)
            if stored:
                kind = str(self._meta.model_name)
                before, after = path_of(kind, stored.slug), path_of(kind, self.slug)
                keep_former_address(self, before=before, after=after)
                if str(stored) != str(self):
                    touch(self.named_in())

    slug: Any

    def named_in(self) -> Iterable[int]:
        """Return the keys of the posts whose searchable words hold this row's name; here none."""
        return ()

    def _lock(self) -> Self | None:
        """Lock and return the row as it is stored."""
        stored = type(self)._base_manager.select_for_update().filter(pk=self.pk)
        return stored.first() if self.pk else None
