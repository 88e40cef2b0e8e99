"""Models whose rows become objects at once: a list's page makes a hundred of them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Self

from django.db import models
from django.db.models.base import ModelState


class Loaded(models.Model):
    """A model whose `from_db()` sets what was read, and does nothing else.

    Django's own hands each value to `__init__`, which sets it through the field's descriptor and
    tells the listeners of `pre_init` and `post_init`: five times the time. Neither does anything to
    a stored value here, and nobody may listen (`tests/models/test_loaded.py`). A field that was not
    read is loaded when it is asked for, as ever.
    """

    class Meta:
        abstract = True

    @classmethod
    def from_db(
        cls,
        db: str | None,
        field_names: Collection[str],
        values: Collection[Any],
        **of_later_versions: Any,
    ) -> Self:
        """Return the object of a row: values of these fields, by their names in the model."""
        if of_later_versions:
            return super().from_db(db, field_names, values, **of_later_versions)
        made = cls.__new__(cls)
        made._state = state = ModelState()
        state.adding, state.db = False, db
        vars(made).update(zip(field_names, values, strict=True))
        return made
