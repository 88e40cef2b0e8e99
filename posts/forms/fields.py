"""Fields that take what an editor types and give back what the models keep."""

from __future__ import annotations

from datetime import MAXYEAR, MINYEAR, UTC, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
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
    """A moment picked to the minute; leaving it alone keeps the instant that is stored.

    Of a minute that the clocks show twice, in autumn, the first is taken. One that they skip, in
    spring, is refused.
    """

    widget = ZonedDateTimeInput

    def to_python(self, value: Any) -> datetime | None:
        """Return the moment in the publication's zone."""
        with timezone.override(UTC):  # Else Django refuses both hours at which clocks change.
            typed = super().to_python(value)
        if typed is None or (isinstance(value, datetime) and timezone.is_aware(value)):
            return typed
        return _on_the_clocks(typed.replace(tzinfo=None))

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare what is shown: the minute on the clocks, which may stand for two instants."""
        try:
            typed = self.to_python(data)
        except ValidationError:
            return True
        return _shown(initial) != _shown(typed)


def _on_the_clocks(typed: datetime) -> datetime:
    if not MINYEAR < typed.year < MAXYEAR:  # At the edges, another zone's clocks show no date.
        raise ValidationError(_("Choose a year that the calendar has."), code="year")
    moment = typed.replace(tzinfo=timezone.get_current_timezone())
    if moment.astimezone(UTC).astimezone(moment.tzinfo).replace(tzinfo=None) != typed:
        raise ValidationError(
            _("The clocks skip %(minute)s on that day. Choose a minute before or after."),
            code="skipped",
            params={"minute": f"{typed:%H:%M}"},
        )
    return moment


def _shown(moment: datetime | None) -> datetime | None:
    if moment is None:
        return None
    local = timezone.localtime(moment) if timezone.is_aware(moment) else moment
    return local.replace(second=0, microsecond=0, tzinfo=None, fold=0)


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
