"""Pages of lists: their heads, their rows, and the ways to newer and older posts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import chain, repeat

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from posts.addresses import address
from posts.markup.cards import row
from posts.markup.drawings import bits
from posts.markup.pictures import picture
from posts.markup.writing import NOTHING, whole_date
from posts.models import Author, Picture
from posts.paging import ListPage
from posts.stencils import fill, fill_each
from posts.words import brief
from prsite.here import here

SIZES_OF_PORTRAIT = "13rem"


def list_page(
    page: ListPage,
    *,
    name: str,
    about: str,
    path: str,
    root: str,
    feeds: str = "",
    with_section: bool = True,
    with_lead: bool = True,
) -> dict[str, str]:
    """Return what the templates of lists show of a page, whose address is `path`.

    The list is called `name` and lives at `root`; `about` says in plain words what it holds, and
    its own feeds, if it has any, hang on the path `feeds`.
    """
    return {
        "name": name,
        "up_to": "" if page.is_first else up_to(page),
        "meta": page_meta(title=name, description=about, path=path, is_empty=page.is_empty),
        "feeds": feed_links(feeds, name) if feeds else NOTHING,
        "list": fill(
            "posts/_list.html",
            {
                "rows": rows(page, with_section=with_section, with_lead=with_lead),
                "ways": ways(page, label=name, path=path, root=root),
                "root": feeds or address("home"),
            },
        ),
    }


def introduction(author: Author) -> dict[str, str]:
    """Return what the template of an author's page says of the author besides the note."""
    links = ({"url": url, "label": label} for url, label in author.labelled_links)
    return {
        "is_guest": "yes" if author.is_guest else "",
        "affiliation": author.affiliation,
        "portrait": _portrait(author.portrait) if author.portrait else NOTHING,
        "monogram": author.monogram,
        "links": fill_each("posts/_author_link.html", links),
    }


def page_meta(*, title: str, description: str, path: str, is_empty: bool = False) -> SafeString:
    """Say in the head of a page where it lives and what it is about."""
    values = {
        "title": title,
        "description": brief(description),
        "path": path,
        "is_empty": "yes" if is_empty else "",
    }
    return fill("posts/_page_meta.html", values)


def feed_links(root: str, name: str) -> SafeString:
    """Name the feeds of a list to feed readers that look into the head of its page."""
    title = f"{name} | {here().site.name}"
    return fill("posts/_feed_links.html", {"root": root, "name": title})


def folio(
    count: int, *, since: datetime | None = None, root: str = "", label: str = ""
) -> SafeString:
    """Say how many posts there are, in squares and in words, and where their feed is."""
    values = {
        "squares": bits(count),
        "said": bytes_said(count, since=since),
        "root": root,
        "label": label,
    }
    return fill("posts/_count.html", values)


def bytes_said(count: int, *, since: datetime | None = None) -> str:
    """Say how many posts there are, and since when."""
    if since is None:
        return ngettext("%(count)s byte", "%(count)s bytes", count) % {"count": count}
    year = since.astimezone(here().zone).year
    said = ngettext("%(count)s byte since %(year)s", "%(count)s bytes since %(year)s", count)
    return said % {"count": count, "year": year}


def rows(page: ListPage, *, with_section: bool = True, with_lead: bool = True) -> SafeString:
    """Show the posts of a page, on the first page the newest larger than the others."""
    leads = chain([page.is_first and with_lead], repeat(False))  # noqa: FBT003  # takes no names
    return items(
        row(post, is_first=is_first, with_section=with_section)
        for post, is_first in zip(page.posts, leads, strict=False)
    )


def items(pieces: Iterable[SafeString]) -> SafeString:
    """Return pieces of markup as the items of a list."""
    return fill_each("posts/_item.html", ({"piece": piece} for piece in pieces))


def ways(page: ListPage, *, label: str, path: str, root: str) -> SafeString:
    """Lead to newer and older posts; nowhere from the only page of a list."""
    if page.is_first and not page.older:
        return NOTHING
    values = {
        "label": label,
        "root": root,
        "path": path,
        "is_later": "" if page.is_first else "yes",
        "newer": f"{page.newer or ''}",
        "older": f"{page.older or ''}",
        "up_to": "" if page.is_first else up_to(page),
    }
    return fill("posts/_pages.html", values)


def up_to(page: ListPage) -> str:
    """Say where a later page of a list begins, by the day of its first post."""
    return _("up to %(date)s") % {"date": whole_date(page.posts[0].published_at)}


def _portrait(portrait: Picture) -> SafeString:
    return picture(portrait, sizes=SIZES_OF_PORTRAIT, css_class="portrait", is_first=True)
