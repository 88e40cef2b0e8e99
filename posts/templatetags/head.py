"""What the head of a page tells machines."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language, to_locale

from posts.structured import as_json

register = template.Library()

# Languages spoken first in the country whose code is their own; of others none is guessed.
AT_HOME = {"de", "es", "fi", "fr", "hu", "it", "nl", "pl", "pt", "ro", "ru", "tr"}


@register.simple_tag
def open_graph_locale() -> str:
    """Return the site's language with its territory, as in en_GB; empty where none is known."""
    locale = to_locale(get_language() or "")
    if "_" in locale:
        return locale
    return f"{locale}_{locale.upper()}" if locale in AT_HOME else ""


@register.simple_tag
def json_ld(graph: dict[str, Any]) -> SafeString:
    """Write structured data as JSON that cannot end the element it stands in."""
    return as_json(graph)
