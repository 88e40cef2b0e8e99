"""The archive: months in squares and in numbers, under their years."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count, groupby
from math import ceil

from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from posts.archive import Period
from posts.markup.drawings import progress
from posts.markup.lists import bytes_said, folio, page_meta
from posts.stencils import fill, fill_each
from prsite.here import here

# How many posts each month has, in the order in which they are shown.
Months = Mapping[Period, int]

# Squares of the busiest month. More than a glance takes in would say less than the number does.
MOST_SQUARES = 16


def archive_page(months: Months, *, path: str) -> dict[str, str]:
    """Return what `posts/archive.html` shows of all months that have posts."""
    name, step = _("Archive"), bytes_a_square(max(months.values(), default=0))
    about = _("Everything %(name)s has published, month by month.") % {"name": here().site.name}
    rows = (
        _year(year, {month: months[month] for month in of_year}, step=step)
        for year, of_year in groupby(months, key=lambda month: month.whole_year)
    )
    return {
        "name": name,
        "meta": page_meta(title=name, description=about, path=path),
        "scale": scale(step) if months else "",
        "folio": folio(sum(months.values())),
        "years": fill_each("posts/_year.html", rows),
    }


def bytes_a_square(busiest: int) -> int:
    """Return how many posts one square stands for: 1, 2, 5, 10, 20, 50 and so on."""
    steps = (factor * 10**power for power in count() for factor in (1, 2, 5))
    return next(step for step in steps if busiest <= step * MOST_SQUARES)


def scale(step: int) -> str:
    """Say how many posts one square stands for."""
    said = ngettext("One square is one byte.", "One square stands for up to %(step)s bytes.", step)
    return said % {"step": step}


def months_of_year(months: Months) -> dict[str, str]:
    """Return what the page of a year shows of its months; nothing where there are none."""
    if not months:
        return {}
    step = bytes_a_square(max(months.values()))
    return {"months": _months(months, step=step), "scale": scale(step)}


def _months(months: Months, *, step: int) -> SafeString:
    rows = (
        {
            "url": month.get_absolute_url(),
            "name": date_format(month.first_day, "F"),
            "squares": progress(ceil(number / step), ceil(number / step)),
            "number": f"{number}",
            "said": bytes_said(number),
        }
        for month, number in months.items()
    )
    return fill("posts/_months.html", {"months": fill_each("posts/_month.html", rows)})


def _year(year: Period, months: Months, *, step: int) -> dict[str, str]:
    return {
        "url": year.get_absolute_url(),
        "year": f"{year}",
        "said": bytes_said(sum(months.values())),
        "months": _months(months, step=step),
    }
