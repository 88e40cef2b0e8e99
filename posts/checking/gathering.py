"""From posts, stored or typed, to what they say, with as many queries for one as for many."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from django.core.cache import cache
from django.db.models import Value
from django.db.models.functions import Lower

from posts.addresses import address
from posts.checking.addresses import EVERYTHING, Sight, Site, has_anchor, inner
from posts.checking.reading import Read, ids_in
from posts.checking.sources import Named, Source
from posts.checking.values import Leads, Link, Place, Said, Shown
from posts.models import Byline, Content, Picture, Post
from posts.rendering import picture_name

BATCH = 200  # posts at once


@dataclass(slots=True)
class _Draft:
    """A post with its text read, before anything is asked about it."""

    post: Post
    source: Source
    read: Read
    ids: frozenset[str]

    @property
    def base(self) -> str:
        return address("post", self.post.slug or "new")


@dataclass(slots=True)
class _Library:
    """What the database and the storage say about pictures and other posts."""

    by_name: dict[str, Picture]
    by_url: dict[str, Picture]
    weights: dict[str, int | None]
    titles: dict[str, set[int]]
    slugs: dict[str, set[int]]
    signed: frozenset[int]


def said_by(posts: Sequence[Post], *, sight: Sight = EVERYTHING) -> list[Said]:
    """Return what these posts say, in their order; they come with their texts and lead pictures.

    Of what is out of `sight` nothing can be told from that: it is as if it was not there.
    At most a dozen queries, however many posts there are.
    """
    drafts = [_draft(post) for post in posts]
    library = _library(drafts, sight)
    inside = {
        found
        for draft in drafts
        for href, _words in draft.read.links
        if not href.startswith("#") and (found := inner(href, base=draft.base))
    }
    site = Site(inside, sight=sight)
    return [_said(draft, library, site) for draft in drafts]


def _draft(post: Post) -> _Draft:
    content = post.content if hasattr(post, "content") else Content()
    return _Draft(post, Source(content.markdown), Read(content.html), ids_in(content.html))


def _said(draft: _Draft, library: _Library, site: Site) -> Said:
    post = draft.post
    return Said(
        key=post.pk,
        title=post.title,
        slug=post.slug,
        standfirst=post.standfirst,
        search_title=post.search_title,
        search_description=post.search_description,
        markdown=draft.post.body,
        text=draft.read.text,
        headings=draft.source.headings,
        links=tuple(_links(draft, site)),
        pictures=tuple(_pictures(draft, library)),
        explained=frozenset(draft.read.explained),
        twin_title=bool(library.titles.get(_folded(post.title), set()) - {post.pk}),
        twin_slug=bool(library.slugs.get(post.slug, set()) - {post.pk}),
        is_filed=post.category_id is not None,
        is_signed=post.pk in library.signed,
    )


def _links(draft: _Draft, site: Site) -> Iterator[Link]:
    for href, words in draft.read.links:
        if href.startswith("#"):
            found = has_anchor(unquote(href[1:]), draft.ids)
            leads = Leads.FINE if found else Leads.NO_ANCHOR
        elif target := inner(href, base=draft.base):
            leads = site.leads(*target)
        else:
            leads = Leads.OUTSIDE
        is_sound = leads in (Leads.FINE, Leads.OUTSIDE) and words
        place = Place() if is_sound else _place_of(draft.source, href, words)
        yield Link(href, words, leads, place)
    for href, words, line in draft.source.broken_links:
        leads = Leads.FINE if href or not words else Leads.NOWHERE
        yield Link(href, words, leads, draft.source.place(line))


def _place_of(source: Source, href: str, words: str) -> Place:
    """Return where a link stands: by its address, else by its words, as the two may be written."""
    spellings = (f"]({href}", href, words)
    return next((place for one in spellings if (place := source.place_of(one)).line), Place())


def _pictures(draft: _Draft, library: _Library) -> Iterator[Shown]:
    """Give the pictures that readers see, then those named that they do not see.

    Of the library, readers do not see those that await their words.
    """
    lead = draft.post.lead_picture
    if lead:
        yield _shown(lead, alt=lead.alt, place=Place(), weights=library.weights)
    places = {picture_name(named.source): named.line for named in reversed(draft.source.pictures)}
    for url, alt in draft.read.pictures:
        picture = library.by_url.get(url)
        line = places.get(picture.name) if picture else None
        place = draft.source.place(line) if line else Place()
        if picture:
            yield _shown(picture, alt=alt, place=place, weights=library.weights)
        else:
            yield Shown(url.rpartition("/")[2], alt, place)
    for named in draft.source.pictures:
        name = picture_name(named.source)
        known = library.by_name.get(name)
        if known and known.awaits_words:
            place = draft.source.place(named.line)
            yield _shown(known, alt="", place=place, weights=library.weights)
        elif name and not known:
            is_elsewhere = ":" in name or name.startswith("//")
            place = draft.source.place(named.line)
            yield Shown(name, named.alt, place, is_known=False, is_elsewhere=is_elsewhere)


def _shown(picture: Picture, *, alt: str, place: Place, weights: dict[str, int | None]) -> Shown:
    return Shown(
        picture.name,
        alt,
        place,
        is_decorative=picture.is_decorative,
        weight=weights.get(_heaviest(picture)),
    )


def _library(drafts: Sequence[_Draft], sight: Sight) -> _Library:
    names = {name for draft in drafts for name in _names(draft)}
    found = list(Picture.objects.filter(name__in=names)) if names else []
    leads = [draft.post.lead_picture for draft in drafts if draft.post.lead_picture]
    slugs = [draft.post.slug for draft in drafts if draft.post.slug]
    return _Library(
        by_name={picture.name: picture for picture in found},
        by_url={picture.get_absolute_url(): picture for picture in found},
        weights=_weigh([*found, *leads]),
        titles=_keys_by(_same_titles({draft.post.title for draft in drafts}, sight)),
        slugs=_keys_by(Post.objects.filter(slug__in=slugs).order_by().values_list("slug", "pk")),
        signed=_signed([draft.post.pk for draft in drafts if draft.post.pk]),
    )


def _names(draft: _Draft) -> Iterator[str]:
    named: Iterable[Named] = draft.source.pictures
    for source in [*(one.source for one in named), *draft.source.references]:
        yield picture_name(source)


def _same_titles(titles: Iterable[str], sight: Sight) -> Iterator[tuple[str, int]]:
    """Give the posts with one of these titles, whatever their capitals. One query, by an index."""
    lowered = [Lower(Value(title)) for title in titles if title]
    posts = sight.of(Post).alias(lowered=Lower("title")).filter(lowered__in=lowered).order_by()
    for title, key in posts.values_list("title", "pk") if lowered else ():
        yield _folded(title), key


def _signed(keys: list[int]) -> frozenset[int]:
    """Return the keys of the posts that have an author. One query."""
    bylines = Byline.objects.filter(post__in=keys).order_by()
    return frozenset(bylines.values_list("post", flat=True)) if keys else frozenset()


def _keys_by(rows: Iterable[tuple[str, int]]) -> dict[str, set[int]]:
    keys: dict[str, set[int]] = {}
    for value, key in rows:
        keys.setdefault(value, set()).add(key)
    return keys


def _folded(title: str) -> str:
    return " ".join(title.casefold().split())


def _heaviest(picture: Picture) -> str:
    """Return the file that a wide screen loads: the widest copy, or the upload without one."""
    return str(picture.renditions[-1][2]) if picture.renditions else str(picture.file.name or "")


def _weigh(pictures: Iterable[Picture]) -> dict[str, int | None]:
    """Return the bytes of each file. Its name holds a digest, so it is asked for once only."""
    files = {_heaviest(picture): picture for picture in pictures}
    keys = {name: f"bytes:{name}" for name in files}
    known = cache.get_many(keys.values())
    weights = {name: known.get(key) for name, key in keys.items()}
    fresh = {name: _size(files[name], name) for name, size in weights.items() if size is None}
    cache.set_many({keys[name]: size for name, size in fresh.items() if size is not None}, None)
    return weights | fresh


def _size(picture: Picture, name: str) -> int | None:
    try:
        return int(picture.file.storage.size(name))
    except OSError:  # It is not there, or out of reach; what shows the post says so.
        return None
