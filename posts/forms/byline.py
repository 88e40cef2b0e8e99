"""The byline of a post: who signs it, in the order of the names."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from posts.forms.base import DeskForm
from posts.forms.publication import NEEDS_AUTHOR
from posts.models import Author, Byline, Status


class BylineForm(DeskForm):
    """One author and the place among the names; an empty place means the last."""

    position = forms.IntegerField(
        label=gettext_lazy("Place"),
        required=False,
        min_value=0,
        max_value=999,
        help_text=gettext_lazy("Smallest first."),
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

    _named: list[Author] = []  # Those written by name, once they are clean.

    @property
    def by_name(self) -> str:
        """What was written into the field of names, which stands there for want of a script."""
        return str(self.data.get(f"{self.prefix}-by_name", ""))

    def clean(self) -> None:
        """Find who is written by name, and refuse to publish a post that nobody signs."""
        super().clean()
        names = [" ".join(name.split()) for name in self.by_name.split(",")]
        self._named = [_called(name) for name in names if name]
        if self.instance.status == Status.PUBLISHED and not self.authors():
            raise forms.ValidationError(NEEDS_AUTHOR)

    def authors(self) -> list[Author]:
        """Return the authors in order, as far as the rows are sound."""
        rows = [
            (form.cleaned_data["position"], place, form.cleaned_data["author"])
            for place, form in enumerate(self.forms)
            if self._names_an_author(form)
        ]
        picked = [author for _position, _place, author in sorted(rows, key=lambda row: row[:2])]
        return list(dict.fromkeys([*picked, *self._named]))

    def save(self, commit: bool = True) -> list[Any]:  # noqa: FBT001, FBT002
        """Store the byline as a whole, so that rows may swap places and authors."""
        changed = super().save(commit=False)
        if commit:
            self.instance.sign(self.authors())
        return changed

    def _names_an_author(self, form: forms.BaseForm) -> bool:
        cleaned = getattr(form, "cleaned_data", {})
        return bool(cleaned.get("author") and "position" in cleaned and not cleaned.get("DELETE"))


def _called(name: str) -> Author:
    """Return the author of that name, or of that slug, which tells two of one name apart."""
    alike = [author for author in Author.objects.all() if author.name.casefold() == name.casefold()]
    found = alike if len(alike) == 1 else list(Author.objects.filter(slug=name.lower()))
    if found:
        return found[0]
    if not alike:
        raise forms.ValidationError(
            _("Nobody is called “%(name)s”. Add the author first, or mend the name.")
            % {"name": name}
        )
    slugs = ", ".join(author.slug for author in alike)
    raise forms.ValidationError(
        _("More than one author is called “%(name)s”. Write one of these instead: %(slugs)s.")
        % {"name": name, "slugs": slugs}
    )
