"""Cards, rows and headlines: how pages show posts that lead on to others."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.safestring import SafeString

from posts.markup.drawings import bits, cover
from posts.markup.pictures import picture
from posts.markup.writing import iso, names, short_date, speaks, whole_date
from posts.models import Post
from posts.rendering import typeset
from posts.stencils import fill, fill_each
from posts.words import shortened

# Characters of a standfirst that a card shows, and a line of a list or the lead story.
OF_CARD, OF_ROW = 140, 220
SIZES_OF_ROW = "(min-width: 70rem) 14rem, (min-width: 40rem) 12rem, 6rem"
SIZES_OF_FIRST = "(min-width: 70rem) 26rem, 100vw"
SIZES_OF_LEAD = "(min-width: 56rem) 50vw, 100vw"


def card(post: Post, *, sizes: str = "", is_plain: bool = False) -> SafeString:
    """Show a post with its cards loaded; a plain one has neither picture nor standfirst."""
    values = _headline(post) | _kicker(post) | _meta(post, day=short_date(post.published_at))
    if not is_plain:
        values |= {"dek": _dek(post, OF_CARD), **_picture(post, sizes=sizes)}
    return fill("posts/_card.html", values)


def row(post: Post, *, is_first: bool = False, with_section: bool = False) -> SafeString:
    """Show a post with its cards loaded as a line of a list: date, text, picture."""
    sizes = SIZES_OF_FIRST if is_first else SIZES_OF_ROW
    values = _headline(post) | _kicker(post, with_section=with_section) | _meta(post)
    values |= {
        "dek": _dek(post, OF_ROW),
        "iso": iso(post.published_at),
        "written_day": whole_date(post.published_at),
        "is_first": "yes" if is_first else "",
        **_picture(post, sizes=sizes, is_first=is_first),
    }
    return fill("posts/_row.html", values)


def lead_card(post: Post) -> SafeString:
    """Show the post that the front page begins with, its cards loaded."""
    values = _headline(post) | _kicker(post) | _meta(post, day=whole_date(post.published_at))
    picture_of = _picture(post, sizes=SIZES_OF_LEAD, is_first=True)
    return fill("posts/_lead.html", {**values, "dek": _dek(post, OF_ROW), **picture_of})


def headlines(posts: Iterable[Post]) -> SafeString:
    """Show posts by their titles alone, a line each."""
    rows = (
        {
            "url": post.get_absolute_url(),
            "speaks": speaks(post.language),
            "title": typeset(post.title),
            "minutes": f"{post.reading_minutes or ''}",
        }
        for post in posts
    )
    return fill_each("posts/_headline.html", rows)


def kicker(post: Post) -> SafeString:
    """Show the section of a post and its number."""
    return fill("posts/_kicker.html", _kicker(post))


def meta(post: Post) -> SafeString:
    """Say who wrote a post, when, and how long it takes to read; its cards are loaded."""
    return fill("posts/_meta.html", _meta(post, day=whole_date(post.published_at)))


def _headline(post: Post) -> dict[str, str]:
    return {
        "paper": post.category.paper if post.category else "",
        "url": post.get_absolute_url(),
        "speaks": speaks(post.language),
        "title": typeset(post.title),
    }


def _kicker(post: Post, *, with_section: bool = True) -> dict[str, str]:
    section = post.category if with_section else None
    return {
        "section": section.name if section else "",
        "section_url": section.get_absolute_url() if section else "",
        "number": f"{post.number or ''}",
        "squares": bits(post.number),
    }


def _meta(post: Post, *, day: str = "") -> dict[str, str]:
    return {
        "names": names(post.byline),
        "minutes": f"{post.reading_minutes or ''}",
        "day": day,
        "iso": iso(post.published_at) if day else "",
    }


def _picture(post: Post, *, sizes: str, is_first: bool = False) -> dict[str, str]:
    if post.lead_picture is None:
        return {"cover": cover(post.slug)}
    shown = picture(post.lead_picture, sizes=sizes, alt="", css_class="pic", is_first=is_first)
    return {"picture": shown}


def _dek(post: Post, length: int) -> str:
    return shortened(typeset(post.summary), length)
