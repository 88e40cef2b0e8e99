"""Where the addresses of this site lead, asked for many at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from django.conf import settings
from django.urls import Resolver404, ResolverMatch, resolve

from posts.checking.reading import ids_in
from posts.checking.values import Leads
from posts.models import Author, Category, Page, Post, Series, State, Tag
from posts.querysets import PostQuerySet
from posts.redirects import lead_somewhere
from posts.rendering.headings import RESERVED

# By the names of their addresses: what has a page of its own, and files that hang on one.
_POST = frozenset({"post", "post_markdown", "share_picture"})
_NAMED: dict[str, Any] = {
    "category": Category,
    "category_feed": Category,
    "tag": Tag,
    "tag_feed": Tag,
    "author": Author,
    "author_feed": Author,
    "series": Series,
    "series_feed": Series,
}
# A part of a page by its words, which no id has to name: https://wicg.github.io/scroll-to-text-fragment/
_BY_WORDS = ":~:"


def inner(href: str, *, base: str) -> tuple[str, str] | None:
    """Return path and fragment of an address of this site; None for one that leads elsewhere."""
    try:
        parts = urlsplit(urljoin(f"{settings.SITE_URL}{base}", href))
        own = urlsplit(settings.SITE_URL)
        if parts.scheme not in ("http", "https") or parts.hostname != own.hostname:
            return None
    except ValueError:
        return None
    return parts.path or "/", unquote(parts.fragment)


@dataclass(frozen=True, slots=True)
class Sight:
    """What whoever asks may know of before readers do: these posts, or all, and pages or none."""

    posts: PostQuerySet | None = None
    pages: bool = True

    def of(self, model: Any) -> Any:
        """Return the rows that may be known of."""
        if model is Post and self.posts is not None:
            return self.posts
        rows = model._default_manager.all()
        return rows if self.pages or model is not Page else rows.published()


EVERYTHING = Sight()


class Site:
    """What answers at these addresses, each a path and a fragment. A bounded number of queries."""

    def __init__(self, addresses: Iterable[tuple[str, str]], *, sight: Sight = EVERYTHING) -> None:
        wanted = set(addresses)
        self._sight = sight
        self._known: dict[str, Leads] = {}
        self._asked: dict[tuple[Any, str], list[str]] = defaultdict(list)
        for path in {path for path, _fragment in wanted}:
            self._known[path] = self._first_look(path)
        self._look_up()
        dead = [path for path, leads in self._known.items() if leads is Leads.NOWHERE]
        moved = lead_somewhere(dead) if dead else frozenset()
        self._known.update(dict.fromkeys(moved, Leads.FINE))
        self._moved = moved
        self._ids = self._read_ids({path for path, fragment in wanted if fragment})

    def leads(self, path: str, fragment: str = "") -> Leads:
        """Tell where an address leads, which must be one of those that were given."""
        leads = self._known[path]
        if leads is not Leads.FINE or not fragment:
            return leads
        ids = self._ids.get(path)
        if ids is None:
            return leads
        return leads if has_anchor(fragment, ids) else Leads.NO_ANCHOR

    def _first_look(self, path: str) -> Leads:
        """Sort an address by what would answer; whether there is such a thing is asked later."""
        match = _resolved(path)
        if match is None:
            is_static = path.startswith(settings.STATIC_URL)
            return Leads.FINE if is_static else Leads.NOWHERE
        if match.namespace == "admin":
            return Leads.DESK
        slug = match.kwargs.get("slug")
        name = match.url_name or ""
        if name in _POST or name in _NAMED:
            self._asked[_NAMED.get(name, Post), str(slug)].append(path)
        elif name == "page":
            self._asked[Page, match.kwargs["path"]].append(path)
        else:
            return Leads.FINE
        return Leads.NOWHERE

    def _look_up(self) -> None:
        by_model: dict[Any, list[str]] = defaultdict(list)
        for model, name in self._asked:
            by_model[model].append(name)
        for model, names in by_model.items():
            for name, leads in _found(model, names, self._sight):
                for path in self._asked[model, name]:
                    self._known[path] = leads

    def _read_ids(self, paths: set[str]) -> dict[str, frozenset[str]]:
        """Return the ids on the pages that are linked to in part: those of posts and pages."""
        asked = {
            (model, name): found
            for (model, name), found in self._asked.items()
            if model in (Post, Page) and paths.intersection(found)
        }
        slugs = [name for model, name in asked if model is Post]
        named = [name for model, name in asked if model is Page]
        texts: list[tuple[Any, str, str]] = []
        if slugs:
            posts = Post.objects.filter(slug__in=slugs).order_by()
            rows = posts.values_list("slug", "content__html")
            texts += [(Post, slug, markup or "") for slug, markup in rows]
        if named:
            pages = Page.objects.filter(path__in=named).order_by().values_list("path", "body_html")
            texts += [(Page, path, markup) for path, markup in pages]
        # A former address leads to another page than the one that is named now.
        return {
            path: ids_in(markup)
            for model, name, markup in texts
            for path in asked[model, name]
            if path not in self._moved
        }


def has_anchor(fragment: str, ids: Iterable[str]) -> bool:
    """Tell whether a page with these ids has such a place; every page has its top and its parts."""
    fragment = fragment.partition(_BY_WORDS)[0]
    return fragment in ("", "top") or fragment in RESERVED or fragment in ids


def _resolved(path: str) -> ResolverMatch | None:
    """Return what answers at a path, or at the one with a slash behind it that Django leads to."""
    plain = unquote(path)
    for spelling in (plain, f"{plain}/"):
        try:
            return resolve(spelling)
        except Resolver404:
            continue
    return None


def _found(model: Any, names: list[str], sight: Sight) -> Iterable[tuple[str, Leads]]:
    """Give those of a kind that there are, and whether readers see them. One query."""
    rows = sight.of(model)
    if model is Post:
        posts = rows.filter(slug__in=names).order_by()
        for post in posts.only("slug", "status", "published_at", "expires_at"):
            yield post.slug, Leads.FINE if post.state() is State.LIVE else Leads.HIDDEN
    elif model is Page:
        pages = rows.filter(path__in=names).order_by().values_list("path", "is_published")
        for path, is_published in pages:
            yield path, Leads.FINE if is_published else Leads.HIDDEN
    else:
        for slug in rows.filter(slug__in=names).order_by().values_list("slug", flat=True):
            yield slug, Leads.FINE
