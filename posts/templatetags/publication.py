"""Words and pictures of a post, as pages show them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import lru_cache

from django import template
from django.core.paginator import Page
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from posts.models import Author, Picture, Post
from posts.paging import ListPage
from posts.rendering import printable, typeset
from posts.transcribing import markdown_words
from posts.words import brief, plain
from prsite.pagecache.now import present

RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})

register = template.Library()


def names(authors: Sequence[Author]) -> str:
    """Join authors as a sentence would: “A, B and C (guest)”."""
    return _sentence([_named(author) for author in authors])


def linked_names(authors: Sequence[Author]) -> SafeString:
    """Join authors as a sentence would, each name a link to the author's page."""
    links = [_linked(author) for author in authors]
    if len(links) < 2:
        return format_html_join("", "{}", ((link,) for link in links))
    first = format_html_join(", ", "{}", ((link,) for link in links[:-1]))
    return format_html(_("{} and {}"), first, links[-1])


@register.simple_tag
def citation(post: Post, authors: Sequence[Author], *, publication: str, url: str) -> SafeString:
    """Write where the words of a post are from, as a bibliography would; nothing for a draft."""
    if post.number is None or post.published_at is None:
        return SafeString("")
    source = format_html(
        _("‘{title}’, {publication}, byte {number}, {date}, {url}"),
        title=format_html("<span{}>{}</span>", speaks(post.language), typeset(post.title)),
        publication=format_html("<cite>{}</cite>", publication),
        number=post.number,
        date=whole_date(post.published_at),
        url=url,
    )
    if not authors:
        return source
    return format_html(
        _("{authors}, {source}"),
        authors=_sentence([author.name for author in authors]),
        source=source,
    )


@register.filter(name="typeset")
def typeset_filter(text: str) -> str:
    """Show a title or standfirst with the punctuation that the text below it has."""
    return typeset(text)


@register.filter
def iso(moment: datetime | None) -> str:
    """Write a moment for `<time datetime>`, in the site's zone and to the second; none as nothing.

    HTML allows three digits of a second at most, a database keeps six.
    Source: https://html.spec.whatwg.org/#valid-time-string
    """
    return timezone.localtime(moment).isoformat(timespec="seconds") if moment else ""


def whole_date(moment: datetime | None) -> str:
    """Write the day of a moment, in the site's zone; none as nothing."""
    if moment is None:
        return ""
    return _written(timezone.localtime(moment).date(), "DATE_FORMAT", get_language())


def short_date(moment: datetime | None) -> str:
    """Write the day of a moment, and its year unless that is the current one; none as nothing."""
    if moment is None:
        return ""
    day = timezone.localtime(moment).date()
    is_current = day.year == timezone.localtime(present()).year
    return _written(day, "MONTH_DAY_FORMAT" if is_current else "DATE_FORMAT", get_language())


@register.filter
def up_to(page: ListPage) -> str:
    """Say where a later page of a list begins, by the day of its first post."""
    return _("up to %(date)s") % {"date": whole_date(page.posts[0].published_at)}


register.filter(plain)
register.filter(brief)
register.filter(printable)


@register.filter
def one_line(text: str) -> str:
    """Return plain text as one line of Markdown that shows it as it is."""
    return markdown_words(" ".join(printable(text).split()))


@register.filter
def language_only(code: str) -> str:
    """Return the language of a code such as en-gb, without its territory."""
    return code.partition("-")[0]


@register.simple_tag
def speaks(language: str) -> SafeString:
    """Return the attributes of an element whose words are in `language`; none for the site's."""
    if not language:
        return SafeString("")
    is_reversed = language.partition("-")[0] in RIGHT_TO_LEFT
    return format_html(' lang="{}"{}', language, SafeString(' dir="rtl"' if is_reversed else ""))


@register.simple_tag
def picture(
    picture: Picture,
    *,
    sizes: str,
    alt: str | None = None,
    css_class: str = "",
    is_first: bool = False,
) -> SafeString:
    """Show a picture with its renditions; `is_first` loads it at once and before others.

    A browser that reads no WebP gets the upload itself. `alt` replaces the picture's own; lists
    give it empty, because the headline says it all.
    """
    info = picture.info()
    shown = format_html(
        '<img src="{}" width="{}" height="{}" alt="{}"{}{}{}>',
        info.url,
        info.width,
        info.height,
        info.alt if alt is None else alt,
        format_html(' class="{}"', css_class) if css_class else "",
        "" if info.focus == "middle" else format_html(' data-focus="{}"', info.focus),
        SafeString(' fetchpriority="high"' if is_first else ' loading="lazy" decoding="async"'),
    )
    if not info.renditions:
        return shown
    srcset = ", ".join(f"{file.url} {file.width}w" for file in info.renditions)
    return format_html(
        '<picture><source type="image/webp" srcset="{}" sizes="{}">{}</picture>',
        srcset,
        sizes,
        shown,
    )


@lru_cache(maxsize=2000)
def _written(day: date, form: str, _language: str | None) -> str:
    return date_format(day, form)


def _named(author: Author) -> str:
    return _("%(name)s (guest)") % {"name": author.name} if author.is_guest else author.name


def _linked(author: Author) -> SafeString:
    link = format_html('<a href="{}" rel="author">{}</a>', author.get_absolute_url(), author.name)
    if author.is_guest:
        return format_html('{} <span class="guest">({})</span>', link, _("guest"))
    return link


def _sentence(words: list[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return _("%(first)s and %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}


@register.filter
def page_range(page: Page) -> Iterator[int | str]:
    """Return the page numbers worth showing: the ends, the neighbours, and an ellipsis between."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
