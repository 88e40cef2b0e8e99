"""The calendar of the desk: what goes live on which day, with the drafts that have no date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from posts.admin.access import learn_own
from posts.forms.clocks import wall
from posts.forms.fields import zone
from posts.models import Author, Category, Post
from posts.numbers import number
from posts.planning import Day, Span, Unit, days_of, on_shelf, plan_of
from posts.planning.happenings import narrowed
from posts.planning.spans import day_of
from posts.querysets import sees_every_post
from posts.revisions import publish_due

# How many entries and marks a day shows.
SHOWN = {Unit.MONTH: (6, 4), Unit.WEEK: (40, 20)}
ON_SHELF = 20
# More are not offered to choose from; a filter that is in use always is.
MOST_CHOICES = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks the calendar for, and what of it cannot be had, in words."""

    span: Span
    section: Category | None
    author: Author | None
    problems: list[str]

    @classmethod
    def read(cls, asked: QueryDict) -> Asked:
        """Read an address; what makes no sense is today, this month, or everybody."""
        problems: list[str] = []
        unit = Unit.WEEK if asked.get("view") == Unit.WEEK else Unit.MONTH
        try:
            span = Span(unit, _date(asked.get("on", "")))
        except ValueError:
            words = _("“%(date)s” is no date of the calendar. Write one as in 2026-11-30.")
            problems.append(words % {"date": asked.get("on", "")[:40]})
            span = Span(unit, timezone.localdate())
        section = _row(Category, asked.get("section", ""), problems)
        author = _row(Author, asked.get("author", ""), problems)
        return cls(span, section, author, problems)

    def query(self, **changes: Any) -> str:
        """Return the query of an address that asks for the same, but for changes."""
        found = QueryDict(mutable=True)
        parts = {"view": self.span.unit, "on": self.span.on.isoformat()} | {
            name: row.pk
            for name, row in (("section", self.section), ("author", self.author))
            if row
        }
        for name, value in (parts | changes).items():
            if value:
                found[name] = str(value)
        return found.urlencode()


class PostCalendar(admin.ModelAdmin):
    """Shows what happens on the days of a month or a week."""

    def get_urls(self) -> list[URLPattern]:
        """Add the calendar."""
        view = self.admin_site.admin_view(self.calendar)
        return [path("calendar/", view, name="posts_post_calendar"), *super().get_urls()]

    @method_decorator(require_safe)
    def calendar(self, request: HttpRequest) -> HttpResponse:
        """Show a month or a week, narrowed by section and author, with the shelf beside it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        publish_due(timezone.now())
        asked = Asked.read(request.GET)
        posts: Any = self.get_queryset(request)
        posts = narrowed(posts, section=asked.section, author=asked.author)
        entries, marks = SHOWN[asked.span.unit]
        days = days_of(posts, asked.span.days, entries=entries, marks=marks)
        shelf = list(on_shelf(posts)[: ON_SHELF + 1])
        shown = [one.post for day in days for one in day.entries]
        learn_own(request, [*shown, *shelf])
        context = {
            **self.admin_site.each_context(request),
            "title": _("Calendar"),
            "opts": self.opts,
            "desk_place": "Calendar",
            "asked": asked,
            "span": asked.span,
            "days": [self._day_shown(request, asked, day) for day in days],
            "weekdays": [date_format(day, "D") for day in asked.span.days[:7]],
            "shelf": [self._card(request, post) for post in shelf[:ON_SHELF]],
            "has_more_on_shelf": len(shelf) > ON_SHELF,
            "links": _links(asked),
            "sections": _choices(Category, asked.section),
            "authors": _choices(Author, asked.author),
            "zone": zone(None),
            "is_of_own": not sees_every_post(request.user),
            "may_look_ahead": request.user.has_perm("posts.view_post"),
            "back": asked.query(),
        }
        status = 400 if asked.problems else 200
        return TemplateResponse(request, "admin/posts/post/calendar.html", context, status=status)

    def _day_shown(self, request: HttpRequest, asked: Asked, day: Day) -> dict[str, Any]:
        words = {
            "weekday": date_format(day.date, "l"),
            "day": date_format(day.date, "MONTH_DAY_FORMAT"),
        }
        return {
            "day": day,
            "name": _("%(weekday)s, %(day)s") % words,
            "is_today": day.date == timezone.localdate(),
            "is_outside": not asked.span.holds(day.date),
            "clocks": _clocks(day),
            "entries": [
                {**self._card(request, one.post), "kind": one.kind, "at": one.at}
                for one in day.entries
            ],
            "more_url": _all_of(day.date, asked),
        }

    def _card(self, request: HttpRequest, post: Post) -> dict[str, Any]:
        """Return what an entry says of a post, and what a move of it starts from."""
        at = post.published_at
        return {
            "post": post,
            "state": post.state(),
            "change_url": reverse("admin:posts_post_change", args=[post.pk]),
            "move_url": reverse("admin:posts_post_move", args=[post.pk]),
            "may_move": self.has_change_permission(request, post),
            "plan": plan_of(post),
            "day": day_of(at).isoformat() if at else "",
            "time": f"{wall(at):%H:%M}" if at else "",
        }


def _links(asked: Asked) -> dict[str, str]:
    span, today = asked.span, timezone.localdate()
    return {
        "previous": asked.query(on=span.previous),
        "next": asked.query(on=span.next),
        "today": asked.query(on=today),
        **{unit.value: asked.query(view=unit.value) for unit in Unit},
    }


def _all_of(day: date, asked: Asked) -> str:
    """Return the address of the list of all posts of a day."""
    found = QueryDict(mutable=True)
    for unit in ("year", "month", "day"):
        found[f"published_at__{unit}"] = str(getattr(day, unit))
    if asked.section:
        found["filed"] = str(asked.section.pk)
    if asked.author:
        found["author"] = str(asked.author.pk)
    return f"{reverse('admin:posts_post_changelist')}?{found.urlencode()}"


def _clocks(day: Day) -> str:
    if not day.shift:
        return ""
    return (
        _("The clocks go forward.") if day.shift.total_seconds() > 0 else _("The clocks go back.")
    )


def _date(text: str) -> date:
    """Return the day that an address names. Raises ValueError."""
    if not text:
        return timezone.localdate()
    found = date.fromisoformat(text)
    if found.isoformat() != text:  # One day has one spelling.
        raise ValueError(text)
    return found


def _row(model: Any, key: str, problems: list[str]) -> Any:
    if not key:
        return None
    row = model.objects.filter(pk=number(key)).first()
    if row is None:
        words = _("There is no %(kind)s %(key)s. All are shown.")
        problems.append(words % {"kind": model._meta.verbose_name, "key": f"“{key[:40]}”"})
    return row


def _choices(model: Any, chosen: Any) -> list[Any]:
    rows = list(model.objects.order_by("name").only("name")[:MOST_CHOICES])
    return rows if chosen is None or chosen in rows else [chosen, *rows]
