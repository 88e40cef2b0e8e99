"""What an article's page shows, gathered once for readers and for the desk's preview."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db.models import OuterRef, QuerySet

from posts.composed import Given, Question
from posts.models import Author, AuthorLink, Byline, Post, Series, Tag
from posts.places import Place
from posts.querysets import PostQuerySet
from posts.rows import Rows

# What comes before and after something, where there is anything.
Turned = tuple[Post | None, Post | None]

MORE_FROM_SECTION = 3
# Forms in which is asked what stands beside a post: it has a place in time, or in a series.
DATED, PART = "dated", "part"
# What the article says of the posts beside it.
OF_NEIGHBOURS = (
    "title",
    "slug",
    "language",
    "published_at",
    "reading_minutes",
    "series",
    "series_part",
)


class Article(NamedTuple):
    """A post with all that its page shows beside it."""

    post: Post
    authors: list[Author]
    tags: list[Tag]
    more: list[Post]
    parts: list[Post]  # of its series, in order
    planned: int  # so many parts there will be
    turned: Turned
    turned_parts: Turned

    @property
    def to_come(self) -> int:
        """How many parts of the series are still to come."""
        return self.planned - len(self.parts)


@Question
def _article(slug: Given) -> PostQuerySet:
    return Post.objects.published().with_text().filter(slug=slug)


@Question
def _signed(post: Given) -> QuerySet[Byline]:
    links = AuthorLink.objects.filter(author=OuterRef("author")).order_by("position", "pk")
    signed = Byline.objects.filter(post=post).select_related("author__portrait")
    return signed.annotate(link_rows=Rows(links.values("url", "label"))).order_by("position", "pk")


@Question
def _more(post: Given, category: Given) -> PostQuerySet:
    return Post.objects.with_cards().more_like(post, category, most=MORE_FROM_SECTION)


@Question
def _more_than_unsaved(category: Given) -> PostQuerySet:
    return Post.objects.with_cards().more_like(None, category, most=MORE_FROM_SECTION)


@Question
def _beside(*form: str, published_at: Any, pk: Any, series: Given) -> PostQuerySet:
    place = Place(published_at, pk) if DATED in form else None
    return Post.objects.beside(place, series if PART in form else None).only(*OF_NEIGHBOURS)


def article(post: Post, *, authors: list[Author], tags: list[Tag], more: list[Post]) -> Article:
    """Return what the page of a post shows, which is stored or still being written.

    One query, for the posts beside it.
    """
    # In a preview the post itself is not as it is stored.
    neighbours = [post if other.pk == post.pk else other for other in beside(post)]
    parts = parts_of(post.series, neighbours)
    last = max([post.series_part or 0, *(part.series_part or 0 for part in parts)])
    return Article(
        post=post,
        authors=authors,
        tags=tags,
        more=more,
        parts=parts,
        planned=planned_parts(post.series, last) if post.series else 0,
        turned=turned(post, neighbours),
        turned_parts=turned_parts(post, parts),
    )


def article_at(slug: str) -> Post | None:
    """Return the public post at an address with what its page shows of itself. One query."""
    return next(iter(_article(slug=slug)), None)


def authors_of(post: Post) -> list[Author]:
    """Return who signs `post`, in order, each with portrait and links. One query."""
    signed: Any = _signed(post=post.pk)
    for byline in signed:
        byline.author.link_rows = byline.link_rows
    return [byline.author for byline in signed]


def more_from(post: Post) -> list[Post]:
    """Return the cards shown below `post`; none where it has no section. One query."""
    key: int | None = post.pk
    if post.category_id is None:
        return []
    if key is None:
        return _more_than_unsaved(category=post.category_id)
    return _more(post=key, category=post.category_id)


def beside(post: Post) -> list[Post]:
    """Return the posts next to `post` and the parts of its series. At most one query."""
    is_stored = bool(post.pk and post.published_at)
    form = [name for name, there in ((DATED, is_stored), (PART, post.series_id)) if there]
    if not form:
        return []
    place = {"published_at": post.published_at, "pk": post.pk}
    return _beside(*form, **place, series=post.series_id)


def turned(post: Post, beside: list[Post]) -> Turned:
    """Return the posts before and after `post` in time, from those `beside` it."""
    if post.pk is None or post.published_at is None:
        return None, None
    own = Place.of(post)
    earlier = [other for other in beside if Place.of(other) < own]
    later = [other for other in beside if Place.of(other) > own]
    return max(earlier, key=Place.of, default=None), min(later, key=Place.of, default=None)


def parts_of(series: Series | None, beside: list[Post]) -> list[Post]:
    """Return the parts of `series` in order, from the posts beside one of them."""
    parts = [other for other in beside if series and other.series_id == series.pk]
    return sorted(parts, key=lambda part: part.series_part or 0)


def turned_parts(post: Post, parts: list[Post]) -> Turned:
    """Return the public parts of its series before and after `post`, from those loaded already."""
    part = post.series_part or 0
    earlier = [other for other in parts if (other.series_part or 0) < part]
    later = [other for other in parts if (other.series_part or 0) > part]
    return earlier[-1] if earlier else None, later[0] if later else None


def progress_of(series: Series, parts: list[Post]) -> dict[str, int]:
    """Return how many parts there will be, and how many of them are still to come."""
    planned = planned_parts(series, max((part.series_part or 0 for part in parts), default=0))
    return {"planned": planned, "to_come": planned - len(parts)}


def planned_parts(series: Series, last_part: int) -> int:
    """Return how many parts the series has or will have, as far as readers may know."""
    return max(series.planned_parts or 0, last_part)
