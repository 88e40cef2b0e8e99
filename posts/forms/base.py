"""What every form of the desk has in common."""

from __future__ import annotations

from typing import Any

from django import forms


class DeskForm(forms.ModelForm):
    """A form whose labels stand above their fields and so need no colon."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
