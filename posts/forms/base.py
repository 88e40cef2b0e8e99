"""What every form of the desk has in common."""

from __future__ import annotations

from typing import Any

from django import forms

from posts.rendering import RenderRefused, render_note

# Short texts in Markdown, which their models render as they are saved.
NOTES = {"description", "biography"}


class DeskForm(forms.ModelForm):
    """A form whose labels stand above their fields and so need no colon."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Refuse a note that cannot be rendered beside its field, where it is kept."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in NOTES & set(cleaned):
            try:
                render_note(cleaned[name])
            except RenderRefused as error:
                self.add_error(name, str(error))
        return cleaned
