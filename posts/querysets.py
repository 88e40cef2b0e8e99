"""Every question about which posts: who may see them, where they stand, what a page needs of them.

`published()` is the one definition of public. It is decided when the query runs, from data alone,
so nothing has to happen when a scheduled or an expiring minute passes.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models, transaction
from django.db.models import (
    DateTimeField,
    Exists,
    F,
    Func,
    OuterRef,
    Prefetch,
    Q,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThan, LessThan

from posts.changes import touch
from posts.composed import Given
from posts.rows import Either, Rows
from prsite.pagecache.now import Now

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser

    from posts.models import Author, Category, Post, Series, Tag
    from posts.places import Place

# How many of the newest posts of a category "More from" looks at for shared tags. A bound keeps the
# page as cheap at a million posts as at ten.
MORE_FROM_WINDOW = 200
EARLIEST = datetime(1, 1, 2, tzinfo=UTC)
# The largest number that a part can be stored with.
LAST_PART = 32_767
# What a picture needs to be shown, and a section or series to be named: not their introductions.
OF_PICTURE = (
    *("file", "alt", "is_decorative", "caption", "credit", "focus"),
    *("width", "height", "renditions"),
)
OF_CARD = (
    *("title", "slug", "language", "standfirst", "excerpt", "number", "reading_minutes"),
    *("published_at", "revised_at", "series", "series_part"),
    *("category__name", "category__slug", "category__paper"),
    *(f"lead_picture__{name}" for name in OF_PICTURE),
)
# What no page of a post shows of it.
UNSHOWN = (
    *("content__markdown", "content__text", "content__renderer_version"),
    *("category__description", "category__description_html"),
    *("series__description", "series__description_html"),
    *("lead_picture__digest", "lead_picture__weight", "lead_picture__rendition_weights"),
    *("lead_picture__uploaded_at", "created_at", "started_by"),
)


class PostQuerySet(models.QuerySet["Post"]):
    """Posts, asked for in words that chain."""

    # ------------------------------------------------------------ who may see

    def published(self, *, at: datetime | None = None) -> Self:
        """Keep what a reader may see at the moment `at` (default: when it is asked)."""
        return self.filter(_public(at or Now()))

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """Keep what `user` may see: for staff what they may at the desk, and what is public."""
        if not getattr(user, "is_staff", False):
            return self.published()
        if sees_every_post(user):
            return self.all()
        return self.filter(_public(Now()) | _own(user))

    def at_desk_for(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """Keep what staff works at: every post for those who may view all, else their own."""
        return self.all() if sees_every_post(user) else self.own_to(user)

    def own_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """Keep the posts that an account began or signs."""
        return self.filter(_own(user))

    def drafts(self) -> Self:
        """Keep posts that were never published or scheduled."""
        return self.filter(status="draft")

    def scheduled(self, *, at: datetime | None = None) -> Self:
        """Keep posts that go live after the moment `at` (default: when it is asked)."""
        return self.filter(status="published", published_at__gt=at or Now())

    def expired(self, *, at: datetime | None = None) -> Self:
        """Keep posts whose last minute has passed by `at` (default: when it is asked)."""
        moment = at or Now()
        return self.filter(status="published", published_at__lte=moment, expires_at__lte=moment)

    def unpublished(self) -> Self:
        """Keep posts that an editor took back."""
        return self.filter(status="unpublished")

    # ------------------------------------------------------------ where they stand

    def in_category(self, category: Category | OuterRef) -> Self:
        """Keep live posts filed under `category`, primarily or further, newest first.

        Range and order are read from the filing itself, so that a page is one range of its index.
        """
        return self._listed("filings", category=category).order_by(
            "-filings__published_at", "-filings__post_id"
        )

    def tagged(self, tag: Tag | OuterRef) -> Self:
        """Keep live posts that carry `tag`, newest first, as one range of the tagging's index."""
        return self._listed("taggings", tag=tag).order_by(
            "-taggings__published_at", "-taggings__content_object_id"
        )

    def by_author(self, author: Author | OuterRef | Given) -> Self:
        """Keep live posts signed by `author`, newest first, as one range of the byline's index."""
        return self._listed("bylines", author=author).order_by(
            "-bylines__published_at", "-bylines__post_id"
        )

    def in_series(self, series: Series | OuterRef | Given) -> Self:
        """Keep the parts of `series`, first part first."""
        # Every part has such a number; saying so leads SQLite to the index of parts.
        numbered = self.filter(series_part__gte=0, series_part__lte=LAST_PART)
        return numbered.filter(series=series).order_by("series_part")

    def newest_first(self) -> Self:
        """Order by publication, the latest on top; the primary key settles equal minutes."""
        return self.order_by("-published_at", "-pk")

    def oldest_first(self) -> Self:
        """Order by publication, the earliest on top."""
        return self.order_by("published_at", "pk")

    def published_between(self, start: datetime, end: datetime) -> Self:
        """Keep posts dated from `start` on and before `end`."""
        return self._within(Q(published_at__gte=start, published_at__lt=end))

    def published_before(self, moment: datetime) -> Self:
        """Keep posts dated before `moment`."""
        return self._within(Q(published_at__lt=moment))

    def numbered(self, first: int | Given, last: int | Given) -> Self:
        """Keep posts whose running number is one of `first` to `last`, in its order."""
        return self.filter(number__range=(first, last)).order_by("number")

    def before(self, place: Post | Place) -> Self:
        """Keep what a list that comes newest first shows behind `place`, the nearest first.

        The list is what it is sorted by: publication, or that of its filing, tagging or byline.
        """
        return self._beyond(place, LessThan)

    def after(self, place: Post | Place) -> Self:
        """Keep what a list that comes newest first shows ahead of `place`, the nearest first."""
        return self._beyond(place, GreaterThan).reverse()

    def beside(self, place: Post | Place | None, series: Series | Given | None) -> Self:
        """Return the public posts next to `place` in time and the public parts of `series`.

        In no order, and a look-up in an index each, though all are asked for at once.
        """
        public, found = self.published(), self.none()
        if place:
            nearest = (public.before(place), public.after(place))
            previous, following = (Subquery(posts.values("pk")[:1]) for posts in nearest)
            found |= self.filter(Q(pk=previous) | Q(pk=following))
        if series:
            found |= public.in_series(series)
        return found.order_by()

    def more_like(self, post: int | Given | None, category: Any, *, most: int) -> Self:
        """Return `most` public posts of `category` without the one of this key, kindred ones first.

        A post is kindred when it shares a tag; within each half the newest comes first. Only the
        newest `MORE_FROM_WINDOW` of the category are weighed, and no more than it takes to find
        the kindred ones.
        """
        filed = Q(expires_at__isnull=True) | Q(expires_at__gt=Now())
        newest = _rows("Filing").filter(filed, category=category, published_at__lte=Now())
        newest = (newest.exclude(post=post) if post else newest).order_by(
            "-published_at", "-post_id"
        )
        oldest = newest.values("published_at")[MORE_FROM_WINDOW - 1 : MORE_FROM_WINDOW]
        weighed = newest.filter(published_at__gte=Coalesce(Subquery(oldest), Value(EARLIEST)))
        own_tags = _rows("Tagging").filter(content_object=post).values("tag")
        shared = _rows("Tagging").filter(tag__in=own_tags)
        kindred = weighed.filter(Exists(shared.filter(content_object=OuterRef("post"))))
        return (
            self.published()
            .filter(pk__in=Either(kindred.values("post")[:most], newest.values("post")[:most]))
            .annotate(is_kindred=Exists(shared.filter(content_object=OuterRef("pk"))))
            .order_by("-is_kindred", "-published_at", "-pk")[:most]
        )

    # ------------------------------------------------------------ what a page needs

    def with_cards(self) -> Self:
        """Load what a card shows: section, lead picture, names of the byline (one query)."""
        signed = _rows("Byline").filter(post=OuterRef("pk")).order_by("position", "pk")
        names = signed.values("author", "author__name", "author__slug", "author__is_guest")
        return self.with_picture().annotate(byline_rows=Rows(names)).only(*OF_CARD)

    def with_article(self) -> Self:
        """Load what the article page shows of the post itself (two queries)."""
        return self.with_text().prefetch_related(Prefetch("bylines", queryset=_bylines()))

    def with_text(self) -> Self:
        """Load what `with_article()` does but for the byline (one query)."""
        tags = _rows("Tagging").filter(content_object=OuterRef("pk")).order_by("tag__name")
        listed = Rows(tags.values("tag", "tag__name", "tag__slug"))
        shown = self.with_picture().select_related("content", "series").defer(*UNSHOWN)
        return shown.annotate(tag_rows=listed)

    def with_picture(self) -> Self:
        """Load section and lead picture (one query)."""
        return self.select_related("category", "lead_picture")

    # ------------------------------------------------------------ changing many

    def update(self, **fields: Any) -> int:
        """Update, and let follow what `save()` would have followed up.

        Changed words are carried into the search index. What former addresses or filings follow
        from is saved post by post.
        """
        if {"slug", "category", "category_id"} & set(fields):
            return self._each(partial(_assign, fields))
        if not {"title", "standfirst"} & set(fields):
            return super().update(**fields)
        with transaction.atomic(using=self.db):
            touched = list(self.order_by().values_list("pk", flat=True))
            updated = super().update(**fields)
            touch(touched)
        return updated

    update.alters_data = True  # type: ignore[attr-defined]

    def publish(self) -> int:
        """Publish each of these posts now, or at the date it has (`Post.date_if_published`)."""
        return self._each(lambda post: post.publish())

    def unpublish(self) -> int:
        """Take each of these posts back."""
        return self._each(lambda post: post.unpublish())

    def _beyond(self, place: Post | Place, comparison: type[LessThan | GreaterThan]) -> Self:
        """Compare moment and key as one, so that equal moments cost no more than others do."""
        listed = self if self.query.order_by else self.newest_first()
        moment, key = (F(str(name).removeprefix("-")) for name in listed.query.order_by)
        # Named first: a condition would join the filings, taggings or bylines once more.
        named = listed.alias(listed_at=moment, listed_key=key)
        own = Row(F("listed_at"), F("listed_key"))
        limit = Row(_value(place.published_at, DateTimeField()), _value(place.pk))
        return named._within(comparison(own, limit))

    def _listed(self, rows: str, **place: Any) -> Self:
        """Keep posts with a row at `place` whose dates, which are the post's, let readers see it.

        The index of the list holds them, so that no post is read in vain.
        """
        now = Now()
        conditions = {f"{rows}__{name}": value for name, value in place.items()}
        return self.filter(
            Q(**{f"{rows}__expires_at__isnull": True}) | Q(**{f"{rows}__expires_at__gt": now}),
            **conditions,
            **{f"{rows}__published_at__lte": now},
        )

    def _within(self, bounds: Any) -> Self:
        """Filter by `bounds`, written ahead of the conditions there are.

        Of several upper bounds SQLite takes the first as the end of its range, and `published()`
        has one: behind it, a month of ten years ago would be searched for from today backwards.
        """
        bounded = self.filter(bounds)
        conditions = bounded.query.where.children
        known = len(self.query.where.children)
        conditions[:] = conditions[known:] + conditions[:known]
        return bounded

    def _each(self, change: Any) -> int:
        with transaction.atomic(using=self.db):
            posts = list(self.select_for_update(of=("self",)))
            for post in posts:
                change(post)
                post.save()
        return len(posts)


def _public(moment: datetime | Now) -> Q:
    """Return the condition under which readers may see a post at a moment."""
    is_unexpired = Q(expires_at__isnull=True) | Q(expires_at__gt=moment)
    return Q(is_unexpired, status="published", published_at__lte=moment)


def sees_every_post(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Tell whether staff may see posts that are not their own before readers do."""
    return any(user.has_perm(f"posts.{name}_post") for name in ("view", "change"))  # type: ignore[union-attr]


def _own(user: AbstractBaseUser | AnonymousUser) -> Q:
    """Return the condition under which a post is an account's own: it began it, or signs it."""
    signed = _rows("Byline").filter(author__user=user.pk)
    return Q(started_by=user.pk) | Q(pk__in=signed.values("post"))


class Row(Func):
    """Values that are compared one after the other, as SQL compares rows."""

    template = "(%(expressions)s)"
    output_field = models.BooleanField()


def _value(value: Any, field: Any = None) -> Any:
    return value if isinstance(value, Given) else Value(value, output_field=field)


def _assign(fields: dict[str, Any], post: Post) -> None:
    for name, value in fields.items():
        setattr(post, name, value)


def _rows(model: str) -> Any:
    """Return the rows of a neighbouring model, which lives a floor above and is asked by name."""
    return apps.get_model("posts", model)._default_manager.all()


def _bylines() -> Any:
    return _rows("Byline").select_related("author__portrait").order_by("position")
