"""Moments in templates of the desk, written as everywhere on it."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from posts.moments import in_brief, in_words

register = template.Library()


@register.filter(name="in_words")
def words(moment: datetime | None) -> str:
    """Return `moment` as in “4 March 2031, 09:00 GMT”; nothing for none."""
    return in_words(moment) if moment else ""


@register.filter(name="in_brief")
def brief(moment: datetime | None) -> str:
    """Return `moment` as in “4 Mar 2031, 09:00 GMT”; nothing for none."""
    return in_brief(moment) if moment else ""


@register.simple_tag
def moment(at: datetime, *, is_in_column: bool = False, quiet: bool = False) -> SafeString:
    """Return the `time` element of a moment; in a column its month is short."""
    said = in_brief(at) if is_in_column else in_words(at)
    element = (
        '<time class="quiet" datetime="{}">{}</time>' if quiet else '<time datetime="{}">{}</time>'
    )
    return format_html(element, at.isoformat(), said)
