"""Tags, through django-taggit, with a description and a table that tag pages are sorted by."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from taggit.models import ItemBase, TagBase

from posts.models.dates import stored_date
from posts.models.slugs import free_slug
from posts.rendering import render_note


class Tag(TagBase):
    """A word that posts share across sections."""

    description = models.TextField(
        _("description"), blank=True, help_text=_("One or two sentences in Markdown.")
    )
    description_html = models.TextField(editable=False, blank=True)

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["name"]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Fill the slug, render the description, and save."""
        if not self.slug:  # type: ignore[has-type]  # a field of TagBase, which has no types
            self.slug = free_slug(self, self.name)
        self.description_html = render_note(self.description)
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "slug", "description_html"}
        super().save(*args, **kwargs)

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
