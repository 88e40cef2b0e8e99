"""Checks of pictures: what those who do not see them hear, and how heavy they are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from posts.checking.registry import check
from posts.checking.values import Problem, Said, Severity

# Above this a picture is most of what a phone loads for a page.
HEAVY = 500 * 1024
_FILE_NAME = re.compile(r"\S+\.(?:png|jpe?g|gif|webp|avif|svg|heic|tiff?)", re.IGNORECASE)


@check("alt-text", Severity.ERROR, gettext_lazy("Every picture has alt text or is decorative"))
def alt_text(said: Said) -> Iterator[Problem]:
    """Find pictures that say nothing to those who do not see them."""
    for picture in said.pictures:
        if picture.is_decorative or picture.is_elsewhere:
            continue
        if not picture.alt or _FILE_NAME.fullmatch(picture.alt):
            message = (
                _("The alt text of “%(name)s” is a file name")
                if picture.alt
                else _("“%(name)s” has no alt text")
            )
            yield Problem(
                message % {"name": picture.name},
                _("Say what it shows, or mark it decorative."),
                subject=picture.name,
                place=picture.place,
            )


@check("missing-pictures", Severity.WARNING, gettext_lazy("Every picture is there"))
def missing_pictures(said: Said) -> Iterator[Problem]:
    """Find pictures that readers get words in place of."""
    for picture in said.pictures:
        if picture.is_known or not (picture.alt or picture.is_elsewhere):
            continue
        message = (
            _("“%(name)s” is on another site, so readers get a link to it")
            if picture.is_elsewhere
            else _("There is no picture called “%(name)s”")
        )
        yield Problem(
            message % {"name": picture.name},
            _("Upload it, or take it out."),
            subject=picture.name,
            place=picture.place,
        )


@check("picture-weight", Severity.WARNING, gettext_lazy("No picture is heavy"))
def heavy_pictures(said: Said) -> Iterator[Problem]:
    """Find pictures that take long to load."""
    for picture in said.pictures:
        if picture.weight and picture.weight > HEAVY:
            yield Problem(
                _("“%(name)s” weighs %(size)s")
                % {"name": picture.name, "size": filesizeformat(picture.weight)},
                _("Upload it smaller or as a JPEG: up to %(size)s.")
                % {"size": filesizeformat(HEAVY)},
                subject=picture.name,
                place=picture.place,
            )
