"""Former addresses: what once answered and now redirects, so that no link ever breaks."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from posts.models.slugs import slug_for

# Everything that has a page of its own; the names are those of the fields below, of the models in
# lower case, and of their addresses in `posts.urls`.
KINDS = ("post", "category", "tag", "author", "series", "page")


class FormerAddress(models.Model):
    """A path that used to lead to something with a page of its own, and now redirects there."""

    path = models.CharField(
        _("path"),
        max_length=500,
        unique=True,
        help_text=_("Begins with a slash, without the host."),
    )
    post = models.ForeignKey(
        "posts.Post",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="former_addresses",
        verbose_name=_("post"),
    )
    category = models.ForeignKey(
        "posts.Category",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="former_addresses",
        verbose_name=_("section"),
    )
    tag = models.ForeignKey(
        "posts.Tag",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="former_addresses",
        verbose_name=_("tag"),
    )
    author = models.ForeignKey(
        "posts.Author",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="former_addresses",
        verbose_name=_("author"),
    )
    series = models.ForeignKey(
        "posts.Series",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="former_addresses",
        verbose_name=_("series"),
    )
    page = models.ForeignKey(
        "posts.Page",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="former_addresses",
        verbose_name=_("page"),
    )

    class Meta:
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")
        ordering = ["path"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    *(
                        Q(**{f"{other}__isnull": other != kind for other in KINDS})
                        for kind in KINDS
                    ),
                    _connector=Q.OR,
                ),
                name="former_address_leads_to_one_thing",
                violation_error_message=_("Choose the one thing that this address leads to."),
            ),
        ]

    def __str__(self) -> str:
        return self.path

    @property
    def target(self) -> Any:
        """What the address leads to now."""
        return next(found for kind in KINDS if (found := getattr(self, kind)) is not None)


def path_of(kind: str, slug: str) -> str:
    """Return the path, unquoted as it is stored, at which a row of `kind` with `slug` answers."""
    return unquote(reverse(f"posts:{kind}", args=[slug]))


def keep_former_address(thing: models.Model, *, before: str, after: str) -> None:
    """Let the path `before` lead to `thing`, which answers at `after` now.

    A path that leads to something else already is not taken over.
    """
    if before == after:
        return
    own = {str(thing._meta.model_name): thing}
    FormerAddress.objects.filter(path=after, **own).delete()
    FormerAddress.objects.get_or_create(path=before, defaults=own)


def former_slugs(thing: models.Model, text: str) -> list[str]:
    """Return slugs close to that of `text` at which other rows of the kind were once found.

    A newcomer must not take them: their old addresses lead to those rows. One query.
    """
    kind = str(thing._meta.model_name)
    root = path_of(kind, "x")[: -len("x/")]
    near = f"{root}{slug_for(text, fallback=kind)[:40]}"
    others = FormerAddress.objects.filter(path__startswith=near)
    if thing.pk:
        # Not `exclude()` alone: a row whose foreign key is empty is another's, too.
        others = others.exclude(**{kind: thing.pk, f"{kind}__isnull": False})
    paths = others.values_list("path", flat=True)
    return [path.removeprefix(root).strip("/") for path in paths]
