"""An article's page: what it says of the post, written into stencils."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from posts.addresses import absolute, address
from posts.articles import Article
from posts.markup.cards import card
from posts.markup.drawings import bits, progress
from posts.markup.pictures import picture
from posts.markup.writing import (
    NOTHING,
    iso,
    linked_names,
    sentence,
    short_date,
    speaks,
    whole_date,
)
from posts.models import Author, Post, Tag
from posts.rendering import typeset
from posts.sharing import share_links
from posts.stencils import fill, fill_each, join
from posts.words import brief
from prsite.here import here

SIZES_OF_HERO = "(min-width: 70rem) 59rem, 100vw"
SIZES_OF_MORE = "(min-width: 56rem) 25rem, 100vw"
SIZES_OF_FACE = "3.5rem"
# A short text has no list of contents; four headings are where one begins to help.
FEWEST_CONTENTS = 4


def article_page(shown: Article) -> dict[str, str]:
    """Return what `posts/post.html` shows of an article, but for its structured data."""
    post = shown.post
    return {
        "title": typeset(post.search_title or post.title),
        "head": head(shown),
        "article": body(shown),
        "more": more_from(post, shown.more),
    }


def head(shown: Article) -> SafeString:
    """Say in the head of the page what the article is, to machines that read no JSON-LD."""
    post, path, section = shown.post, shown.post.get_absolute_url(), shown.post.category
    values = {
        "title": typeset(post.search_title or post.title),
        "description": brief(post.search_description or post.summary or here().site.description),
        "url": path,
        "whole_url": absolute(path),
        "markdown": address("post_markdown", post.slug),
        "picture": address("share_picture", post.slug),
        "alt": typeset(post.title),
        "published": iso(post.published_at),
        "modified": iso(post.updated_for_readers_at) if post.published_at else "",
        "authors": fill_each(
            "posts/_head_author.html",
            ({"url": author.get_absolute_url()} for author in shown.authors if author.slug),
        ),
        "section": section.name if section else "",
        "tags": fill_each("posts/_head_tag.html", ({"name": tag.name} for tag in shown.tags)),
        "italics": italics(post),
    }
    return fill("posts/_article_head.html", values)


def italics(post: Post) -> SafeString:
    """Have the italics of a text loaded before the browser finds that it needs them."""
    return fill("posts/_italics.html", {}) if "<em>" in post.content.html else NOTHING


def body(shown: Article) -> SafeString:
    """Show an article with all that stands around it but for the cards of other posts."""
    post, url = shown.post, absolute(shown.post.get_absolute_url())
    values = {
        **_headline(post),
        **_signed(shown.authors),
        **_lead_picture(post),
        "contents": _contents(post),
        "content_html": post.content.html,
        "tags": _tags(shown.tags),
        "url": url,
        "share_links": fill_each(
            "posts/_share_link.html",
            (
                {"url": link.url, "label": link.label}
                for link in share_links(title=typeset(post.title), url=url)
            ),
        ),
        "source": citation(post, shown.authors, url=url),
        **_beside(shown),
        **_series(shown),
    }
    return fill("posts/_article.html", values)


def more_from(post: Post, more: Sequence[Post]) -> SafeString:
    """Show the cards of other posts of the section, where there are any."""
    section = post.category
    if not more or section is None:
        return NOTHING
    values = {
        "paper": section.paper,
        "section": section.name,
        "section_url": section.get_absolute_url(),
        "cards": join([card(other, sizes=SIZES_OF_MORE) for other in more]),
    }
    return fill("posts/_more.html", values)


def citation(post: Post, authors: Sequence[Author], *, url: str) -> SafeString:
    """Write where the words of a post are from, as a bibliography would; nothing for a draft."""
    if post.number is None or post.published_at is None:
        return NOTHING
    values = {
        "authors": sentence([author.name for author in authors]),
        "speaks": speaks(post.language),
        "title": typeset(post.title),
        "publication": here().site.name,
        "number": f"{post.number}",
        "day": whole_date(post.published_at),
        "url": url,
    }
    return fill("posts/_citation.html", values)


def steps(parts: Iterable[Post], to_come: int, *, shown: Post | None = None) -> SafeString:
    """List the parts of a series in order, the one that is shown among them.

    Those to come are counted, never named.
    """
    rows = (
        {
            "part": f"{part.series_part}",
            "is_here": "yes" if part == shown else "",
            "url": part.get_absolute_url(),
            "speaks": speaks(part.language),
            "title": typeset(part.title),
            "minutes": f"{part.reading_minutes or ''}",
        }
        for part in parts
    )
    last = render_to_string("posts/_to_come.html", {"to_come": to_come}) if to_come else "\n"
    return fill("posts/_steps.html", {"parts": fill_each("posts/_step.html", rows), "last": last})


def face(author: Author) -> SafeString:
    """Show the portrait of an author, or the monogram; decoration beside the name."""
    if author.portrait is None:
        return fill("posts/_face.html", {"monogram": author.monogram or " "})
    shown = picture(author.portrait, sizes=SIZES_OF_FACE, alt="", css_class="face")
    return fill("posts/_face.html", {"portrait": shown})


def _headline(post: Post) -> dict[str, str]:
    section = post.category
    return {
        "paper": section.paper if section else "",
        "section": section.name if section else "",
        "section_url": section.get_absolute_url() if section else "",
        "speaks": speaks(post.language),
        "title": typeset(post.title),
        "standfirst": typeset(post.standfirst),
        "number": f"{post.number or ''}",
        "squares": bits(post.number),
        "iso": iso(post.published_at),
        "day": whole_date(post.published_at),
        "revised_iso": iso(post.revised_at),
        "revised_day": whole_date(post.revised_at),
        "minutes": f"{post.reading_minutes or ''}",
    }


def _signed(authors: Sequence[Author]) -> dict[str, str]:
    faces = [face(author) for author in authors]
    people = (
        {
            "face": shown,
            "url": author.get_absolute_url(),
            "name": author.name,
            "is_guest": "yes" if author.is_guest else "",
            "affiliation": author.affiliation,
            "biography_html": author.biography_html,
        }
        for author, shown in zip(authors, faces, strict=True)
    )
    return {
        "faces": join(faces),
        "names": linked_names(authors),
        "people": fill_each("posts/_signed.html", people),
        "are_several": "yes" if len(authors) > 1 else "",
    }


def _lead_picture(post: Post) -> dict[str, str]:
    lead = post.lead_picture
    if lead is None:
        return {}
    return {
        "hero": picture(lead, sizes=SIZES_OF_HERO, is_first=True),
        "caption": lead.caption,
        "credit": lead.credit,
    }


def _contents(post: Post) -> SafeString:
    headings = [heading for heading in post.content.headings if heading["level"] == 2]
    if len(headings) < FEWEST_CONTENTS:
        return NOTHING
    rows = ({"anchor": each["id"], "text": each["text"]} for each in headings)
    return fill_each("posts/_heading.html", rows)


def _tags(tags: Iterable[Tag]) -> SafeString:
    rows = ({"url": tag.get_absolute_url(), "name": tag.name} for tag in tags)
    return fill_each("posts/_article_tag.html", rows)


def _series(shown: Article) -> dict[str, str]:
    post, series = shown.post, shown.post.series
    if series is None:
        return {}
    previous, following = shown.turned_parts
    return {
        "series_url": series.get_absolute_url(),
        "series_title": typeset(series.title),
        "part": f"{post.series_part}",
        "planned": f"{shown.planned}",
        "progress": progress(post.series_part, shown.planned),
        "steps": steps(shown.parts, shown.to_come, shown=post),
        **_turned_part("previous_part", previous),
        **_turned_part("next_part", following),
    }


def _turned_part(name: str, part: Post | None) -> dict[str, str]:
    return {name: f"{part.series_part}", **_link(name, part)} if part else {}


def _beside(shown: Article) -> dict[str, str]:
    previous, following = shown.turned
    return _turned("previous", previous) | _turned("next", following)


def _turned(name: str, post: Post | None) -> dict[str, str]:
    if post is None or post.published_at is None:
        return {}
    return {
        f"{name}_iso": iso(post.published_at),
        f"{name}_day": short_date(post.published_at),
        **_link(name, post),
    }


def _link(name: str, post: Post) -> dict[str, str]:
    return {
        f"{name}_url": post.get_absolute_url(),
        f"{name}_speaks": speaks(post.language),
        f"{name}_title": typeset(post.title),
    }
