"""The search page, for whatever a visitor types."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from posts.models import Category, Post
from posts.search import Filters, Order, Query, Results, did_you_mean, parse

NEWEST_WITHOUT_QUERY = 5
# Later ones have no year behind them that Python could name.
YEAR = re.compile(r"[12][0-9]{3}")


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show what a query finds; without one, where else to begin. Any input gives a page."""
    query = parse(request.GET.get("q", ""))
    if not query:
        newest = Post.objects.published().newest_first().with_cards()[:NEWEST_WITHOUT_QUERY]
        return render(request, "posts/search.html", {"query": query, "newest": newest})
    return render(request, "posts/search.html", results_context(request, query))


def results_context(request: HttpRequest, query: Query) -> dict[str, Any]:
    """Return what the page of results shows."""
    filters, order = filters_of(request), order_of(request)
    results = Results(query, filters=filters, order=order)
    if not results.has_any:
        results = Results(query.beginning(), filters=filters, order=order)
    if not results.has_any:
        return {"query": query, "suggestion": did_you_mean(query)}
    page = Paginator(results.keys, settings.PAGE_SIZE).get_page(request.GET.get("page"))
    return {
        "query": query,
        "results": results,
        "filters": filters,
        "order": order,
        "orders": list(Order),
        "address": address_of(query, filters, order),
        "page": page,
        "hits": results.hits(page.object_list),
    }


def address_of(query: Query, filters: Filters, order: Order) -> QueryDict:
    """Return the parameters of this search without its page, for links that change one of them."""
    address = QueryDict(mutable=True)
    address["q"] = query.text
    if filters.section:
        address["section"] = filters.section.slug
    if filters.year:
        address["year"] = str(filters.year)
    if order is not Order.BEST:
        address["order"] = order.value
    return address


def filters_of(request: HttpRequest) -> Filters:
    """Return the filters in the address; what is no section or no year filters nothing."""
    slug, year = request.GET.get("section", ""), request.GET.get("year", "")
    # PostgreSQL refuses to be asked for a NUL.
    sections = Category.objects.filter(slug=slug.replace("\0", "")) if slug else None
    return Filters(
        section=sections.first() if sections is not None else None,
        year=int(year) if YEAR.fullmatch(year) else None,
    )


def order_of(request: HttpRequest) -> Order:
    """Return the order in the address, or best first."""
    return Order.NEWEST if request.GET.get("order") == Order.NEWEST else Order.BEST
