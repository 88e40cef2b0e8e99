"""The byline of a post: who signs it, in the order of the names."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from posts.forms.base import DeskForm
from posts.forms.publication import NEEDS_AUTHOR
from posts.models import Author, Byline, Status


class BylineForm(DeskForm):
    """One author and the place among the names; an empty place means the last."""

    position = forms.IntegerField(
        label=_("Place"), required=False, min_value=0, max_value=999, help_text=_("Smallest first.")
    )

    class Meta:
        model = Byline
        fields = ["author", "position"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.initial["position"] = None

    def has_changed(self) -> bool:
        """Take a row without an author for an empty one, whatever place it was moved to."""
        return bool(set(self.changed_data) - ({"position"} if self._is_blank() else set()))

    def validate_constraints(self) -> None:
        """Leave uniqueness to the formset: rows that swap their authors are right together."""

    def clean_position(self) -> int:
        """Return the place, with empty ones behind all others."""
        position = self.cleaned_data["position"]
        return 1000 if position is None else int(position)

    def _is_blank(self) -> bool:
        return self.instance.pk is None and not self["author"].data


class BylineFormSet(forms.BaseInlineFormSet):
    """The whole byline, stored in the order the editor gave it."""

    def clean(self) -> None:
        """Refuse to publish a post that nobody signs."""
        super().clean()
        if self.instance.status == Status.PUBLISHED and not self.authors():
            raise forms.ValidationError(NEEDS_AUTHOR)

    def authors(self) -> list[Author]:
        """Return the authors in order, as far as the rows are sound."""
        rows = [
            (form.cleaned_data["position"], place, form.cleaned_data["author"])
            for place, form in enumerate(self.forms)
            if self._names_an_author(form)
        ]
        return [author for _position, _place, author in sorted(rows, key=lambda row: row[:2])]

    def save(self, commit: bool = True) -> list[Any]:  # noqa: FBT001, FBT002
        """Store the byline as a whole, so that rows may swap places and authors."""
        changed = super().save(commit=False)
        if commit:
            self.instance.sign(self.authors())
        return changed

    def _names_an_author(self, form: forms.BaseForm) -> bool:
        cleaned = getattr(form, "cleaned_data", {})
        return bool(cleaned.get("author") and "position" in cleaned and not cleaned.get("DELETE"))
