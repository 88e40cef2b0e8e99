"""Words and pictures of a post in templates."""

from __future__ import annotations

from collections.abc import Iterator

from django import template
from django.core.paginator import Page

from posts.markup.writing import iso, speaks
from posts.rendering import printable, typeset
from posts.transcribing import markdown_words
from posts.words import brief, plain

register = template.Library()

register.simple_tag(speaks)
for said in (brief, iso, plain, printable):
    register.filter(said)


@register.filter(name="typeset")
def typeset_filter(text: str) -> str:
    """Show a title or standfirst with the punctuation that the text below it has."""
    return typeset(text)


@register.filter
def one_line(text: str) -> str:
    """Return plain text as one line of Markdown that shows it as it is."""
    return markdown_words(" ".join(printable(text).split()))


@register.filter
def language_only(code: str) -> str:
    """Return the language of a code such as en-gb, without its territory."""
    return code.partition("-")[0]


@register.filter
def page_range(page: Page) -> Iterator[int | str]:
    """Return the page numbers worth showing: the ends, the neighbours, and an ellipsis between."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
