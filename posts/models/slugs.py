"""Slugs: readable, lower-case, unicode-safe, and never two alike."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils.text import slugify


class SlugField(models.SlugField):
    """A unique slug that may hold letters of any script."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 150)
        kwargs.setdefault("unique", True)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("allow_unicode", True)
        super().__init__(*args, **kwargs)


def slug_for(text: str, *, fallback: str, max_length: int = 150) -> str:
    """Return `text` as a slug; `fallback` where nothing of it can stand in an address."""
    slug = slugify(unicodedata.normalize("NFC", text), allow_unicode=True)[:max_length].strip("-_")
    return slug or fallback


def free_slug(instance: models.Model, text: str, *, taken: Iterable[str] = ()) -> str:
    """Return a slug for `text` that no other row of the model has, nor is among `taken`.

    A taken slug gets the smallest free number behind it: `press`, `press-2`, `press-3`. One query.
    """
    model = type(instance)
    limit: int = getattr(model._meta.get_field("slug"), "max_length", None) or 150
    base = slug_for(text, fallback=model._meta.model_name or "page", max_length=limit - 8)
    rivals = model._default_manager.exclude(pk=instance.pk).filter(slug__startswith=base)
    used = {*rivals.values_list("slug", flat=True), *taken}
    return base if base not in used else _numbered(base, used)


def _numbered(base: str, taken: set[str]) -> str:
    number = 2
    while f"{base}-{number}" in taken:
        number += 1
    return f"{base}-{number}"
