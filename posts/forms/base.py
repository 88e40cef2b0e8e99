"""What every form of the desk has in common."""

from __future__ import annotations

from typing import Any

from django import forms

from posts.forms.clocks import choices, in_full, shown_by, wall
from posts.forms.fields import WHICH, MinuteField
from posts.rendering import RenderRefused, render_note

# Short texts in Markdown, which their models render as they are saved.
NOTES = {"description", "biography"}


class DeskForm(forms.ModelForm):
    """A form whose labels stand above their fields and so need no colon."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        if self.is_bound:
            self._mean_what_is_stored()

    def _mean_what_is_stored(self) -> None:
        """Take a minute that was left alone for the moment it stood for; it is asked of no more."""
        found = {}
        for name, field in self.fields.items():
            sent = self.add_prefix(name)
            if not isinstance(field, MinuteField) or self.data.get(f"{sent}{WHICH}"):
                continue
            stored, typed = self.get_initial_for_field(field, name), shown_by(self.data.get(sent))
            if stored and typed and typed == wall(stored) and choices(typed):
                found[f"{sent}{WHICH}"] = in_full(stored)
        if found:
            data: Any = self.data.copy()  # type: ignore[attr-defined]
            for sent, moment in found.items():
                data[sent] = moment
            self.data = data

    def clean(self) -> dict[str, Any]:
        """Refuse a note that cannot be rendered beside its field, where it is kept."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in NOTES & set(cleaned):
            try:
                render_note(cleaned[name])
            except RenderRefused as error:
                self.add_error(name, str(error))
        return cleaned
