"""Filters of the list of posts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from posts.admin.longlist import UsedSectionFilter
from posts.models import Author, Category, Decision, Post, Review, Series, State, Tag
from posts.numbers import number
from posts.querysets import PostQuerySet


def _in_review() -> models.QuerySet:
    """Return the keys of the posts that are in review."""
    return Review.objects.filter(decision=Decision.OPEN).order_by().values_list("post", flat=True)


KEEP: dict[str, Callable[[PostQuerySet], PostQuerySet]] = {
    State.DRAFT: PostQuerySet.drafts,
    State.SCHEDULED: PostQuerySet.scheduled,
    State.LIVE: PostQuerySet.published,
    State.EXPIRED: PostQuerySet.expired,
    State.UNPUBLISHED: PostQuerySet.unpublished,
}


class StateFilter(admin.SimpleListFilter):
    """Where posts stand at this moment, decided as the query runs."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:  # noqa: ARG002
        """Offer every state."""
        return list(State.choices)

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:  # noqa: ARG002
        """Keep the posts in the state that was asked for."""
        keep = KEEP.get(self.value() or "")
        return keep(queryset) if keep else queryset  # type: ignore[arg-type]

    def get_facet_counts(self, pk_attname: str, filtered_qs: models.QuerySet) -> dict[str, Any]:  # noqa: ARG002
        """Count each state by its own condition.

        Django would look every post up among those of each state, which took 439 milliseconds
        where this takes 27 (100,000 posts, SQLite).
        """
        conditions: list[Any] = [
            KEEP[state](Post.objects.all()).query.where for state, _label in State.choices
        ]
        return {
            f"{place}__c": models.Count(pk_attname, filter=condition)
            for place, condition in enumerate(conditions)
        }


class ArrivedByFilter(admin.SimpleListFilter):
    """A filter that other lists link to: it is shown only while in use, so as to be taken off.

    Listing every tag or author to choose from would drown the others.
    """

    model: type[models.Model]
    path = ""

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:  # noqa: ARG002
        """Offer the one row that is asked for, if there is such a row."""
        key = number(str(self.used_parameters.get(self.parameter_name or "", "")))
        if not key:
            return []
        return [(str(row.pk), str(row)) for row in self.model._default_manager.filter(pk=key)]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:  # noqa: ARG002
        """Keep the posts that belong to the row."""
        chosen = self.lookup_choices[0][0] if self.value() and self.lookup_choices else None
        return queryset.filter(**{self.path: chosen}) if chosen else queryset


class FiledFilter(ArrivedByFilter):
    """Posts filed under one category, primarily or further."""

    title, parameter_name, model, path = _("filing"), "filed", Category, "filings__category"


class TagFilter(ArrivedByFilter):
    """Posts with one tag."""

    title, parameter_name, model, path = _("tag"), "tag", Tag, "taggings__tag"


class AuthorFilter(ArrivedByFilter):
    """Posts that one author signs."""

    title, parameter_name, model, path = _("author"), "author", Author, "bylines__author"


class SeriesFilter(ArrivedByFilter):
    """Parts of one series."""

    title, parameter_name, model, path = _("series"), "series", Series, "series"


class ReviewFilter(admin.SimpleListFilter):
    """Posts that wait for somebody to look at them."""

    title, parameter_name = _("review"), "review"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:  # noqa: ARG002
        """Offer those that are in review."""
        return [("open", _("In review"))]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:  # noqa: ARG002
        """Keep the posts that are in review."""
        return queryset.filter(pk__in=_in_review()) if self.value() == "open" else queryset

    def get_facet_counts(self, pk_attname: str, filtered_qs: models.QuerySet) -> dict[str, Any]:  # noqa: ARG002
        """Count those in review, which are looked up once for all posts."""
        return {"0__c": models.Count(pk_attname, filter=models.Q(pk__in=_in_review()))}


POST_FILTERS = (
    StateFilter,
    ReviewFilter,
    ("category", UsedSectionFilter),
    "is_pinned",
    FiledFilter,
    TagFilter,
    AuthorFilter,
    SeriesFilter,
)
