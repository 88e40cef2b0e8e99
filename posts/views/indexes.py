"""Whole lists of what has a page of its own: sections, authors, tags and series."""

from __future__ import annotations

from itertools import groupby
from typing import Any
from urllib.parse import quote

from django.db.models import Count, Max, OuterRef, Q, Subquery, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from posts import counting
from posts.alphabet import alphabetical, in_order
from posts.articles import planned_parts
from posts.directory import letters
from posts.directory.letters import REGISTERS, Letter, NamePlace, Register, page_of_letter
from posts.models import Category, Post, Series
from posts.structured import breadcrumbs_graph
from posts.views.home import section_headlines, with_headlines

# From so many tags on a reader is offered the alphabet to jump by.
TAGS_TO_JUMP = 60

# A tag or an author, under its kind, and how many posts it has.
Entry = dict[str, Any]


@require_safe
def categories(request: HttpRequest) -> HttpResponse:
    """Show the sections: those of the navigation, and others once they have posts."""
    counts = counting.by("category")
    shown = Category.objects.filter(Q(is_in_navigation=True) | Q(pk__in=counts))
    found = section_headlines(with_headlines(shown.defer("description")))
    contents = [entry._replace(number=counts.get(entry.section.pk, 0)) for entry in found]
    return render(request, "posts/categories.html", {"contents": contents})


@require_safe
def authors(request: HttpRequest) -> HttpResponse:
    """Show everybody who signed a public post; of very many, those who signed most."""
    return _register(request, REGISTERS["author"])


@require_safe
def authors_letter(request: HttpRequest, letter: str) -> HttpResponse:
    """Show the authors whose names begin with a letter."""
    return _letter(request, REGISTERS["author"], letter)


@require_safe
def tags(request: HttpRequest) -> HttpResponse:
    """Show every tag that has a public post, by initial; of very many, the most used."""
    return _register(request, REGISTERS["tag"])


@require_safe
def tags_letter(request: HttpRequest, letter: str) -> HttpResponse:
    """Show the tags that begin with a letter."""
    return _letter(request, REGISTERS["tag"], letter)


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


def _register(request: HttpRequest, register: Register) -> HttpResponse:
    """Show all names if they are few, else those with the most posts and the alphabet."""
    counts = counting.most_used(register.kind, limit=letters.FEW + 1)
    is_long = len(counts) > letters.FEW
    public = [key for key, count in counts.items() if count > 0]
    rows = register.listed().in_bulk(public[: letters.MOST if is_long else letters.FEW])
    # What was hidden between the two queries is missing.
    entries = [_entry(register, rows[key], counts) for key in public if key in rows]
    if is_long and (alphabet := register.letters()):
        entries.sort(key=lambda entry: (-entry["count"], entry[register.kind].sort_name))
        context = {"register": register, "entries": entries, "letters": alphabet}
        return render(request, "posts/register.html", context)
    return render(request, *ALL_OF_A_FEW[register.kind](entries))


def _all_authors(people: list[Entry]) -> tuple[str, dict[str, Any]]:
    people.sort(key=lambda entry: alphabetical(entry["author"].name))
    return "posts/authors.html", {"people": people}


def _all_tags(entries: list[Entry]) -> tuple[str, dict[str, Any]]:
    entries.sort(key=lambda entry: (in_order(entry["tag"].initial), entry["tag"].sort_name))
    groups = [
        {"letter": letter, "tags": list(group)}
        for letter, group in groupby(entries, key=lambda entry: entry["tag"].initial)
    ]
    with_jumps = len(entries) >= TAGS_TO_JUMP
    return "posts/tags.html", {
        "letters": groups,
        "count": len(entries),
        "with_jumps": with_jumps,
    }


ALL_OF_A_FEW = {"author": _all_authors, "tag": _all_tags}


def _letter(request: HttpRequest, register: Register, initial: str) -> HttpResponse:
    """Show a page of the names under a letter, which are there however few all names are."""
    letter = Letter(initial)
    try:
        [asked] = request.GET.getlist("after") or [""]
        place = NamePlace.read(asked) if asked else None
        page = page_of_letter(register.under(letter), place)
    except (ValueError, LookupError) as error:
        raise Http404(_("There is no such page of this list.")) from error
    counts = counting.of(register.kind, [row.pk for row in page])
    root = register.path_of(letter)
    context = {
        "register": register,
        "letter": letter,
        "letters": register.letters(),
        "page": page,
        "entries": [_entry(register, row, counts) for row in page],
        "root": root,
        "path": f"{root}?after={quote(str(page.place), safe='')}" if page.place else root,
        "structured": breadcrumbs_graph(
            [(str(register.title), reverse(register.address)), (str(letter), root)]
        ),
    }
    return render(request, "posts/register.html", context)


def _entry(register: Register, row: Any, counts: dict[int, int]) -> Entry:
    return {register.kind: row, "count": counts[row.pk]}
