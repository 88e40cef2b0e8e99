"""Where readers share a post: plain links, so that sharing needs no script and no third party."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

from django.utils.translation import gettext, gettext_noop

from prsite.here import here


@dataclass(frozen=True, slots=True)
class ShareLink:
    """A service's name and the address that opens it with the post filled in."""

    label: str
    url: str


# The services' own documented addresses; {url} and {title} are percent-encoded before they go in.
# A name that is no trade mark is translated.
SERVICES = (
    (gettext_noop("Email"), "mailto:?subject={title}&body={url}"),
    ("LinkedIn", "https://www.linkedin.com/sharing/share-offsite/?url={url}"),
    ("Bluesky", "https://bsky.app/intent/compose?text={title}%20{url}"),
    ("Mastodon", "https://mastodon.social/share?text={title}%20{url}"),
    ("WhatsApp", "https://wa.me/?text={title}%20{url}"),
)


def share_links(*, title: str, url: str) -> tuple[ShareLink, ...]:
    """Return a link for each service; `url` is the post's absolute address."""
    filled = {"title": quote(title, safe=""), "url": quote(url, safe="")}
    return tuple(
        ShareLink(label, pattern.format(**filled)) for label, pattern in _services(here().language)
    )


@lru_cache(maxsize=100)
def _services(_language: str) -> list[tuple[str, str]]:
    return [(gettext(label), pattern) for label, pattern in SERVICES]
