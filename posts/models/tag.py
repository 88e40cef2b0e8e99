"""Tags, through django-taggit, with a description and a table that tag pages are sorted by."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from taggit.models import ItemBase, TagBase

from posts.models.dates import stored_date
from posts.models.own_page import OwnPage


class Tag(OwnPage, TagBase):  # type: ignore[django-manager-missing]  # taggit names no manager
    """A word that posts share across sections."""

    description = models.TextField(
        _("description"), blank=True, help_text=_("One or two sentences in Markdown.")
    )
    description_html = models.TextField(editable=False, blank=True)

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["name"]

    def named_in(self) -> Iterable[int]:
        """Return the keys of the posts that carry this tag."""
        return self.taggings.values_list("content_object_id", flat=True)

    def get_absolute_url(self) -> str:
        """Return the address of the tag's page."""
        return reverse("posts:tag", args=[self.slug])


class Tagging(ItemBase):
    """A tag on a post, with what the tag's page is sorted by.

    `published_at` mirrors the post's own, so that a page of a tag is one range of one index.
    """

    tag = models.ForeignKey(Tag, models.CASCADE, related_name="taggings")
    content_object = models.ForeignKey("posts.Post", models.CASCADE, related_name="taggings")
    published_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("tagging")
        verbose_name_plural = _("taggings")
        constraints = [
            models.UniqueConstraint(fields=["content_object", "tag"], name="tagging_once_per_tag"),
        ]
        indexes = [
            models.Index(fields=["tag", "published_at", "content_object"], name="tagging_list"),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Take along the publication date that is stored for the post, whatever memory says."""
        self.published_at = stored_date(self.content_object_id)
        super().save(*args, **kwargs)
