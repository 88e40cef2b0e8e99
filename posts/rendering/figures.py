"""Pictures: resolved among those the publication owns, set as figures when they stand alone."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from urllib.parse import unquote

from django.utils.translation import gettext as _

from .cleaning import clean
from .embeds import web_host
from .tree import Element, Node
from .values import FindPictures, PictureInfo

# The text column is 31em of at most 1.3125rem; a wide picture takes the margin column too.
_SIZES = "(min-width: 56rem) 41rem, 100vw"
_WIDE_SIZES = "(min-width: 78rem) 57rem, 100vw"
# A picture this narrow has one rendition, and is never shown wider than it is.
_NARROW = 640
_SHOWN = ("img", "picture")


def picture_name(src: str) -> str:
    """Return the name by which Markdown refers to a picture.

    An address on this site loses its leading ``/`` or ``./``, its query and its fragment, and is
    decoded; an address elsewhere (with a scheme or a host) is its own name.
    """
    source = src.strip()
    if source.startswith("//") or ":" in source.split("/", 1)[0]:
        return source
    path = source.partition("#")[0].partition("?")[0]
    while path.startswith(("/", "./")):
        path = path.removeprefix(".").removeprefix("/")
    return unicodedata.normalize("NFC", unquote(path))


def picture_names(root: Element) -> tuple[str, ...]:
    """Return the names of all pictures that ``root`` refers to, in order, each once."""
    names = (picture_name(image.attrs.get("src", "")) for image in root.find("img"))
    return tuple(dict.fromkeys(name for name in names if name))


def place_pictures(root: Element, names: tuple[str, ...], find_pictures: FindPictures) -> None:
    """Replace every ``img`` below ``root``; asks ``find_pictures`` once, for all the names."""
    found = find_pictures(frozenset(names)) if names else {}
    _place(root, found)


def _place(parent: Element, found: Mapping[str, PictureInfo], *, linked: bool = False) -> None:
    linked = linked or parent.tag == "a"
    parent.children = [
        child if isinstance(child, str) else _placed(parent, child, found, linked=linked)
        for child in parent.children
    ]


def _placed(
    parent: Element, child: Element, found: Mapping[str, PictureInfo], *, linked: bool
) -> Element:
    if child.tag == "img":
        return _image(child, found, _SIZES, linked=linked)
    image = _lone_image(child) if parent.tag != "figure" else None
    if image:
        return _figure(child, image, found, linked=linked)
    _place(child, found, linked=linked)
    if child.tag == "figure" and any(child.find("img")):
        child.attrs["class"] = "pic wide" if _is_wide(child) else "pic"
    return child


def _is_wide(*elements: Element) -> bool:
    return any("wide" in element.attrs.get("class", "").split() for element in elements)


def _lone_image(paragraph: Element) -> Element | None:
    """Return the image that is all a paragraph holds, be it inside a link."""
    if paragraph.tag != "p":
        return None
    holder = paragraph
    while True:
        elements = holder.elements()
        if len(elements) != 1 or any(
            isinstance(child, str) and child.strip() for child in holder.children
        ):
            return None
        if elements[0].tag == "img":
            return elements[0]
        if elements[0].tag != "a":
            return None
        holder = elements[0]


def _figure(
    paragraph: Element, image: Element, found: Mapping[str, PictureInfo], *, linked: bool
) -> Element:
    picture = found.get(picture_name(image.attrs.get("src", "")))
    is_wide = _is_wide(image, paragraph)
    caption = image.attrs.pop("title", "") or (clean(picture.caption) if picture else "")
    linked = linked or image not in paragraph.children
    placed = _image(image, found, _WIDE_SIZES if is_wide else _SIZES, linked=linked)
    content = _content(paragraph, image, placed)
    kind = "pic" if picture else "missing-picture"
    figure = Element("figure", {"class": f"{kind} wide" if is_wide else kind}, content)
    words = _caption(caption, clean(picture.credit) if picture else "")
    if words:
        figure.children.append(Element("figcaption", {}, words))
    return figure


def _content(paragraph: Element, image: Element, placed: Element) -> list[Node]:
    """Return the picture or what stands in for it, with the link that was around it."""
    if image in paragraph.children:
        return [placed] if placed.tag in _SHOWN else [Element("p", {}, placed.children)]
    link = paragraph.elements()[0]
    link.children = [placed]
    return [link] if placed.tag in _SHOWN else [Element("p", {}, [link])]


def _caption(caption: str, credit: str) -> list[Node]:
    words: list[Node] = [caption] if caption else []
    if credit:
        words += [*([" "] if words else []), Element("span", {"class": "credit"}, [credit])]
    return words


def _image(
    image: Element, found: Mapping[str, PictureInfo], sizes: str, *, linked: bool
) -> Element:
    source = image.attrs.get("src", "")
    picture = found.get(picture_name(source))
    alt = image.attrs.get("alt", "")
    if picture is None:
        return _missing(source, alt, linked=linked)
    attrs = {"src": picture.url, "width": str(picture.width), "height": str(picture.height)}
    attrs |= {"alt": alt or clean(picture.alt), "loading": "lazy", "decoding": "async"}
    if picture.focus != "middle":
        attrs["data-focus"] = picture.focus
    shown = Element("img", attrs)
    return Element("picture", {}, [_source(picture, sizes), shown]) if picture.renditions else shown


def _source(picture: PictureInfo, sizes: str) -> Element:
    """Offer the renditions to browsers that read WebP; others take the upload itself."""
    attrs = {
        "type": "image/webp",
        "srcset": ", ".join(f"{copy.url} {copy.width}w" for copy in picture.renditions),
        "sizes": sizes if picture.width > _NARROW else f"{picture.width}px",
    }
    return Element("source", attrs)


def _missing(source: str, alt: str, *, linked: bool) -> Element:
    """Stand in for a picture the publication does not own, with its words and its address."""
    words: list[Node] = [alt or _("Picture")]
    host = web_host(source)
    place = _("Picture at %(host)s") % {"host": host}
    if host and linked:
        words = [alt or place]
    elif host:
        link = Element("a", {"href": source.strip()}, [place])
        words = [f"{alt} (", link, ")"] if alt else [link]
    return Element("span", {"class": "missing-picture"}, words)
