"""What the head of a page tells machines."""

from __future__ import annotations

from django import template
from django.utils.translation import get_language, to_locale

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
