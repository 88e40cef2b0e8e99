"""Headings below the page's own h1, and ids that are unique on the whole page."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from .lifted import Lifted
from .tags import HEADINGS
from .tree import Element
from .values import Heading

# The ids that the pages of this site give themselves.
RESERVED = frozenset(
    ["main", "share", "series", "series-h", "who", "more", "toc-h", "notes", "cite"]
)
_NOT_IN_SLUG = re.compile(r"[^\w\s-]")
# Deeper ones divide a thought; nobody sends a link to half of one.
_ANCHORED = frozenset({"h2", "h3", "h4"})
_GAPS = re.compile(r"[\s_-]+")


def slugify(text: str) -> str:
    """Return ``text`` as an id: lower case, letters of any script, hyphens between words."""
    words = _NOT_IN_SLUG.sub("", unicodedata.normalize("NFC", text).lower())
    slug = _GAPS.sub("-", words).strip("-")[:80].rstrip("-")
    return slug if slug[:1].isalpha() else f"part-{slug}".rstrip("-")


def level_headings(root: Element) -> None:
    """Give headings the levels that their order means: h2 below the title, and no level skipped.

    A heading stands one level below the last one before it that was written with a higher level.
    """
    above: list[int] = []
    for heading in root.find(*HEADINGS):
        written = int(heading.tag[1])
        while above and above[-1] >= written:
            above.pop()
        above.append(written)
        heading.tag = f"h{min(len(above) + 1, 6)}"


def read_headings(root: Element, lifted: Lifted) -> tuple[Heading, ...]:
    """Return the headings, in order."""
    return tuple(
        Heading(
            int(element.tag[1]),
            element.attrs["id"],
            " ".join(lifted.restore(element.text()).split()),
        )
        for element in root.find(*HEADINGS)
    )


def anchor_headings(parent: Element) -> None:
    """Make each heading below ``parent`` a link to its own place, unless a link is in the way."""
    for child in parent.elements():
        if child.tag in _ANCHORED and not any(child.find("a")):
            link = Element("a", {"class": "anchor", "href": "#" + child.attrs["id"]})
            link.children, child.children = child.children, [link]
        elif child.tag != "a":
            anchor_headings(child)


@dataclass(slots=True)
class Ids:
    """Gives ids away so that none is given twice, nor one that the page needs."""

    taken: set[str] = field(default_factory=lambda: set(RESERVED))
    given: dict[str, str] = field(default_factory=dict)
    next_number: dict[str, int] = field(default_factory=dict)

    def give(self, wanted: str) -> str:
        """Return ``wanted`` as a slug, with a number behind it if it is taken."""
        slug = slugify(wanted)
        number, candidate = self.next_number.get(slug, 2), slug
        while candidate in self.taken:
            candidate = f"{slug}-{number}"
            number += 1
        self.next_number[slug] = number
        self.taken.add(candidate)
        self.given.setdefault(wanted, candidate)
        return candidate


def assign_ids(root: Element) -> None:
    """Give headings and terms an id, keep those that were set, and follow links to them."""
    ids = Ids()
    for element in root.walk():
        wanted = element.attrs.pop("id", "").strip()
        if element.tag == "a":
            wanted = wanted or element.attrs.get("name", "")
        if element.tag in HEADINGS or element.tag == "dfn":
            wanted = wanted or element.text().strip() or "part"
        if wanted:
            element.attrs["id"] = ids.give(wanted)
    for link in root.find("a"):
        target = link.attrs.get("href", "")
        if target.startswith("#"):
            link.attrs["href"] = "#" + ids.given.get(target[1:], target[1:])
