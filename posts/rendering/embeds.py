"""What imported posts embed from elsewhere becomes a link, so that no address is lost."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from .tree import Element, Node

_EMBEDS = frozenset({"iframe", "video", "audio", "embed", "object"})
_GONE = frozenset({"script", "style", "template", "title"})
_AS_TEXT = frozenset({"textarea", "xmp", "noembed", "noframes"})


def web_host(url: str) -> str:
    """Return the host of an http(s) or protocol-relative address, else an empty string."""
    try:
        parts = urlsplit(url.strip())
        return (parts.hostname or "") if parts.scheme in ("http", "https", "") else ""
    except ValueError:
        return ""


def link_embeds(parent: Element) -> None:
    """Replace embedded content below ``parent`` by links, and remove scripts and styles whole."""
    kept: list[Node] = []
    for child in parent.children:
        if isinstance(child, str):
            kept.append(child)
            continue
        if child.tag in _GONE:
            continue
        link_embeds(child)
        if child.tag in _EMBEDS:
            kept += _in_place_of(child)
        else:
            kept += child.children if child.tag in _AS_TEXT else [child]
    parent.children = kept


def _in_place_of(embed: Element) -> list[Node]:
    address = next(filter(web_host, _addresses(embed)), "")
    fallback = [] if embed.tag == "iframe" else embed.children
    rest = [node for node in fallback if not _is_part(node)]
    if not address:
        return rest
    words = _("Embedded content: %(host)s") % {"host": web_host(address)}
    link = Element("a", {"href": address}, [words])
    return [Element("p", {}, [link]), *rest]


def _addresses(embed: Element) -> list[str]:
    own = [embed.attrs.get(name, "") for name in ("src", "data", "data-src")]
    sources = [child.attrs.get("src", "") for child in embed.find("source")]
    return [*own, *sources, *(child.attrs.get("value", "") for child in embed.find("param"))]


def _is_part(node: Node) -> bool:
    return isinstance(node, Element) and node.tag in {"source", "track", "param"}
