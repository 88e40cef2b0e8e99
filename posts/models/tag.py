"""Tags, through django-taggit, with a description and a table that tag pages are sorted by."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _
from taggit.models import ItemBase, TagBase

from posts.addresses import address
from posts.models.named import Named, alphabet_index


class Tag(Named, TagBase):  # type: ignore[django-manager-missing]  # taggit names no manager
    """A word that posts share across sections."""

    description = models.TextField(
        _("description"), blank=True, help_text=_("One or two sentences in Markdown.")
    )
    description_html = models.TextField(editable=False, blank=True)

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["name"]
        indexes = [alphabet_index("tag_alphabet")]

    def named_in(self) -> Iterable[int]:
        """Return the keys of the posts that carry this tag."""
        return self.taggings.values_list("content_object_id", flat=True)

    def get_absolute_url(self) -> str:
        """Return the address of the tag's page."""
        return address("tag", self.slug)


class Tagging(ItemBase):
    """A tag on a post, with what the tag's page is sorted by.

    Its dates are the post's own while that is published, and none while it is not, so that a page
    of a tag is one range of one index. Triggers write them (`posts/tallies/`).
    """

    tag = models.ForeignKey(Tag, models.CASCADE, related_name="taggings")
    content_object = models.ForeignKey("posts.Post", models.CASCADE, related_name="taggings")
    published_at = models.DateTimeField(null=True, editable=False)
    expires_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("tagging")
        verbose_name_plural = _("taggings")
        constraints = [
            models.UniqueConstraint(fields=["content_object", "tag"], name="tagging_once_per_tag"),
        ]
        indexes = [
            models.Index(
                fields=["tag", "published_at", "content_object", "expires_at"], name="tagging_list"
            ),
            models.Index(
                fields=["tag", "expires_at"],
                condition=models.Q(expires_at__isnull=False),
                name="tagging_expiring",
            ),
        ]
