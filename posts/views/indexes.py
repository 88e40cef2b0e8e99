"""Whole lists of what has a page of its own: sections, authors, tags and series."""

from __future__ import annotations

import unicodedata
from itertools import groupby
from typing import Any

from django.db.models import Count, Max, OuterRef, Q, Subquery, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from posts import counting
from posts.articles import planned_parts
from posts.models import Author, Category, Post, Series, Tag
from posts.views.home import section_headlines

# From so many tags on a reader is offered the alphabet to jump by.
TAGS_TO_JUMP = 60
# Where tags stand that begin with no letter.
NO_LETTER = "#"


@require_safe
def categories(request: HttpRequest) -> HttpResponse:
    """Show the sections: those of the navigation, and others once they have posts."""
    counts = counting.by("category")
    shown = Category.objects.filter(Q(is_in_navigation=True) | Q(pk__in=counts))
    contents = section_headlines(shown.defer("description"), excluding=[])
    for entry in contents:
        entry["count"] = counts.get(entry["section"].pk, 0)
    return render(request, "posts/categories.html", {"contents": contents})


@require_safe
def authors(request: HttpRequest) -> HttpResponse:
    """Show everybody who signed a public post."""
    counts = counting.by("author")
    rows = Author.objects.select_related("portrait").defer("biography", "biography_html")
    found = [author for author in rows if author.pk in counts]
    found.sort(key=lambda author: alphabetical(author.name))
    people = [{"author": author, "count": counts[author.pk]} for author in found]
    return render(request, "posts/authors.html", {"people": people})


@require_safe
def tags(request: HttpRequest) -> HttpResponse:
    """Show every tag that has a public post, by initial."""
    counts = counting.by("tag")
    rows = Tag.objects.defer("description", "description_html")
    found = [tag for tag in rows if tag.pk in counts]
    found.sort(key=lambda tag: (initial(tag.name) != NO_LETTER, alphabetical(tag.name)))
    letters = [
        {"letter": letter, "tags": [{"tag": tag, "count": counts[tag.pk]} for tag in group]}
        for letter, group in groupby(found, key=lambda tag: initial(tag.name))
    ]
    context = {"letters": letters, "count": len(found), "with_jumps": len(found) >= TAGS_TO_JUMP}
    return render(request, "posts/tags.html", context)


@require_safe
def series(request: HttpRequest) -> HttpResponse:
    """Show every series that has a public part, the one added to last on top."""
    public = Post.objects.published()
    parts = (
        public.filter(series__isnull=False)
        .order_by()
        .values("series")
        .annotate(
            count=Count("pk"),
            last=Max("series_part"),
            minutes=Sum("reading_minutes"),
            newest=Max("published_at"),
        )
    )
    known = {row["series"]: row for row in parts}
    paper = public.in_series(OuterRef("pk")).values("category__paper")[:1]
    rows = Series.objects.defer("description").annotate(paper=Subquery(paper))
    found: list[dict[str, Any]] = [
        known[row.pk] | {"series": row, "planned": planned_parts(row, known[row.pk]["last"])}
        for row in rows
        if row.pk in known
    ]
    found.sort(key=lambda entry: entry["newest"], reverse=True)
    return render(request, "posts/all_series.html", {"all_series": found, "current_way": "series"})


def alphabetical(name: str) -> str:
    """Return what a name is sorted by: its letters without case and accents."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def initial(name: str) -> str:
    """Return the capital a name is found under."""
    first = alphabetical(name)[:1].upper()
    return first if first.isalpha() else NO_LETTER
