"""What tags and authors share: so many of them that lists need their letters in an index."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import models

from posts.alphabet import LONGEST, initial, sort_name
from posts.models.own_page import OwnPage, OwnPageQuerySet

DERIVED = {"initial", "sort_name"}


class NamedQuerySet(OwnPageQuerySet):
    """Rows that are found under their letters, whichever way they came."""

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        """Insert the rows, each under its letter."""
        rows = list(objs)
        for row in rows:
            row.stand_under_letter()
        if "name" in (kwargs.get("update_fields") or ()):
            kwargs["update_fields"] = {*kwargs["update_fields"], *DERIVED}
        return super().bulk_create(rows, *args, **kwargs)

    bulk_create.alters_data = True  # type: ignore[attr-defined]


class Named(OwnPage):
    """A row that is found under the letter of its `name`, which an index holds.

    `signals.py` derives it before every save: that of a fixture calls no method of a model.
    """

    initial = models.CharField(editable=False, max_length=1, default="#", db_default="#")
    sort_name = models.CharField(editable=False, max_length=LONGEST, default="", db_default="")

    objects: ClassVar[Any] = NamedQuerySet.as_manager()

    name: Any

    class Meta:
        abstract = True

    def stand_under_letter(self) -> None:
        """Derive from the name where the row stands."""
        self.initial, self.sort_name = initial(self.name), sort_name(self.name)

    def follow(self, stored: OwnPage) -> None:
        """Let the letter follow a name that was changed by a query."""
        super().follow(stored)
        before = self.initial, self.sort_name
        self.stand_under_letter()
        if before != (self.initial, self.sort_name):
            place = {"initial": self.initial, "sort_name": self.sort_name}
            type(self)._base_manager.filter(pk=self.pk).update(**place)

    def _with_derived(self, fields: set[str], stored: OwnPage | None) -> set[str]:
        """Store with a name what is derived from it."""
        fields = super()._with_derived(fields, stored)
        return fields | DERIVED if "name" in fields else fields


def alphabet_index(name: str) -> models.Index:
    """Return the index that pages of letters are ranges of."""
    return models.Index(fields=["initial", "sort_name", "id"], name=name)
