"""The forms of a picture: of its page on the desk, of uploads, and of its words alone."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from posts.forms.base import DeskForm
from posts.forms.focus import FocusInput
from posts.models import Picture
from posts.uses import in_public

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
            "focus": FocusInput,
        }
        error_messages = {
            "name": {"unique": gettext_lazy("Another picture has this name. Choose another.")}
        }

    # Whether the words may come later: the picture is kept until then, and shown nowhere.
    may_wait = False
    # Whether the account decides what readers see: the picture may then take a name that a
    # published post or a page calls already.
    may_publish = True
    # The picture that is there already with the same bytes, once the form was found wanting.
    twin: Picture | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            return
        if "focus" in self.fields:
            self.fields["focus"].widget.picture = Picture.objects.get(pk=self.instance.pk)
            self.fields["focus"].help_text = _(
                "Click on what must stay when lists and the top of a post crop the picture."
            )
        if "file" in self.fields:
            self.fields["file"].label = _("Replace the file")
            self.fields["file"].help_text = _(
                "Name, words and places stay. Every post that shows the picture gets the new file "
                "at once, and the old one is deleted."
            )

    def clean_name(self) -> str:
        """Refuse a name that would break off in the middle of a text."""
        name: str = self.cleaned_data["name"]
        if name and not NAME.fullmatch(name):
            raise forms.ValidationError(
                _("Use letters, digits, dots, hyphens and underscores only, as in lectern-2.png.")
            )
        if not self.instance.pk and not self.may_publish and in_public([name] if name else []):
            raise forms.ValidationError(
                _("A published post or a page calls a picture by this name. Choose another.")
            )
        return name

    def clean(self) -> dict[str, Any]:
        """Ask for words where the picture is not marked decorative."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        is_silent = not cleaned.get("alt") and not cleaned.get("is_decorative")
        if is_silent and self.may_wait:
            self.instance.awaits_words = True
        elif is_silent and "alt" not in self.errors:
            self.add_error("alt", _("Say what the picture shows, or mark it decorative."))
        if not self.may_publish:
            self.instance.is_barred = lambda name: bool(in_public([name]))
        return cleaned

    def described_twin(self) -> Picture | None:
        """Return the picture that is there already; it takes the words if it waits for some."""
        words = {name: self.cleaned_data.get(name) for name in ("alt", "is_decorative")}
        if self.twin and self._may_describe(self.twin) and any(words.values()):
            self.twin.alt = words["alt"] or ""
            self.twin.is_decorative = bool(words["is_decorative"])
            self.twin.save()
        return self.twin

    def _may_describe(self, twin: Picture) -> bool:
        return twin.awaits_words and (self.may_publish or not in_public([twin.name]))

    def _post_clean(self) -> None:
        """Read the file, and point to a picture that is there with the same bytes already."""
        super()._post_clean()  # type: ignore[misc]
        twin = self.instance.twin() if not self.instance.pk else None
        if twin:
            self.twin = twin
            address = reverse("admin:posts_picture_change", args=[twin.pk])
            message = format_html(
                _('This picture is there already, as <a href="{}">{}</a>. It is not stored twice.'),
                address,
                twin.name,
            )
            self.add_error("file", message)


class WordsForm(forms.ModelForm):
    """What a picture shows, in words; left empty it goes on waiting for them."""

    class Meta:
        model = Picture
        fields = ("alt", "is_decorative")
        widgets = {"alt": forms.Textarea(attrs={"rows": 2})}
        labels = {
            "is_decorative": gettext_lazy("Decorative: it says nothing the text does not say")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.fields["is_decorative"].help_text = ""
