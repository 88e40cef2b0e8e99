"""What people say while a post is reviewed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from posts.models.review import LONGEST_NOTE


class MessageForm(forms.Form):
    """What goes with a post that is handed in or approved; nothing has to."""

    said = forms.CharField(
        label=_("Message"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any = None, *, prefix: str) -> None:
        super().__init__(data, prefix=prefix, label_suffix="")


class ReturnForm(MessageForm):
    """Why a post is returned."""

    said = forms.CharField(
        label=_("Note"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say what is to be done before it can be approved.")},
    )


class NoteForm(forms.Form):
    """A note on a post, or on words of its text."""

    passage = forms.CharField(
        label=_("Passage"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Words copied from the text. Empty means that the note is on the whole post."),
    )
    text = forms.CharField(
        label=_("Note"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write the note.")},
    )

    def __init__(
        self, data: Any = None, *, body: str, initial: dict[str, str] | None = None
    ) -> None:
        super().__init__(data, label_suffix="", initial=initial)
        self.body = body

    def clean_passage(self) -> str:
        """Return the words as they stand in the text. Raises ValidationError where they do not."""
        passage = str(self.cleaned_data["passage"]).replace("\r\n", "\n")
        if passage not in self.body:
            raise ValidationError(
                _(
                    "These words are not in the text. Copy them as they stand there, or leave this"
                    " empty."
                )
            )
        return passage
