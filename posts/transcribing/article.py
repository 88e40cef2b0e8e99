"""An article as one Markdown document: what it is, who wrote it, where it lives, and its text."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from posts.addresses import absolute
from posts.models import Author, Picture, Post
from posts.rendering import absolute_html, printable, typeset

from .converting import markdown_from, markdown_words


def article_markdown(post: Post, *, authors: list[Author]) -> str:
    """Return a post (loaded for its article page) as Markdown with absolute addresses."""
    url = absolute(post.get_absolute_url())
    parts = [
        f"# {_line(typeset(post.title))}",
        f"**{_line(typeset(post.standfirst))}**" if post.standfirst else "",
        _byline(authors),
        _dates(post),
        f"<{url}>",
        "---",
        _lead(post.lead_picture) if post.lead_picture else "",
        markdown_from(absolute_html(post.content.html, base=url)),
    ]
    return printable("\n\n".join(filter(None, parts))) + "\n"


def _byline(authors: list[Author]) -> str:
    links = [
        f"[{_line(_named(author))}]({absolute(author.get_absolute_url())})" for author in authors
    ]
    return _("By %(names)s") % {"names": ", ".join(links)} if links else ""


def _named(author: Author) -> str:
    return _("%(name)s (guest)") % {"name": author.name} if author.is_guest else author.name


def _dates(post: Post) -> str:
    if post.published_at is None:
        return ""
    published = _("Published %(day)s") % {"day": _day(post.published_at)}
    updated = _("updated %(day)s") % {"day": _day(post.revised_at)} if post.revised_at else ""
    return ", ".join(filter(None, (published, updated)))


def _day(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "DATE_FORMAT")


def _lead(picture: Picture) -> str:
    info = picture.info()
    address = absolute(info.url) if info.url.startswith("/") else info.url
    words = " ".join(filter(None, (info.caption, info.credit)))
    shown = f"![{_line(info.alt)}]({address})"
    return f"{shown}\n\n{_line(words)}" if words else shown


def _line(text: str) -> str:
    return markdown_words(" ".join(text.split()))
