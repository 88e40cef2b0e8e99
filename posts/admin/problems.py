"""What is wrong in a form that was refused, said on top of it and linked to its fields."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst


@dataclass(frozen=True, slots=True)
class Wrong:
    """Something to correct: what the link says, the id it leads to, and in a text the line."""

    name: str
    message: str
    anchor: str
    line: int | None = None


class SaysWhatIsWrong(admin.ModelAdmin):
    """Lists the errors of a form in place of Django's note, which leads nowhere."""

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Add `refusals`, which are about the form as a whole, to what is `wrong` in its fields."""
        if context.get("errors"):
            form, inlines = context["adminform"].form, context["inline_admin_formsets"]
            context["refusals"] = form.non_field_errors()
            context["wrong"] = list(_wrong_fields(form))
            context["wrong"] += [each for inline in inlines for each in _wrong_rows(inline)]
        return super().render_change_form(request, context, *args, **kwargs)


def _wrong_fields(form: Any, *, within: str = "") -> Iterator[Wrong]:
    for field in form:
        for message in field.errors:
            yield Wrong(f"{within}{field.label}", message, field.id_for_label or field.auto_id)


def _wrong_rows(inline: Any) -> Iterator[Wrong]:
    """Give what is wrong with the rows as a whole, then row by row."""
    formset = inline.formset
    for message in formset.non_form_errors():
        name = capfirst(str(inline.opts.verbose_name_plural))
        yield Wrong(name, message, f"{formset.prefix}-group")
    for number, form in enumerate(formset.forms):
        name = f"{capfirst(str(inline.opts.verbose_name))} {number + 1}"
        for message in form.non_field_errors():
            yield Wrong(name, message, form.prefix)
        yield from _wrong_fields(form, within=f"{name}, ")
