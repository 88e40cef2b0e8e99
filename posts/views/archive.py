"""The archive: everything by year and month."""

from __future__ import annotations

from itertools import count, groupby
from math import ceil
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from posts.archive import Period, count_each, count_of, counted_months, neighbours
from posts.markup.lists import folio, list_page
from posts.markup.writing import NOTHING
from posts.paging import IN_PERIOD
from posts.stencils import fill_page
from posts.views.paging import address_of, page_of, paged, root_of
from prsite.here import here

# How many posts each month has.
Months = dict[Period, int]

# Squares of the busiest month. More than a glance takes in would say less than the number does.
MOST_SQUARES = 16


@require_safe
def archive(request: HttpRequest) -> HttpResponse:
    """Show every month that has posts, in squares and in numbers."""
    months = counted_months()
    step = bytes_a_square(max(months.values(), default=0))
    drawn = groupby(_drawn(months, step=step), key=lambda row: row["period"].whole_year)
    rows = {year: list(of_year) for year, of_year in drawn}
    years = [
        {"period": year, "months": of_year, "count": sum(row["count"] for row in of_year)}
        for year, of_year in rows.items()
    ]
    context = {"years": years, "step": step, "count": sum(months.values())}
    return render(request, "posts/archive.html", {**context, "current_way": "archive"})


@require_safe
@paged
def year(request: HttpRequest, year: int) -> HttpResponse:
    """List the posts of a year, and its months."""
    period = Period(year)
    return _page_of_period(request, period, count_each(period.months()))


@require_safe
@paged
def month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """List the posts of a month."""
    return _page_of_period(request, Period(year, month), {})


def bytes_a_square(busiest: int) -> int:
    """Return how many posts one square stands for: 1, 2, 5, 10, 20, 50 and so on."""
    steps = (factor * 10**power for power in count() for factor in (1, 2, 5))
    return next(step for step in steps if busiest <= step * MOST_SQUARES)


def _drawn(months: dict[Period, int], *, step: int) -> list[dict[str, Any]]:
    return [
        {"period": month, "count": number, "squares": ceil(number / step)}
        for month, number in months.items()
    ]


def _page_of_period(request: HttpRequest, period: Period, months: Months) -> HttpResponse:
    page = page_of(request, IN_PERIOD.of(start=period.start, end=period.end))
    earlier, later = neighbours(period)
    if page.is_empty and not (earlier and later):
        raise Http404(_("Nothing was published that early or that late."))
    name, whole_year = str(period), period.whole_year
    listed = list_page(
        page,
        name=name,
        about=_("What %(name)s published in %(period)s.")
        % {"name": here().site.name, "period": name},
        path=address_of(request, page.place),
        root=root_of(request),
        with_lead=False,
    )
    values = {
        **listed,
        "list": NOTHING if page.is_empty else listed["list"],
        "is_empty": "yes" if page.is_empty else "",
        "year": f"{period.year:04}" if period.month else "",
        "year_url": whole_year.get_absolute_url(),
        "folio": folio(count_of(period)),
        **_shown(months),
        **_turned("earlier", earlier),
        **_turned("later", later),
    }
    return fill_page(request, "posts/period.html", values, current_way="archive")


def _shown(months: Months) -> dict[str, str]:
    if not months:
        return {}
    step = bytes_a_square(max(months.values(), default=0))
    shown = {"months": list(_drawn(months, step=step)), "step": step}
    return {
        "months": render_to_string("posts/_months.html", shown),
        "scale": render_to_string("posts/_scale.html", shown),
    }


def _turned(name: str, period: Period | None) -> dict[str, str]:
    return {name: str(period), f"{name}_url": period.get_absolute_url()} if period else {}
