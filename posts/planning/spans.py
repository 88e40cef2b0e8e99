"""The days that a calendar shows: a week, or a month with the rest of its first and last week."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format, get_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

DAY = timedelta(days=1)
WEEK = 7
# Beyond these, weeks of other days reach over the edge of the calendar.
FIRST_YEAR, LAST_YEAR = 2, 9998


class Unit(models.TextChoices):
    """How much a calendar shows at once."""

    MONTH = "month", gettext_lazy("Month")
    WEEK = "week", gettext_lazy("Week")


@dataclass(frozen=True, slots=True)
class Span:
    """The month or week that holds a day, in the publication's zone.

    Raises ValueError for a year that the calendar has no room around.
    """

    unit: Unit
    on: date

    def __post_init__(self) -> None:
        """Refuse days at the edges of the calendar."""
        if not FIRST_YEAR <= self.on.year <= LAST_YEAR:
            raise ValueError(self.on)

    @property
    def days(self) -> list[date]:
        """The days in order, in whole weeks."""
        if self.unit is Unit.WEEK:
            first = last = self.on
        else:
            first = self.on.replace(day=1)
            last = self.on.replace(day=monthrange(self.on.year, self.on.month)[1])
        start, end = first_of_week(first), first_of_week(last) + (WEEK - 1) * DAY
        return [start + place * DAY for place in range((end - start).days + 1)]

    @property
    def previous(self) -> date:
        """A day of the week or month before."""
        if self.unit is Unit.WEEK:
            return self.on - WEEK * DAY
        return (self.on.replace(day=1) - DAY).replace(day=1)

    @property
    def next(self) -> date:
        """A day of the week or month after."""
        if self.unit is Unit.WEEK:
            return self.on + WEEK * DAY
        return (self.on.replace(day=28) + 4 * DAY).replace(day=1)

    def holds(self, day: date) -> bool:
        """Tell whether a day belongs to it, rather than to a month before or after."""
        return self.unit is Unit.WEEK or (day.year, day.month) == (self.on.year, self.on.month)

    def __str__(self) -> str:
        if self.unit is Unit.MONTH:
            return date_format(self.on, "YEAR_MONTH_FORMAT")
        days = self.days
        first = "DATE_FORMAT" if days[0].year != days[-1].year else "MONTH_DAY_FORMAT"
        words = {"first": date_format(days[0], first), "last": date_format(days[-1])}
        return _("%(first)s to %(last)s") % words


def first_of_week(day: date) -> date:
    """Return the day that the week begins with, as is the custom of the language."""
    # Django counts from Sunday, Python from Monday.
    begins = (int(get_format("FIRST_DAY_OF_WEEK")) - 1) % WEEK
    return day - ((day.weekday() - begins) % WEEK) * DAY


def midnight(day: date) -> datetime:
    """Return the first moment of a day in the publication's zone."""
    return timezone.make_aware(datetime(day.year, day.month, day.day))  # noqa: DTZ001


def day_of(moment: datetime) -> date:
    """Return the day that a moment falls on in the publication's zone."""
    return timezone.localtime(moment).date()
