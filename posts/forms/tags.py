"""The field of tags: names between commas, and nothing else splits them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from taggit.forms import TagField

from posts.forms.base import DeskForm
from posts.forms.fields import AddressField
from posts.models import Tag

# A name with a comma or a quotation mark stands between quotation marks, with each of its own
# doubled. Marks that do not enclose the whole name are letters of it. static/desk/tags.js agrees.
NAME = re.compile(r'\s*"((?:[^"]|"")*)"\s*(?=,|\Z)|([^,]+)')
MAX_LENGTH = Tag._meta.get_field("name").max_length or 100


class TagsInput(forms.TextInput):
    """A text field that shows stored tags as they are typed."""

    def format_value(self, value: Any) -> str | None:
        """Return the names between commas; what was typed stays as it was."""
        if value is None or isinstance(value, str):
            return value
        return ", ".join(_quoted(str(tag)) for tag in value)


class TagsField(TagField):
    """Tags between commas. Unlike taggit's own, one name of two words stays one tag."""

    widget = TagsInput

    def clean(self, value: Any) -> list[str]:
        """Return the names in alphabetical order, each once, whatever its capitals."""
        found = names_in(forms.CharField.clean(self, value))
        names = {name.casefold(): name for name in reversed(found)}
        for name in names.values():
            if len(name) > MAX_LENGTH:
                raise forms.ValidationError(
                    _("“%(name)s…” is too long for a tag; at most %(limit)d characters are taken.")
                    % {"name": name[:40], "limit": MAX_LENGTH}
                )
        return sorted(names.values())

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare what was shown with what came back."""
        shown = TagsInput().format_value(initial or []) or ""
        return sorted(names_in(shown)) != sorted(names_in(data or ""))


class TagForm(DeskForm):
    """A tag with its page; its address may be left to its name, as everywhere on the desk."""

    slug = AddressField(
        label=gettext_lazy("Slug"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("The end of the address; made from the name if empty."),
    )

    class Meta:
        model = Tag
        fields = ("name", "slug", "description")


def names_in(text: str) -> list[str]:
    """Return the names in `text` as they stand there, with single spaces."""
    found = [quoted.replace('""', '"') if quoted else plain for quoted, plain in NAME.findall(text)]
    return [" ".join(name.split()) for name in found if name.strip()]


def known_tags(names: Iterable[str]) -> list[Any]:
    """Return the tag that is there already for each name, whatever its capitals, else the name.

    The names of all tags are read where a name is new: a database may fold A to Z alone.
    """
    names = list(names)
    found = {tag.name: tag for tag in Tag.objects.filter(name__in=names)}
    new = {name.casefold() for name in names if name not in found}
    rows = Tag.objects.order_by("-pk").values_list("name", "pk") if new else []
    keys = {_key(name): pk for name, pk in rows if _key(name) in new}
    alike = Tag.objects.in_bulk(list(keys.values()))
    tags = [found.get(name) or alike.get(keys.get(name.casefold(), 0)) or name for name in names]
    return list(dict.fromkeys(tags))


def _key(name: str) -> str:
    return " ".join(name.split()).casefold()


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"' if "," in name or '"' in name else name
