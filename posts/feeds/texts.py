"""The text of a post as it travels in a feed, complete and away from its page."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from posts.addresses import absolute
from posts.models import Picture, Post
from posts.rendering import absolute_html, typeset

WIDEST = 1200  # pixels, twice the column of a usual reader of feeds


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
    # An upload may weigh megabytes, and readers of feeds choose no size.
    fitting = [file for file in info.renditions if file.width <= WIDEST]
    shown = fitting[-1] if fitting else info
    return format_html(
        '<figure><img src="{}" width="{}" height="{}" alt="{}">{}</figure>\n',
        shown.url,
        shown.width,
        shown.height,
        info.alt,
        format_html("<figcaption>{}</figcaption>", words) if words else "",
    )
