"""Moments: the many ways in which files write a date, as one instant."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from typing import Any

from django.utils import timezone as site_time

# A year outside is a slip of the keyboard; datetime itself fails at the ends of its range.
FIRST_YEAR, LAST_YEAR = 1000, 9000

_ISO = re.compile(
    r"(?P<year>\d{4})(?P<sep>[-/.])(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})"
    r"(?:(?:[Tt]|[ \t]+)(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})"
    r"(?:[.,](?P<fraction>\d{1,9}))?)?)?"
    r"[ \t]*(?P<zone>[Zz]|UTC|GMT|[-+]\d{1,2}(?::?\d{2})?)?"
)
_PARTS = ("year", "month", "day", "hour", "minute", "second")
_MONTHS = "january february march april may june july august september october november december"
_MONTH = {name[:3]: number for number, name in enumerate(_MONTHS.split(), start=1)}
_WRITTEN = (
    re.compile(
        r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\s+(?P<month>[A-Za-z]{3,9})\.?,?\s+(?P<year>\d{4})"
    ),
    re.compile(
        r"(?P<month>[A-Za-z]{3,9})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})"
    ),
)


def read_moment(value: Any, *, zone: tzinfo | None = None) -> datetime | None:
    """Return the instant that `value` names, aware; None where it names none.

    A moment without a zone of its own is in `zone` (default: the site's), a date alone is
    midnight there. The year 1 is how some generators write that there is no date. Raises
    ValueError for what is no date.
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    moment = _from_text(value.strip()) if isinstance(value, str) else _from_object(value)
    if moment.year == 1:
        return None
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError(f"the year {moment.year} lies outside {FIRST_YEAR} to {LAST_YEAR}")
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone or site_time.get_default_timezone())
    return moment.astimezone(UTC)


def _from_object(value: Any) -> datetime:
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time())
    if isinstance(value, int) and not isinstance(value, bool) and 10**7 <= value < 10**8:
        return _from_text(f"{value // 10000}-{value // 100 % 100:02}-{value % 100:02}")
    raise ValueError("it is no date")


def _from_text(text: str) -> datetime:
    if re.fullmatch(r"\d{8}", text):
        return _from_object(int(text))
    found = _ISO.fullmatch(text)
    return _from_parts(found) if found else _from_words(text)


def _from_parts(found: re.Match[str]) -> datetime:
    parts = found.groupdict()
    numbers = [int(parts[name] or 0) for name in _PARTS]
    microsecond = int((parts["fraction"] or "0")[:6].ljust(6, "0"))
    return datetime(*numbers, microsecond, tzinfo=_zone(parts["zone"]))  # type: ignore[arg-type,misc]


def _zone(text: str | None) -> timezone | None:
    if not text:
        return None
    if not text.startswith(("+", "-")):
        return UTC
    digits = text[1:].replace(":", "")
    hours, minutes = (digits, "0") if len(digits) <= 2 else (digits[:-2], digits[-2:])
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    if offset >= timedelta(hours=24):
        raise ValueError(f"{text} is no offset from UTC")
    return timezone(-offset if text[0] == "-" else offset)


def _from_words(text: str) -> datetime:
    for pattern in _WRITTEN:
        found = pattern.fullmatch(text)
        month = _MONTH.get(found["month"][:3].lower()) if found else None
        if found and month:
            return datetime(int(found["year"]), month, int(found["day"]))  # noqa: DTZ001
    try:
        return parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError) as error:
        raise ValueError("it is no date, or one that can be read in two ways") from error
