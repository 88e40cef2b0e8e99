"""How to follow the publication: every feed there is, as far as a page can list them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from posts.directory import listed_authors, listed_categories, listed_series

# Of each kind; the feeds of the others are found on their own pages.
MOST = 60


@require_safe
def subscribe(request: HttpRequest) -> HttpResponse:
    """Show the publication's feeds and those of its sections, series and authors."""
    lists = [
        {"id": "sections", "title": _("One section"), "rows": listed_categories()[:MOST]},
        {"id": "series", "title": _("One series"), "rows": listed_series()[:MOST]},
        {"id": "authors", "title": _("One author"), "rows": listed_authors()[:MOST]},
    ]
    return render(request, "posts/subscribe.html", {"lists": lists})
