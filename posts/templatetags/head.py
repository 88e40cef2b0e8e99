"""What the head of a page tells machines."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language, to_locale

from posts.structured import as_json

register = template.Library()


@register.simple_tag
def open_graph_locale() -> str:
    """Return the site's language with its territory, as in en_GB; empty where none is set."""
    locale = to_locale(get_language() or "")
    return locale if "_" in locale else ""


@register.simple_tag
def json_ld(graph: dict[str, Any]) -> SafeString:
    """Write structured data as JSON that cannot end the element it stands in."""
    return as_json(graph)
