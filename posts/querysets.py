"""Every question about which posts: who may see them, where they stand, what a page needs of them.

`published()` is the one definition of public. It is decided when the query runs, from data alone,
so nothing has to happen when a scheduled or an expiring minute passes.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils import timezone

from posts.changes import touch

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser

    from posts.models import Author, Category, Post, Series, Tag

# How many of the newest posts of a category "More from" looks at for shared tags. A bound keeps the
# page as cheap at a million posts as at ten.
MORE_FROM_WINDOW = 200


class PostQuerySet(models.QuerySet["Post"]):
    """Posts, asked for in words that chain."""

    # ------------------------------------------------------------ who may see

    def published(self, *, at: datetime | None = None) -> Self:
        """Keep what a reader may see at the moment `at` (default: now)."""
        at = at or timezone.now()
        return self.filter(
            Q(expires_at__isnull=True) | Q(expires_at__gt=at),
            status="published",
            published_at__lte=at,
        )

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """Keep what `user` may see: everything for staff who may view posts, else the public."""
        may_view = getattr(user, "is_staff", False) and user.has_perm("posts.view_post")  # type: ignore[union-attr]
        return self.all() if may_view else self.published()

    def drafts(self) -> Self:
        """Keep posts that were never published or scheduled."""
        return self.filter(status="draft")

    def scheduled(self, *, at: datetime | None = None) -> Self:
        """Keep posts that go live after the moment `at` (default: now)."""
        return self.filter(status="published", published_at__gt=at or timezone.now())

    def expired(self, *, at: datetime | None = None) -> Self:
        """Keep posts whose last minute has passed by the moment `at` (default: now)."""
        at = at or timezone.now()
        return self.filter(status="published", published_at__lte=at, expires_at__lte=at)

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

    def by_author(self, author: Author | OuterRef) -> Self:
        """Keep live posts signed by `author`, newest first, as one range of the byline's index."""
        return self._listed("bylines", author=author).order_by(
            "-bylines__published_at", "-bylines__post_id"
        )

    def in_series(self, series: Series | OuterRef) -> Self:
        """Keep the parts of `series`, first part first."""
        # Every part has a number of at least 0; saying so leads SQLite to the index of parts.
        return self.filter(series=series, series_part__gte=0).order_by("series_part")

    def newest_first(self) -> Self:
        """Order by publication, the latest on top; the primary key settles equal minutes."""
        return self.order_by("-published_at", "-pk")

    def oldest_first(self) -> Self:
        """Order by publication, the earliest on top."""
        return self.order_by("published_at", "pk")

    def published_between(self, start: datetime, end: datetime) -> Self:
        """Keep posts dated from `start` on and before `end`."""
        return self._within(published_at__gte=start, published_at__lt=end)

    def published_before(self, moment: datetime) -> Self:
        """Keep posts dated before `moment`."""
        return self._within(published_at__lt=moment)

    def before(self, post: Post) -> Self:
        """Keep what was published before `post`, the nearest first."""
        # Range first, ties after: one OR over both would not be a single range of the index.
        earlier = self._within(published_at__lte=post.published_at)
        return earlier.exclude(published_at=post.published_at, pk__gte=post.pk).newest_first()

    def after(self, post: Post) -> Self:
        """Keep what was published after `post`, the nearest first."""
        later = self.filter(published_at__gte=post.published_at)
        return later.exclude(published_at=post.published_at, pk__lte=post.pk).oldest_first()

    def more_like(self, post: Post) -> Self:
        """Return the public posts of the post's category without itself, kindred ones first.

        A post is kindred when it shares a tag; within each half the newest comes first. Only the
        newest `MORE_FROM_WINDOW` of the category are weighed.
        """
        if post.category is None:
            return self.none()
        newest = self.published().in_category(post.category).exclude(pk=post.pk)
        window = list(newest.values_list("pk", flat=True)[:MORE_FROM_WINDOW])
        own_tags = _rows("Tagging").filter(content_object=post.pk).values("tag")
        kindred = _rows("Tagging").filter(content_object=OuterRef("pk"), tag__in=own_tags)
        return (
            self.filter(pk__in=window)
            .annotate(is_kindred=Exists(kindred))
            .order_by("-is_kindred", "-published_at", "-pk")
        )

    # ------------------------------------------------------------ what a page needs

    def with_cards(self) -> Self:
        """Load what a card shows: section, lead picture and byline (two queries in all)."""
        return self.select_related("category", "lead_picture").prefetch_related(
            Prefetch("bylines", queryset=_bylines())
        )

    def with_article(self) -> Self:
        """Load what the article page shows of the post itself (three queries in all)."""
        return (
            self.with_cards()
            .select_related("content", "series")
            .prefetch_related(Prefetch("taggings", queryset=_taggings()))
        )

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
        """Publish each of these posts now, or leave it at the date it already has."""
        return self._each(lambda post: post.publish())

    def unpublish(self) -> int:
        """Take each of these posts back."""
        return self._each(lambda post: post.unpublish())

    def _listed(self, rows: str, **place: Any) -> Self:
        """Keep posts with a row at `place` whose dates, which are the post's, let readers see it.

        The index of the list holds them, so that no post is read in vain.
        """
        now = timezone.now()
        conditions = {f"{rows}__{name}": value for name, value in place.items()}
        return self.filter(
            Q(**{f"{rows}__expires_at__isnull": True}) | Q(**{f"{rows}__expires_at__gt": now}),
            **conditions,
            **{f"{rows}__published_at__lte": now},
        )

    def _within(self, **bounds: datetime | None) -> Self:
        """Filter by `bounds`, written ahead of the conditions there are.

        Of several upper bounds SQLite takes the first as the end of its range, and `published()`
        has one: behind it, a month of ten years ago would be searched for from today backwards.
        """
        bounded: Any = type(self)(self.model, using=self.db).filter(**bounds) & self
        # What a page needs of the posts is not combined by itself.
        bounded.query.select_related = self.query.select_related
        bounded._prefetch_related_lookups = self._prefetch_related_lookups  # type: ignore[attr-defined]
        return bounded

    def _each(self, change: Any) -> int:
        with transaction.atomic(using=self.db):
            posts = list(self.select_for_update(of=("self",)))
            for post in posts:
                change(post)
                post.save()
        return len(posts)


def _assign(fields: dict[str, Any], post: Post) -> None:
    for name, value in fields.items():
        setattr(post, name, value)


def _rows(model: str) -> Any:
    """Return the rows of a neighbouring model, which lives a floor above and is asked by name."""
    return apps.get_model("posts", model)._default_manager.all()


def _bylines() -> Any:
    return _rows("Byline").select_related("author__portrait").order_by("position")


def _taggings() -> Any:
    return _rows("Tagging").select_related("tag").order_by("tag__name")
