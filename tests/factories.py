"""Plain, deterministic makers of rows: each takes the fields that matter to a test."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from importlib import import_module
from itertools import count
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image

from posts.models import Author, Category, Page, Picture, Post, Series, Tag

_numbers = count(1)

LONG_AGO = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def make_category(**fields: Any) -> Category:
    """Make a category."""
    fields.setdefault("name", f"Category {next(_numbers)}")
    return Category.objects.create(**fields)


def make_tag(**fields: Any) -> Tag:
    """Make a tag."""
    fields.setdefault("name", f"tag {next(_numbers)}")
    return Tag.objects.create(**fields)


def make_author(**fields: Any) -> Author:
    """Make an author."""
    fields.setdefault("name", f"Ada Example{next(_numbers)}")
    return Author.objects.create(**fields)


def make_series(**fields: Any) -> Series:
    """Make a series."""
    fields.setdefault("title", f"Series {next(_numbers)}")
    return Series.objects.create(**fields)


def make_page(**fields: Any) -> Page:
    """Make a standing page that readers see."""
    number = next(_numbers)
    fields = {"path": f"page-{number}", "title": f"Page {number}", "is_published": True} | fields
    return Page.objects.create(**fields)


def make_post(
    *,
    tags: Iterable[Tag] = (),
    authors: Iterable[Author] = (),
    further: Iterable[Category] = (),
    **fields: Any,
) -> Post:
    """Make a live post, unless the fields say otherwise."""
    fields.setdefault("title", f"Post {next(_numbers)}")
    fields.setdefault("status", "published")
    fields.setdefault("body", "Some words.")
    if fields["status"] == "published":
        fields.setdefault("published_at", LONG_AGO)
    if "category" not in fields:
        fields["category"] = Category.objects.first() or make_category()
    post = Post(**fields)
    post.save()
    post.file_under(further)
    post.sign(authors)
    post.tags.add(*tags)
    return post


def make_draft(**fields: Any) -> Post:
    """Make a post that was never published."""
    return make_post(**{"status": "draft", "published_at": None} | fields)


def make_scheduled(**fields: Any) -> Post:
    """Make a post that goes live in an hour."""
    return make_post(**{"published_at": timezone.now() + HOUR} | fields)


def make_expired(**fields: Any) -> Post:
    """Make a post whose last minute passed an hour ago."""
    return make_post(**{"expires_at": timezone.now() - HOUR} | fields)


def make_unpublished(**fields: Any) -> Post:
    """Make a post that was taken back."""
    post = make_post(**fields)
    post.unpublish()
    post.save()
    return post


def role(name: str) -> Group:
    """Return a role, which a test that empties the database may have taken with it."""
    import_module("posts.migrations.0011_roles").make_roles(apps, None)
    return Group.objects.get(name=name)


def picture_bytes(*, width: int = 32, height: int = 20, file_format: str = "PNG") -> bytes:
    """Return an encoded picture of one colour."""
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), "#c3495c").save(buffer, format=file_format)
    return buffer.getvalue()


def make_picture(*, data: bytes | None = None, filename: str = "", **fields: Any) -> Picture:
    """Make a picture with alt text."""
    fields.setdefault("alt", "A plain red field.")
    filename = filename or f"red-{next(_numbers)}.png"
    picture = Picture(file=ContentFile(data or picture_bytes(), name=filename), **fields)
    picture.save()
    return picture
