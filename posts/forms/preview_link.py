"""A preview link that is to be made: what it shows, until when, and for whom."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from posts.forms.fields import MinuteField
from posts.models import PreviewLink, Revision
from posts.models.preview_link import LONGEST
from posts.rendering import RenderRefused
from posts.revisions import shown

MINUTE = "minute"
LASTING = (
    ("1", _("One day")),
    ("7", _("Seven days")),
    ("30", _("Thirty days")),
    (MINUTE, _("Until the minute below")),
)


class PreviewLinkForm(forms.Form):
    """What an editor decides about a preview link."""

    shows = forms.ChoiceField(
        label=_("It shows"),
        widget=forms.RadioSelect,
        error_messages={
            "invalid_choice": _("The post was saved again meanwhile. Choose what the link shows.")
        },
    )
    lasts = forms.ChoiceField(
        label=_("It works for"), choices=LASTING, initial="7", widget=forms.RadioSelect
    )
    until = MinuteField(label=_("Until"), required=False)
    note = forms.CharField(
        label=_("For whom"),
        required=False,
        max_length=PreviewLink._meta.get_field("note").max_length,
        help_text=_("A note for the desk; whoever opens the link does not see it."),
    )

    def __init__(self, data: Any = None, *, revisions: Iterable[tuple[Revision, str]]) -> None:
        """Offer these revisions, each with what it is called."""
        super().__init__(data, label_suffix="")
        self._revisions = {str(revision.pk): revision for revision, _words in revisions}
        shows: Any = self.fields["shows"]
        shows.choices = [(str(revision.pk), words) for revision, words in revisions]
        shows.initial = next(iter(self._revisions))

    @property
    def revision(self) -> Revision:
        """The revision that was chosen, of a valid form."""
        return self._revisions[self.cleaned_data["shows"]]

    @property
    def expires_at(self) -> datetime:
        """The moment from which on the link leads nowhere, of a valid form."""
        until: datetime = self.cleaned_data["until"]
        return until

    def clean_shows(self) -> str:
        """Refuse a text that cannot be rendered any more."""
        chosen: str = self.cleaned_data["shows"]
        try:
            shown(self._revisions[chosen])
        except RenderRefused as error:
            message = _("It cannot be shown: %(why)s")
            raise ValidationError(message, params={"why": error}) from error
        return chosen

    def clean(self) -> dict[str, Any]:
        """Find the minute at which the link ends: there always is one."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        lasts = cleaned.get("lasts")
        now = timezone.now()
        if lasts and lasts != MINUTE:
            # Whatever was typed into the field that does not count.
            self.errors.pop("until", None)
            cleaned["until"] = now + timedelta(days=int(lasts))
        elif lasts and "until" not in self.errors:
            until = cleaned.get("until")
            if until is None or not now < until <= now + LONGEST:
                message = _("Choose a minute to come, %(days)d days ahead at most.")
                self.add_error("until", ValidationError(message, params={"days": LONGEST.days}))
        return cleaned
