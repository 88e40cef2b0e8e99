"""The archive: everything by year and month."""

from __future__ import annotations

from itertools import count, groupby
from math import ceil
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from posts.archive import Period, count_each, count_of, counted_months, neighbours
from posts.paging import IN_PERIOD
from posts.views.paging import address_of, page_of, paged

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
    months = count_each(period.months())
    step = bytes_a_square(max(months.values(), default=0))
    return _page_of_period(request, period, {"months": _drawn(months, step=step), "step": step})


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


def _page_of_period(request: HttpRequest, period: Period, context: dict[str, Any]) -> HttpResponse:
    page = page_of(request, IN_PERIOD.of(start=period.start, end=period.end))
    earlier, later = neighbours(period)
    if page.is_empty and not (earlier and later):
        raise Http404(_("Nothing was published that early or that late."))
    context |= {"period": period, "earlier": earlier, "later": later}
    context |= {"page": page, "count": count_of(period), "path": address_of(request, page.place)}
    return render(request, "posts/period.html", {**context, "current_way": "archive"})
