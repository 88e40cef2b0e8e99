"""An article's page: what it says of the post, written into stencils."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import template
from django.conf import settings
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from posts.addresses import address
from posts.models import Author, Post, Tag
from posts.rendering import typeset
from posts.stencils import fill, fill_each, join
from posts.templatetags.bits import bits, progress
from posts.templatetags.pieces import card
from posts.templatetags.publication import (
    citation,
    iso,
    linked_names,
    picture,
    short_date,
    speaks,
    whole_date,
)
from posts.words import brief

SIZES_OF_HERO = "(min-width: 70rem) 59rem, 100vw"
SIZES_OF_MORE = "(min-width: 56rem) 25rem, 100vw"
SIZES_OF_FACE = "3.5rem"

register = template.Library()


@register.simple_tag(takes_context=True)
def article_head(context: Context) -> SafeString:
    """Say in the head of the page what the article is, to machines that read no JSON-LD."""
    post, tags, authors = context["post"], context["tags"], context["authors"]
    summary = post.search_description or post.summary or settings.SITE.description
    values = {
        "title": typeset(post.search_title or post.title),
        "description": brief(summary),
        "url": post.get_absolute_url(),
        "whole_url": context["url"],
        "markdown": address("post_markdown", post.slug),
        "picture": address("share_picture", post.slug),
        "alt": typeset(post.title),
        "published": iso(post.published_at),
        "modified": iso(post.updated_for_readers_at) if post.published_at else "",
        "authors": fill_each(
            "posts/_head_author.html",
            ({"url": author.get_absolute_url()} for author in authors if author.slug),
        ),
        "section": post.category.name if post.category else "",
        "tags": fill_each("posts/_head_tag.html", ({"name": tag.name} for tag in tags)),
        "has_italics": "yes" if "<em>" in post.content.html else "",
    }
    return fill("posts/_article_head.html", values)


@register.simple_tag(takes_context=True)
def article(context: Context) -> SafeString:
    """Show an article with all that stands around it but for the cards of other posts."""
    shown: dict[Any, Any] = context.flatten()
    post: Post = shown["post"]
    values = {
        **_headline(post),
        **_signed(shown["authors"]),
        **_lead_picture(post),
        "contents": fill_each(
            "posts/_heading.html",
            ({"anchor": each["id"], "text": each["text"]} for each in shown["contents"]),
        ),
        "content_html": post.content.html,
        "tags": _tags(shown["tags"]),
        "url": shown["url"],
        "share_links": fill_each(
            "posts/_share_link.html",
            ({"url": link.url, "label": link.label} for link in shown["share_links"]),
        ),
        "source": citation(
            post, shown["authors"], publication=settings.SITE.name, url=shown["url"]
        ),
        **_beside("previous", shown["previous"]),
        **_beside("next", shown["next"]),
    }
    if post.series:
        values |= _series(post, shown)
    return fill("posts/_article.html", values)


@register.simple_tag(takes_context=True)
def more_from(context: Context) -> SafeString:
    """Show the cards of other posts of the section, where there are any."""
    post, more = context["post"], context["more"]
    if not more:
        return SafeString("")
    values = {
        "paper": post.category.paper,
        "section": post.category.name,
        "section_url": post.category.get_absolute_url(),
        "cards": join(card(other, sizes=SIZES_OF_MORE) for other in more),
    }
    return fill("posts/_more.html", values)


@register.simple_tag
def steps(parts: Iterable[Post], to_come: int, here: Post | None = None) -> SafeString:
    """List the parts of a series in order; those to come are counted, never named."""
    rows = (
        {
            "part": f"{part.series_part}",
            "is_here": "yes" if part == here else "",
            "url": part.get_absolute_url(),
            "speaks": speaks(part.language),
            "title": typeset(part.title),
            "minutes": f"{part.reading_minutes or ''}",
        }
        for part in parts
    )
    last = render_to_string("posts/_to_come.html", {"to_come": to_come}) if to_come else "\n"
    return fill("posts/_steps.html", {"parts": fill_each("posts/_step.html", rows), "last": last})


@register.simple_tag
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
        "bare_title": post.title,
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


def _tags(tags: Iterable[Tag]) -> SafeString:
    rows = ({"url": tag.get_absolute_url(), "name": tag.name} for tag in tags)
    return fill_each("posts/_article_tag.html", rows)


def _series(post: Post, shown: dict[Any, Any]) -> dict[str, str]:
    return {
        "series_url": post.series.get_absolute_url() if post.series else "",
        "series_title": typeset(post.series.title) if post.series else "",
        "part": f"{post.series_part}",
        "planned": f"{shown['planned']}",
        "progress": progress(post.series_part, shown["planned"]),
        "steps": steps(shown["parts"], shown["to_come"], post),
        **_turned("previous_part", shown["previous_part"]),
        **_turned("next_part", shown["next_part"]),
    }


def _turned(name: str, part: Post | None) -> dict[str, str]:
    return {name: f"{part.series_part}", **_link(name, part)} if part else {}


def _beside(name: str, post: Post | None) -> dict[str, str]:
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
