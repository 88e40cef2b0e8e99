"""Links: only safe schemes, addresses that validate, outside ones marked."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from .allowlist import URL_SCHEMES
from .tree import Element

_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
_SPACE = re.compile(r"[\x00-\x20\u00a0\u200b-\u200f\u2028-\u202e\ufeff]+")
_KEPT_RELATIONS = ("nofollow", "ugc", "sponsored", "me", "tag", "license", "author", "noreferrer")
_BARE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
# RFC 3986: what may stand in an address unencoded, beyond letters and digits.
_SAFE = "/?:@!$&'()*+,;=-._~%#"


def finish_links(root: Element, site_url: str) -> tuple[str, ...]:
    """Mend or drop every ``href`` below ``root``; returns them in order, each once."""
    own_host = _host(site_url)
    for link in root.find("a"):
        _finish(link, own_host)
    return tuple(
        dict.fromkeys(link.attrs["href"] for link in root.find("a") if "href" in link.attrs)
    )


def _finish(link: Element, own_host: str) -> None:
    relations = link.attrs.pop("rel", "").lower().split()
    href = safe_address(link.attrs.pop("href", ""))
    if not href:
        return
    link.attrs = {"href": href, **link.attrs}
    kept = [word for word in _KEPT_RELATIONS if word in relations]
    if _is_outside(href, own_host):
        kept.append("noopener")
    if kept:
        link.attrs["rel"] = " ".join(kept)


def safe_address(address: str) -> str:
    """Return ``address`` encoded as RFC 3986 wants it, or an empty string if it may not stand."""
    tight = _SPACE.sub("", address)
    scheme = _SCHEME.match(tight)
    if scheme and scheme[1].lower() not in URL_SCHEMES:
        return ""
    if not scheme and ":" in re.split(r"[/?#]", tight, maxsplit=1)[0]:
        return ""
    encoded = quote(_BARE_PERCENT.sub("%25", address.strip()), safe=_SAFE)
    path, mark, fragment = encoded.partition("#")
    return path + mark + fragment.replace("#", "%23")


def _is_outside(href: str, own_host: str) -> bool:
    is_web = href.lower().startswith(("http:", "https:", "//"))
    return is_web and (not own_host or _host(href) != own_host)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
