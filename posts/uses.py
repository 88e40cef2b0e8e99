"""Where pictures are shown: as a lead, in a text, in changes of a post that are kept aside.

Standing pages count too. What a post shows now is asked of the database; unpublished changes and
pages are few, and are read.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _

from posts.models import Page, Picture, PictureUse, Post, Status, WorkingCopy
from posts.rendering import picture_name

# How many posts a card of the library names.
MOST_NAMED = 5
# Up to so many names are looked for by the database; of more, all changes are read.
MOST_SOUGHT = 100
# What a text may call a picture with: the target of a link or picture, a definition, an attribute.
CALLED = re.compile(
    r"\]\(\s*<?([^\s)>]+)"
    r"|^ {0,3}\[[^\]\n]{1,200}\]:[ \t]*<?([^\s>]+)"
    r"|\bsrc\s*=\s*[\"']?([^\"'\s>]+)",
    re.M,
)


class Named(NamedTuple):
    """A post or a page that shows a picture, and may be named."""

    key: int
    title: str


@dataclass(slots=True)
class Uses:
    """Where one picture is shown: the number of posts, the latest of those in sight, and pages."""

    total: int = 0
    posts: list[Named] = field(default_factory=list)
    pages: list[Named] = field(default_factory=list)


def called_in(text: str) -> set[str]:
    """Return the names that a text may call pictures by; some of them are links to pages."""
    found = (next(filter(None, match.groups()), "") for match in CALLED.finditer(text))
    return {picture_name(target) for target in found}


def is_shown() -> Q:
    """Return the condition of a picture that is shown somewhere. Two queries."""
    aside = {name for _post, names in _changes() for name in names}
    on_pages = {name for _page, names in _pages() for name in names}
    texts = PictureUse.objects.filter(name=OuterRef("name"))
    leads = Post.objects.filter(lead_picture=OuterRef("pk"))
    return Q(Exists(texts)) | Q(Exists(leads)) | Q(name__in=aside | on_pages)


def in_public(names: Collection[str]) -> set[str]:
    """Return which of these names a published post or a standing page calls a picture by.

    What is shown under one of them is for those to decide who may publish. Three queries.
    """
    if not names:
        return set()
    out = Post.objects.filter(status=Status.PUBLISHED)
    leads = out.filter(lead_picture__name__in=names).values_list("lead_picture__name", flat=True)
    uses = PictureUse.objects.filter(name__in=names, post__status=Status.PUBLISHED)
    on_pages = {name for _page, called in _pages() for name in called}
    texts = uses.values_list("name", flat=True)
    return {*leads.order_by(), *texts, *(on_pages & set(names))}


def posts_with(picture: Picture) -> QuerySet[Post]:
    """Return the posts that show a picture, in what is stored or in unpublished changes."""
    leads = Post.objects.filter(lead_picture=picture).order_by().values("pk")
    texts = PictureUse.objects.filter(name=picture.name).values("post_id")
    aside = [post for post, names in _changes([picture.name]) if picture.name in names]
    return Post.objects.filter(Q(pk__in=leads.union(texts)) | Q(pk__in=aside))


def pages_with(picture: Picture, *, sees_all: bool) -> list[Named]:
    """Return the standing pages whose text shows a picture. One query.

    One that readers do not see is named only where `sees_all`.
    """
    return [page for page, names in _pages(sees_all=sees_all) if picture.name in names]


def uses_of(
    pictures: Sequence[Picture], *, sight: QuerySet[Post], sees_all: bool
) -> dict[int, Uses]:
    """Return by key where pictures are shown, for a page of them. Seven queries at most.

    Each picture brings `post_total`, the number of posts that show it in what is stored. `sight`
    holds the posts that may be named; pages that readers do not see are named where `sees_all`.
    """
    if not pictures:
        return {}
    keys = {picture.name: picture.pk for picture in pictures}
    uses = {picture.pk: Uses(total=picture.post_total) for picture in pictures}  # type: ignore[attr-defined]
    named: dict[int, set[Named]] = defaultdict(set)
    visible = sight.order_by().values("pk")
    for key, post, title in _latest_leads(keys.values(), visible):
        named[key].add(Named(post, title))
    for name, post, title in _latest_texts(keys, visible):
        named[keys[name]].add(Named(post, title))
    _add_changes(keys, uses, named, sight)
    for page, names in _pages(sees_all=sees_all):
        for name in names & keys.keys():
            uses[keys[name]].pages.append(page)
    for key, posts in named.items():
        uses[key].posts = sorted(posts, reverse=True)[:MOST_NAMED]
    return uses


def _latest_leads(keys: Iterable[int], visible: QuerySet) -> QuerySet:
    posts = Post.objects.filter(lead_picture__in=list(keys), pk__in=visible).order_by()
    place = Window(RowNumber(), partition_by=F("lead_picture_id"), order_by=F("pk").desc())
    latest = posts.annotate(place=place).filter(place__lte=MOST_NAMED)
    return latest.values_list("lead_picture_id", "pk", "title")


def _latest_texts(names: Iterable[str], visible: QuerySet) -> QuerySet:
    texts = PictureUse.objects.filter(name__in=list(names), post__in=visible)
    place = Window(RowNumber(), partition_by=F("name"), order_by=F("post_id").desc())
    latest = texts.annotate(place=place).filter(place__lte=MOST_NAMED)
    return latest.values_list("name", "post_id", "post__title")


def _add_changes(
    keys: dict[str, int],
    uses: dict[int, Uses],
    named: dict[int, set[Named]],
    sight: QuerySet[Post],
) -> None:
    """Count the posts that show a picture in their unpublished changes alone, and name them."""
    pairs = [(name, post) for post, names in _changes(list(keys)) for name in names & keys.keys()]
    posts = {post for _name, post in pairs}
    texts = PictureUse.objects.filter(post__in=posts, name__in=keys)
    counted = set(texts.values_list("name", "post_id"))
    leads = dict(Post.objects.filter(pk__in=posts).values_list("pk", "lead_picture_id"))
    titles = dict(sight.filter(pk__in=posts).values_list("pk", "title"))
    for name, post in pairs:
        key = keys[name]
        if (name, post) not in counted and leads.get(post) != key:
            uses[key].total += 1
        if post in titles:
            named[key].add(Named(post, titles[post]))


def _changes(names: Collection[str] = ()) -> Iterator[tuple[int, set[str]]]:
    """Yield posts with the names that their unpublished changes call pictures by. One query.

    With `names` only changes that may name one of these.
    """
    copies = WorkingCopy.objects.order_by()
    if names and len(names) <= MOST_SOUGHT:
        condition = Q(revision__snapshot__lead__in=list(names))
        condition |= Q(revision__snapshot__pictures__has_any_keys=list(names))
        for name in names:
            condition |= Q(revision__snapshot__body__icontains=name)
        copies = copies.filter(condition)
    parts = (f"revision__snapshot__{part}" for part in ("lead", "pictures", "body"))
    for post, lead, pictures, body in copies.values_list("post_id", *parts):
        yield post, {lead, *pictures, *called_in(body)} - {""}


def _pages(*, sees_all: bool = False) -> Iterator[tuple[Named, set[str]]]:
    """Yield standing pages with the names that their texts call pictures by. One query."""
    rows = Page.objects.values_list("pk", "title", "is_published", "body")
    for key, title, is_published, body in rows:
        name = title if is_published or sees_all else _("A page that is not published")
        yield Named(key, name), called_in(body)
