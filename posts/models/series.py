"""Series: posts that are read in order."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from posts.addresses import address
from posts.models.own_page import OwnPage
from posts.models.slugs import SlugField

MOST_PARTS = 200


class Series(OwnPage):
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
        verbose_name_plural = pgettext_lazy("several", "series")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of the series' page."""
        return address("series", self.slug)

    def named_in(self) -> Iterable[int]:
        """Return the keys of the parts."""
        return self.posts.values_list("pk", flat=True)

    def next_part(self) -> int:
        """Return the number that a new part would get."""
        last = self.posts.aggregate(last=models.Max("series_part"))["last"]
        return (last or 0) + 1
