"""Series: posts that are read in order."""

from __future__ import annotations

from typing import Any

from django.core.validators import MaxValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from posts.models.slugs import SlugField, free_slug
from posts.rendering import render_note

MOST_PARTS = 200


class Series(models.Model):
    """An ordered run of posts under one title."""

    title = models.CharField(_("title"), max_length=160, unique=True)
    slug = SlugField(
        _("slug"), help_text=_("The end of the address; made from the title if empty.")
    )
    planned_parts = models.PositiveSmallIntegerField(
        _("planned parts"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(MOST_PARTS)],
        help_text=_("How many parts there will be in the end, if that is known."),
    )
    description = models.TextField(
        _("description"), blank=True, help_text=_("One or two sentences in Markdown.")
    )
    description_html = models.TextField(editable=False, blank=True)

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = _("series")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Fill the slug, render the description, and save."""
        self.slug = self.slug or free_slug(self, self.title)
        self.description_html = render_note(self.description)
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "slug", "description_html"}
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """Return the address of the series' page."""
        return reverse("posts:series", args=[self.slug])

    def next_part(self) -> int:
        """Return the number that a new part would get."""
        last = self.posts.aggregate(last=models.Max("series_part"))["last"]
        return (last or 0) + 1
