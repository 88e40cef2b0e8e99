"""Moments in words, the one way in which the desk writes them: with the zone named."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format


def in_words(moment: datetime) -> str:
    """Return `moment` as in “4 March 2031, 09:00 GMT”."""
    return _written(moment, "DATETIME_FORMAT")


def in_brief(moment: datetime) -> str:
    """Return `moment` for a column, as in “4 Mar 2031, 09:00 GMT”."""
    return _written(moment, "SHORT_DATETIME_FORMAT")


def at_time(moment: datetime) -> str:
    """Return the time of `moment`, which is today, as in “09:00 GMT”."""
    return _written(moment, "TIME_FORMAT")


def _written(moment: datetime, form: str) -> str:
    local = timezone.localtime(moment)
    return f"{date_format(local, form)} {local.tzname()}"
