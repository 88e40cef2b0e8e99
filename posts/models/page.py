"""Standing pages: about, colophon, accessibility and whatever else a publication says of itself."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils.translation import gettext_lazy as _

from posts.addresses import address
from posts.models.address import FormerAddress, keep_former_address, path_of
from posts.models.picture import find_pictures
from posts.rendering import render

# Lower-case words, with hyphens inside them and slashes between them: about, legal/privacy.
PATH = r"[a-z0-9]+(?:-[a-z0-9]+)*(?:/[a-z0-9]+(?:-[a-z0-9]+)*)*"


class PageQuerySet(models.QuerySet["Page"]):
    """Standing pages, asked for in words that chain."""

    def published(self) -> PageQuerySet:
        """Keep what readers may see."""
        return self.filter(is_published=True)

    def in_footer(self) -> PageQuerySet:
        """Keep the public pages that the foot of every page links to, in order."""
        return self.published().filter(is_in_footer=True)


class Page(models.Model):
    """A text at a path of its own, outside the stream of posts."""

    path = models.CharField(
        _("path"),
        max_length=150,
        unique=True,
        validators=[
            RegexValidator(
                rf"^{PATH}\Z",
                _("Write a path in lower-case letters, as in about or legal/privacy."),
            )
        ],
        help_text=_("The address behind the host: about, or legal/privacy."),
    )
    title = models.CharField(_("title"), max_length=160)
    description = models.CharField(
        _("description"),
        max_length=320,
        blank=True,
        help_text=_("One sentence for search engines. Empty means the beginning of the text."),
    )
    is_published = models.BooleanField(
        _("published"), default=False, help_text=_("Readers see the page.")
    )
    is_in_footer = models.BooleanField(
        _("in the footer"), default=True, help_text=_("Link to it at the foot of every page.")
    )
    position = models.PositiveSmallIntegerField(
        _("position"), default=0, help_text=_("Order in the footer, smallest first.")
    )
    body = models.TextField(_("text"), blank=True, help_text=_("Markdown, as in a post."))
    body_html = models.TextField(editable=False, blank=True)
    excerpt = models.CharField(max_length=240, editable=False, blank=True)
    updated_at = models.DateTimeField(_("saved"), auto_now=True)

    objects = PageQuerySet.as_manager()

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        ordering = ["position", "title"]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Render the text, save, and keep an address that readers knew. Raises RenderRefused."""
        with transaction.atomic():
            stored = type(self)._base_manager.select_for_update().filter(pk=self.pk).first()
            self.render()
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = {*kwargs["update_fields"], "body_html", "excerpt"}
            super().save(*args, **kwargs)
            if stored and stored.path != self.path:
                self._keep_former_address(stored)

    def render(self) -> None:
        """Make the HTML and the excerpt of the text, without saving. Raises RenderRefused."""
        rendered = render(self.body, find_pictures=find_pictures, site_url=settings.SITE_URL)
        self.body_html, self.excerpt = rendered.html, rendered.excerpt

    def rerender(self) -> None:
        """Render the stored text again; nothing an editor wrote changes. Raises RenderRefused."""
        with transaction.atomic():
            type(self)._base_manager.select_for_update().get(pk=self.pk).save(update_fields=[])

    def _keep_former_address(self, stored: Page) -> None:
        before, after = path_of("page", stored.path), path_of("page", self.path)
        if stored.is_published:
            keep_former_address(self, before=before, after=after)
        else:
            FormerAddress.objects.filter(path=after, page=self).delete()

    def clean(self) -> None:
        """Refuse a path at which something else answers, now or formerly."""
        if not re.fullmatch(PATH, self.path):
            return  # The field says so itself.
        own = address("page", self.path)
        if _answered_by(own) != "posts:page":
            raise ValidationError(
                {"path": _("%(path)s is taken by the publication itself.") % {"path": own}}
            )
        former = FormerAddress.objects.filter(path=own)
        if self.pk:
            former = former.exclude(page=self.pk, page__isnull=False)
        if former.exists():
            raise ValidationError(
                {"path": _("Something else still answers at %(path)s.") % {"path": address}}
            )

    def get_absolute_url(self) -> str:
        """Return the address of the page."""
        return address("page", self.path)

    @property
    def summary(self) -> str:
        """The description, or the beginning of the text where there is none."""
        return self.description or self.excerpt


def _answered_by(address: str) -> str:
    """Return the name of the view that answers at `address`."""
    try:
        match: ResolverMatch = resolve(address)
    except Resolver404:
        return ""
    return match.view_name
