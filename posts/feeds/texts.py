"""The text of a post as it travels in a feed, complete and away from its page."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from posts.articles import absolute
from posts.models import Picture, Post
from posts.rendering import absolute_html, typeset


def full_text(post: Post) -> str:
    """Return standfirst, lead picture and text of `post` as HTML with absolute addresses."""
    standfirst = format_html("<p><em>{}</em></p>\n", typeset(post.standfirst))
    parts = [
        standfirst if post.standfirst else "",
        _figure(post.lead_picture) if post.lead_picture else "",
        mark_safe(post.content.html),  # noqa: S308  # sanitised when it was stored
    ]
    return absolute_html("".join(parts), base=absolute(post.get_absolute_url()))


def _figure(picture: Picture) -> SafeString:
    info = picture.info()
    words = " ".join(filter(None, (info.caption, info.credit)))
    return format_html(
        '<figure><img src="{}" width="{}" height="{}" alt="{}">{}</figure>\n',
        info.url,
        info.width,
        info.height,
        info.alt,
        format_html("<figcaption>{}</figcaption>", words) if words else "",
    )
