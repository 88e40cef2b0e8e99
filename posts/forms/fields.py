"""Fields that take what an editor types and give back what the models keep."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import BaseRenderer
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from posts.forms.clocks import (
    choices,
    described,
    from_full,
    in_full,
    instants,
    is_in_calendar,
    shown_by,
    wall,
)
from posts.models.slugs import slug_for

# How the field that says which moment is meant is called, behind the name of the minute's.
WHICH = "-which"


class MarkdownField(forms.CharField):
    """A text in Markdown: spaces at its edges count, line ends are the database's."""

    widget = forms.Textarea

    def __init__(self, **options: Any) -> None:
        super().__init__(strip=False, **options)

    def to_python(self, value: Any) -> str:
        """Return the text with plain line ends; browsers send a carriage return with each."""
        return str(super().to_python(value)).replace("\r\n", "\n").replace("\r", "\n")


class AddressField(forms.SlugField):
    """The end of an address; whatever is typed becomes a clean slug, or nothing."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "allow_unicode": True})

    def to_python(self, value: Any) -> str:
        """Return what is typed in lower case, with hyphens for spaces."""
        return slug_for(str(super().to_python(value)), fallback="")


class ZonedDateTimeInput(forms.DateTimeInput):
    """One native field for date and time, with the zone it is in written beside it.

    Of a minute that the clocks show twice, and of one that they skip, it offers what can be meant.
    What is chosen comes as a field of its own; the value is then a moment with its offset.
    """

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Return what was typed; where it can mean two moments, the one that was chosen."""
        typed = super().value_from_datadict(data, files, name)
        chosen = data.get(f"{name}{WHICH}")
        shown = shown_by(typed) if chosen else None
        offered = [in_full(moment) for moment in choices(shown)] if shown else []
        return chosen if chosen in offered else typed

    def format_value(self, value: Any) -> str | None:
        """Return the minute as the native field writes it, which knows no offset."""
        moment = from_full(value)
        return super().format_value(wall(moment) if moment else value)

    def render(
        self,
        name: str,
        value: Any,
        attrs: dict[str, Any] | None = None,
        renderer: BaseRenderer | None = None,
    ) -> SafeString:
        """Return the input with the name of the zone, which is part of its description."""
        attrs = dict(attrs or {})
        zone_id = f"{attrs.get('id', name)}_zone"
        described_by = f"{zone_id} {attrs.get('aria-describedby', '')}".strip()
        field = super().render(name, value, {**attrs, "aria-describedby": described_by}, renderer)
        named = format_html('{}<span class="zone" id="{}">{}</span>', field, zone_id, zone(value))
        return format_html("{}{}", named, which_is_meant(name, value))


class MinuteField(forms.DateTimeField):
    """A moment picked to the minute; leaving it alone keeps the instant that is stored.

    Of a minute that the clocks show twice, in autumn, it asks which is meant. One that they skip,
    in spring, is refused, and the nearest minutes are offered.
    """

    widget = ZonedDateTimeInput

    def to_python(self, value: Any) -> datetime | None:
        """Return the moment in UTC: moments of one zone are compared by what its clocks show."""
        if moment := from_full(value):
            return moment.astimezone(UTC)
        with timezone.override(UTC):  # Else Django refuses both hours at which clocks change.
            typed = super().to_python(value)
        if typed is None or (isinstance(value, datetime) and timezone.is_aware(value)):
            return typed
        return _on_the_clocks(typed.replace(tzinfo=None))

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare what is shown: the minute, and which of two where that was said."""
        before = wall(initial) if initial else None
        chosen = from_full(data)
        if chosen and initial:
            return in_full(chosen) != in_full(initial)
        shown = shown_by(data)
        return bool(data) if shown is None and before is None else shown != before


def which_is_meant(name: str, value: Any) -> SafeString:
    """Ask for one of two moments where the clocks show a minute twice, or skip it."""
    shown = shown_by(value)
    offered = choices(shown) if shown else []
    if shown is None or not offered:
        return SafeString("")
    chosen = from_full(value) or (value if isinstance(value, datetime) else None)
    question = (
        _("The clocks show %(minute)s twice on that day. Which one?")
        if instants(shown)
        else _("The clocks skip %(minute)s on that day. Take one of the nearest?")
    )
    rows = [
        (
            f"{name}{WHICH}",
            in_full(one),
            SafeString(" checked") if chosen and in_full(one) == in_full(chosen) else "",
            described(one),
        )
        for one in offered
    ]
    return format_html(
        '<fieldset class="which"><legend>{}</legend>{}</fieldset>',
        question % {"minute": f"{shown:%H:%M}"},
        format_html_join("", '<label><input type="radio" name="{}" value="{}"{}> {}</label>', rows),
    )


def _on_the_clocks(typed: datetime) -> datetime:
    if not is_in_calendar(typed):  # At the edges, another zone's clocks show no date.
        raise ValidationError(_("Choose a year that the calendar has."), code="year")
    found = instants(typed)
    if len(found) == 1:
        return found[0].astimezone(UTC)
    first, second = (described(moment) for moment in choices(typed))
    words = (
        _("The clocks show %(minute)s twice on that day. Choose %(first)s, or %(second)s.")
        if found
        else _("The clocks skip %(minute)s on that day. The nearest are %(first)s and %(second)s.")
    )
    params = {"minute": f"{typed:%H:%M}", "first": first, "second": second}
    raise ValidationError(words, code="twice" if found else "skipped", params=params)


def zone(value: Any) -> str:
    """Name the publication's zone and what its clocks follow at `value` (default: now)."""
    return _("%(zone)s time (%(abbreviation)s)") % {
        "zone": timezone.get_current_timezone_name(),
        "abbreviation": _local(value).tzname(),
    }


def _local(value: Any) -> datetime:
    try:
        moment = parse_datetime(value) if isinstance(value, str) else value
    except ValueError:  # A date that is well formed but does not exist, such as 31 February.
        moment = None
    if not isinstance(moment, datetime) or not is_in_calendar(moment):
        return timezone.localtime()
    return timezone.make_aware(moment) if timezone.is_naive(moment) else timezone.localtime(moment)
