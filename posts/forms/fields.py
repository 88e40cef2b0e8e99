"""Fields that take what an editor types and give back what the models keep."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.forms.renderers import BaseRenderer
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from posts.models.slugs import slug_for


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
    """One native field for date and time, with the zone it is in written beside it."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")

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
        return format_html('{}<span class="zone" id="{}">{}</span>', field, zone_id, zone(value))


class MinuteField(forms.DateTimeField):
    """A moment picked to the minute; leaving it alone keeps the seconds that are stored."""

    widget = ZonedDateTimeInput

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare to the minute, which is all that the field shows."""
        if isinstance(initial, datetime):
            initial = initial.replace(second=0, microsecond=0)
        return super().has_changed(initial, data)


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
    if not isinstance(moment, datetime):
        return timezone.localtime()
    return timezone.make_aware(moment) if timezone.is_naive(moment) else timezone.localtime(moment)
