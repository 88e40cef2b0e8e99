"""What the publication's clocks show: minutes they show once, twice in autumn, or not at all.

Which minutes these are follows from the zone. Source: https://peps.python.org/pep-0495/
"""

from __future__ import annotations

from datetime import MAXYEAR, MINYEAR, UTC, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

MINUTE = timedelta(minutes=1)
# A zone that crosses the date line leaves out a whole day.
LONGEST_GAP = 24 * 60 + 1  # minutes


def instants(shown: datetime) -> list[datetime]:
    """Return the moments at which the clocks show a date and time, the earlier first."""
    zone = timezone.get_current_timezone()
    readings = [shown.replace(tzinfo=zone, fold=fold) for fold in (0, 1)]
    found = {
        moment.astimezone(UTC): moment
        for moment in reversed(readings)
        if _on_the_clocks(moment.astimezone(UTC)) == shown.replace(fold=0)
    }
    return [found[instant] for instant in sorted(found)]


def choices(shown: datetime) -> list[datetime]:
    """Return what there is to choose from: both moments of a minute that the clocks show twice.

    Of one that they skip, the last minute before and the first one after. Nothing where there is
    no choice, and for years at the edges of the calendar.
    """
    if not is_in_calendar(shown):
        return []
    found = instants(shown)
    return found if len(found) > 1 else [] if found else _around(shown)


def is_in_calendar(shown: datetime) -> bool:
    """Tell whether a date is one on the clocks of every zone."""
    return MINYEAR < shown.year < MAXYEAR


def in_full(moment: datetime) -> str:
    """Return the minute of a moment with its offset, as ISO 8601 writes it.

    A moment without a zone is one of the publication's, and says by its fold which of two it is.
    """
    return _local(moment).isoformat(timespec="minutes")


def from_full(value: Any) -> datetime | None:
    """Return the moment that a text names with its offset; None for every other value."""
    try:
        moment = parse_datetime(value) if isinstance(value, str) else None
    except ValueError:  # Well formed, but no date, such as 31 February.
        return None
    return moment if moment and timezone.is_aware(moment) and is_in_calendar(moment) else None


def wall(moment: datetime) -> datetime:
    """Return the date and time that the clocks show at a moment, to the minute."""
    return _local(moment).replace(second=0, microsecond=0, tzinfo=None, fold=0)


def shown_by(value: Any) -> datetime | None:
    """Return the minute that the clocks show for a value of a form; None where it is no date."""
    moment = from_full(value) or value
    if not isinstance(moment, datetime):
        try:
            with timezone.override(UTC):  # What is typed is no moment yet.
                moment = forms.DateTimeField().to_python(value)
        except (ValidationError, ValueError):
            return None
        return moment and moment.replace(second=0, microsecond=0, tzinfo=None)
    return wall(moment) if is_in_calendar(moment) else None


def described(moment: datetime) -> str:
    """Return a moment as a choice of a form: which of two it is, and what the clocks follow."""
    local = _local(moment)
    names = {"time": f"{local:%H:%M}", "zone": local.tzname()}
    both = instants(local.replace(tzinfo=None, fold=0))
    if len(both) < 2:
        return _("%(time)s %(zone)s") % names
    if local.fold:
        return _("%(time)s the second time, %(zone)s") % names
    return _("%(time)s the first time, %(zone)s") % names


def _around(shown: datetime) -> list[datetime]:
    found = []
    for step in (-MINUTE, MINUTE):
        at = shown
        for _minute in range(LONGEST_GAP):
            at += step
            if existing := instants(at):
                found.append(existing[-1] if step < timedelta() else existing[0])
                break
    return found


def _local(moment: datetime) -> datetime:
    """Return a moment in the publication's zone."""
    zone = timezone.get_current_timezone()
    return moment.astimezone(zone) if timezone.is_aware(moment) else moment.replace(tzinfo=zone)


def _on_the_clocks(instant: datetime) -> datetime:
    return instant.astimezone(timezone.get_current_timezone()).replace(tzinfo=None, fold=0)
