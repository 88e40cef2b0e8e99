"""The archive: everything by year and month."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from posts.archive import Period, count_each, count_of, counted_months, neighbours
from posts.markup.archive import Months, archive_page, months_of_year
from posts.markup.lists import folio, list_page
from posts.markup.writing import NOTHING
from posts.paging import IN_PERIOD
from posts.stencils import fill_page
from posts.views.paging import address_of, page_of, paged, root_of
from prsite.here import here


@require_safe
def archive(request: HttpRequest) -> HttpResponse:
    """Show every month that has posts, in squares and in numbers."""
    values = archive_page(counted_months(), path=root_of(request))
    return fill_page(request, "posts/archive.html", values, current_way="archive")


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
        "of_year": f"{period.year:04}" if period.month else "",
        "of_year_url": whole_year.get_absolute_url(),
        "folio": folio(count_of(period)),
        **months_of_year(months),
        **_turned("earlier", earlier),
        **_turned("later", later),
    }
    return fill_page(request, "posts/period.html", values, current_way="archive")


def _turned(name: str, period: Period | None) -> dict[str, str]:
    return {name: str(period), f"{name}_url": period.get_absolute_url()} if period else {}
