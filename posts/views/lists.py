"""Lists of posts: all of them, and those of a section, a tag, an author or a series."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from django.db.models import OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from posts import counting
from posts.addresses import address
from posts.articles import progress_of
from posts.composed import Given, Question
from posts.directory import shown_authors, shown_series, shown_tags
from posts.markup.lists import folio, introduction, list_page
from posts.models import Author, AuthorLink, Category, Post, Series, Tag
from posts.paging import BY_AUTHOR, IN_CATEGORY, LATEST, TAGGED, ListPage
from posts.querysets import PostQuerySet
from posts.rows import Rows
from posts.stencils import fill_page
from posts.structured import (
    author_graph,
    category_graph,
    list_graph,
    series_graph,
    tag_graph,
)
from posts.views.paging import address_of, page_of, paged, root_of
from posts.words import plain
from prsite.here import here

Row = TypeVar("Row")


@Question
def _category(slug: Given) -> QuerySet[Category]:
    return Category.objects.filter(slug=slug).defer("description")


@Question
def _tag(slug: Given) -> QuerySet[Tag]:
    return shown_tags().filter(slug=slug)


@Question
def _author(slug: Given) -> QuerySet[Author]:
    links = AuthorLink.objects.filter(author=OuterRef("pk")).values("url", "label")
    found = shown_authors().filter(slug=slug).select_related("portrait")
    return found.annotate(link_rows=Rows(links))


@Question
def _first_by(author: Given) -> PostQuerySet:
    return Post.objects.published().by_author(author).reverse().only("published_at")[:1]


@Question
def _series(slug: Given) -> QuerySet[Series]:
    return shown_series().filter(slug=slug)


@Question
def _parts(series: Given) -> PostQuerySet:
    return Post.objects.published().in_series(series).with_cards()


@require_safe
@paged
def latest(request: HttpRequest) -> HttpResponse:
    """List every post, the newest first."""
    page, name = page_of(request, LATEST.of()), _("Latest")
    path = address_of(request, page.place)
    values = {
        **list_page(page, name=name, about=here().site.about, path=path, root=root_of(request)),
        "folio": folio(counting.everything(), root=address("home")),
        "structured": list_graph(name, path, page.posts),
    }
    return fill_page(request, "posts/latest.html", values, current_way="latest")


@require_safe
@paged
def category(request: HttpRequest, slug: str) -> HttpResponse:
    """List the posts filed under a category."""
    found = _found(_category(slug=slug))
    page = page_of(request, IN_CATEGORY.of(category=found.pk))
    values = {
        **_of(
            found,
            page,
            request,
            about=_("Everything that %(site)s has published under %(name)s."),
            count=counting.in_category(found),
            with_section=False,
        ),
        "paper": found.paper,
        "structured": category_graph(found, page.posts, path=address_of(request, page.place)),
    }
    return fill_page(request, "posts/category.html", values, current_section=found)


@require_safe
@paged
def tag(request: HttpRequest, slug: str) -> HttpResponse:
    """List the posts that carry a tag."""
    found = _found(_tag(slug=slug))
    page = page_of(request, TAGGED.of(tag=found.pk))
    about = _("Everything that %(site)s has published about %(name)s.")
    values = {
        **_of(found, page, request, about=about, count=counting.tagged(found)),
        "structured": tag_graph(found, page.posts, path=address_of(request, page.place)),
    }
    return fill_page(request, "posts/tag.html", values)


@require_safe
@paged
def author(request: HttpRequest, slug: str) -> HttpResponse:
    """Introduce an author and list the author's posts."""
    found = _found(_author(slug=slug))
    page = page_of(request, BY_AUTHOR.of(author=found.pk))
    about = _("What %(name)s has written for %(site)s.")
    count = counting.by_author(found)
    since = next((post.published_at for post in _first_by(author=found.pk)), None)
    values = {
        **introduction(found),
        **_of(found, page, request, about=about, count=count, since=since),
        "structured": author_graph(found, page.posts, path=address_of(request, page.place)),
    }
    return fill_page(request, "posts/author.html", values)


@require_safe
def series(request: HttpRequest, slug: str) -> HttpResponse:
    """List the parts of a series in the order they are read."""
    found = _found(_series(slug=slug))
    parts = _parts(series=found.pk)
    context = {
        "series": found,
        "parts": parts,
        **progress_of(found, parts),
        "minutes": sum(part.reading_minutes for part in parts),
        "current_way": "series",
        "structured": series_graph(found, parts),
    }
    return render(request, "posts/series.html", context)


def _found(rows: list[Row]) -> Row:
    """Return the row that was asked for. Raises Http404."""
    if not rows:
        raise Http404
    return rows[0]


def _of(
    found: Category | Tag | Author,
    page: ListPage,
    request: HttpRequest,
    *,
    about: str,
    count: int,
    since: datetime | None = None,
    with_section: bool = True,
) -> dict[str, str]:
    """Return what the page of a section, tag or author shows of its list.

    `about` is what can be said of every such list, where nobody wrote a note.
    """
    root, note_html = found.get_absolute_url(), getattr(found, f"{found.note_field}_html")
    listed = list_page(
        page,
        name=found.name,
        about=plain(note_html) or about % {"site": here().site.name, "name": found.name},
        path=address_of(request, page.place),
        root=root_of(request),
        feeds=root,
        with_section=with_section,
    )
    counted = folio(count, since=since, root=root, label=found.name)
    return {**listed, "note_html": note_html, "folio": counted}
