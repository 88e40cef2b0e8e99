"""Names, days and languages, as pages write them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from posts.models import Author
from prsite.here import here

RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
NOTHING = SafeString("")
REVERSED = SafeString(' dir="rtl"')


def names(authors: Sequence[Author]) -> str:
    """Join authors as a sentence would: “A, B and C (guest)”."""
    return sentence([_named(author) for author in authors])


def linked_names(authors: Sequence[Author]) -> SafeString:
    """Join authors as a sentence would, each name a link to the author's page."""
    links = [_linked(author) for author in authors]
    if not links:
        return NOTHING
    if len(links) == 1:
        return links[0]
    first = format_html_join(", ", "{}", ((link,) for link in links[:-1]))
    return format_html(_("{} and {}"), first, links[-1])


def sentence(words: list[str]) -> str:
    """Join words as a sentence would: “A, B and C”."""
    if len(words) < 2:
        return "".join(words)
    return _("%(first)s and %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}


def iso(moment: datetime | None) -> str:
    """Write a moment for `<time datetime>`, in the site's zone and to the second; none as nothing.

    HTML allows three digits of a second at most, a database keeps six.
    Source: https://html.spec.whatwg.org/#valid-time-string
    """
    return moment.astimezone(here().zone).isoformat(timespec="seconds") if moment else ""


def whole_date(moment: datetime | None) -> str:
    """Write the day of a moment, in the site's zone; none as nothing."""
    if moment is None:
        return ""
    around = here()
    return _written(moment.astimezone(around.zone).date(), "DATE_FORMAT", around.language)


def short_date(moment: datetime | None) -> str:
    """Write the day of a moment, and its year unless that is the current one; none as nothing."""
    if moment is None:
        return ""
    around = here()
    day = moment.astimezone(around.zone).date()
    form = "MONTH_DAY_FORMAT" if day.year == around.year else "DATE_FORMAT"
    return _written(day, form, around.language)


def speaks(language: str) -> SafeString:
    """Return the attributes of an element whose words are in `language`; none for the site's."""
    if not language:
        return NOTHING
    is_reversed = language.partition("-")[0] in RIGHT_TO_LEFT
    return format_html(' lang="{}"{}', language, REVERSED if is_reversed else NOTHING)


@lru_cache(maxsize=2000)
def _written(day: date, form: str, _language: str) -> str:
    return date_format(day, form)


def _named(author: Author) -> str:
    return _("%(name)s (guest)") % {"name": author.name} if author.is_guest else author.name


def _linked(author: Author) -> SafeString:
    link = format_html('<a href="{}" rel="author">{}</a>', author.get_absolute_url(), author.name)
    if author.is_guest:
        return format_html('{} <span class="guest">({})</span>', link, _("guest"))
    return link
