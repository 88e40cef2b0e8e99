"""The form of a picture, for its page on the desk and for uploads out of a text."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from posts.forms.base import DeskForm
from posts.models import Picture

# What a name may hold so that Markdown finds its end: letters of any script, digits, . _ - and /.
NAME = re.compile(r"[\w./-]+")


class PictureForm(DeskForm):
    """A file with what it shows, in words."""

    class Meta:
        model = Picture
        fields = ("file", "name", "alt", "is_decorative", "caption", "credit", "focus")
        widgets = {
            "alt": forms.Textarea(attrs={"rows": 2}),
            "caption": forms.Textarea(attrs={"rows": 2}),
            "focus": forms.RadioSelect,
        }
        error_messages = {"name": {"unique": _("Another picture has this name. Choose another.")}}

    def clean_name(self) -> str:
        """Refuse a name that would break off in the middle of a text."""
        name: str = self.cleaned_data["name"]
        if name and not NAME.fullmatch(name):
            raise forms.ValidationError(
                _("Use letters, digits, dots, hyphens and underscores only, as in lectern-2.png.")
            )
        return name

    def clean(self) -> dict[str, Any]:
        """Ask for words where the picture is not marked decorative."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        is_silent = not cleaned.get("alt") and not cleaned.get("is_decorative")
        if is_silent and "alt" not in self.errors:
            self.add_error("alt", _("Say what the picture shows, or mark it decorative."))
        return cleaned
