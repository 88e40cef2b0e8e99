"""The list of posts, however many there are: nothing in it walks through them all.

Counts end at `MOST_COUNTED`, and a list that is longer has no facets: narrowed by a state, a date
or a search it has them again. Years to narrow by are those that hold posts, months and days
those of the calendar; asking which days have posts would run a function for each of them.
"""

from __future__ import annotations

import re
from calendar import monthrange
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Paginator
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.http import HttpRequest
from django.utils.dates import MONTHS
from django.utils.functional import cached_property
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from posts.models import Decision, Post, Review, Status, WorkingCopy

MOST_COUNTED = 10_000
# How far back and ahead to look for years: a mistyped one is not to make a link for each century.
MOST_YEARS, YEARS_AHEAD = 60, 5
# What a date to narrow by is written as.
UNITS = {
    "year": re.compile("[1-9][0-9]{3}"),
    "month": re.compile("0?[1-9]|1[0-2]"),
    "day": re.compile("0?[1-9]|[12][0-9]|3[01]"),
}


class BoundedPaginator(Paginator):
    """Pages of a list whose length is counted up to `MOST_COUNTED`; later pages are not there."""

    @cached_property
    def count(self) -> int:
        """Return the number of rows, or `MOST_COUNTED` where there are more."""
        return min(self._counted, MOST_COUNTED)

    @property
    def is_bounded(self) -> bool:
        """Whether there are more rows than are counted."""
        return self._counted > MOST_COUNTED

    @cached_property
    def _counted(self) -> int:
        rows: Any = self.object_list
        return rows.order_by().values("pk")[: MOST_COUNTED + 1].count()


class PostList(ChangeList):
    """The list of posts, which loads the names of a page's authors in one further query."""

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        self._request = request  # The order depends on it, and so which column is marked.
        super().__init__(request, *args, **kwargs)

    def _get_default_ordering(self) -> Any:
        """Mark the column by which the list is in order where nobody chose one."""
        return self.model_admin.get_ordering(self._request)

    def get_results(self, request: HttpRequest) -> None:
        """Load the page and its bylines; count facets only of what is counted itself."""
        super().get_results(request)
        self.is_bounded = self.paginator.is_bounded
        self.add_facets = self.add_facets and not self.is_bounded
        posts = list(self.result_list)
        models.prefetch_related_objects(posts, "bylines__author")
        changed = set(WorkingCopy.objects.filter(post__in=posts).values_list("pk", flat=True))
        waiting = Review.objects.filter(post__in=posts, decision=Decision.OPEN)
        in_review = set(waiting.values_list("post", flat=True))
        for post in posts:
            post.has_changes = post.pk in changed
            post.is_in_review = post.pk in in_review

    @cached_property
    def calendar(self) -> dict[str, Any]:
        """Return the dates to narrow the list by, and the way back from one."""
        year, month = (self._asked(unit) for unit in ("year", "month"))
        if not year:
            return {
                "choices": [self._choice(each, year=each) for each in years(self.root_queryset)]
            }
        if not month:
            back = {"link": self._link(), "title": _("All dates")}
            months = [self._choice(MONTHS[each], year=year, month=each) for each in MONTHS]
            return {"back": back, "choices": months}
        back = {"link": self._link(year=year), "title": f"{year}"}
        days = range(1, monthrange(year, month)[1] + 1)
        chosen = [self._choice(each, year=year, month=month, day=each) for each in days]
        return {"back": back, "choices": chosen}

    def _asked(self, unit: str) -> int:
        """Return the year, month or day that the list is narrowed to; 0 for none there is."""
        text = self.params.get(f"{self.date_hierarchy}__{unit}", "")
        return int(text) if UNITS[unit].fullmatch(text) else 0

    def _choice(self, title: object, **date: int) -> dict[str, Any]:
        is_chosen = all(self._asked(unit) == value for unit, value in date.items())
        return {"title": title, "link": None if is_chosen else self._link(**date)}

    def _link(self, **date: int) -> str:
        units = {f"{self.date_hierarchy}__{unit}": value for unit, value in date.items()}
        return self.get_query_string(units, [f"{self.date_hierarchy}__"])


class UsedSectionFilter(admin.RelatedOnlyFieldListFilter):
    """The sections that hold a post, each looked up rather than gathered from all posts."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: admin.ModelAdmin) -> Any:
        """Return the sections to choose from, which the facets of each filter ask for again."""
        known: dict[str, Any] = request.__dict__
        if "used_sections" not in known:
            known["used_sections"] = field.get_choices(
                include_blank=False,
                ordering=self.field_admin_ordering(field, request, model_admin),
                limit_choices_to=Q(Exists(Post.objects.filter(category=OuterRef("pk")))),
            )
        return known["used_sections"]


def years(posts: models.QuerySet) -> list[int]:
    """Return the years that hold one of these posts. One query for the ends, one for the rest.

    Where they are all posts, it takes a look-up an end, and one a year between.
    """
    ends = {
        f"{status}{order}": Subquery(
            posts.filter(status=status, published_at__isnull=False)
            .order_by(f"{order}published_at")
            .values("published_at__year")[:1]
        )
        for status in Status.values
        for order in ("", "-")
    }
    found = {year for year in _looked_up(ends) if year}
    if not found:
        return []
    # A year that was mistyped, long past or far ahead, is no reason to ask for all between.
    this = localdate().year
    first = min(max(found), this) - MOST_YEARS + 1
    between = range(max(min(found), first), min(max(found), this + YEARS_AHEAD) + 1)
    unsure = [year for year in between if year not in found]
    dated = posts.filter(status__in=Status.values)
    held = _looked_up(
        {f"in_{year}": Exists(dated.filter(published_at__year=year)) for year in unsure}
    )
    found.update(year for year, is_held in zip(unsure, held, strict=bool(held)) if is_held)
    return sorted(year for year in found if year >= first)


def _looked_up(values: dict[str, Any]) -> tuple[Any, ...]:
    """Return what each of these expressions finds, in one query; nothing where there is no post."""
    if not values:
        return ()
    return Post.objects.order_by("pk").annotate(**values).values_list(*values).first() or ()
