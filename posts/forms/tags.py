"""The field of tags: names between commas, and nothing else splits them."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from taggit.forms import TagField

from posts.models import Tag

# Quotation marks keep a comma inside a name.
NAME = re.compile(r'"([^"]+)"|([^,]+)')
MAX_LENGTH = Tag._meta.get_field("name").max_length or 100


class TagsInput(forms.TextInput):
    """A text field that shows stored tags as they are typed."""

    def format_value(self, value: Any) -> str | None:
        """Return the names between commas; what was typed stays as it was."""
        if value is None or isinstance(value, str):
            return value
        names = [str(tag) for tag in value]
        return ", ".join(f'"{name}"' if "," in name else name for name in names)


class TagsField(TagField):
    """Tags between commas. Unlike taggit's own, one name of two words stays one tag."""

    widget = TagsInput

    def clean(self, value: Any) -> list[str]:
        """Return the names in alphabetical order, each once, whatever its capitals."""
        text = forms.CharField.clean(self, value)
        found = [" ".join((quoted or plain).split()) for quoted, plain in NAME.findall(text)]
        names = {name.lower(): name for name in reversed(found) if name.strip('"')}
        for name in names.values():
            if len(name) > MAX_LENGTH:
                raise forms.ValidationError(
                    _("“%(name)s…” is too long for a tag; at most %(limit)d characters are taken.")
                    % {"name": name[:40], "limit": MAX_LENGTH}
                )
        return sorted(names.values())
