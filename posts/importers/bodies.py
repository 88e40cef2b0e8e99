"""Bodies: the text of an entry as the publication keeps it, with its links and pictures found."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass, field

from posts.importers.code import change_outside_code
from posts.importers.entry import Entry
from posts.importers.pictures import TreePictures, Wish, as_reference
from posts.importers.planning import Addresses
from posts.importers.references import replace_references
from posts.importers.shortcodes import Page, translate
from posts.rendering import picture_name

# The renderer refuses far less; a text of this size is not searched for tags first.
LONGEST_SEARCHED = 1_000_000  # characters


@dataclass(slots=True)
class Body:
    """A text ready to be stored, the posts it links to, the pictures it shows, and notes."""

    markdown: str = ""
    linked: list[str] = field(default_factory=list)
    wishes: list[Wish] = field(default_factory=list)
    lead: str = ""
    notes: list[str] = field(default_factory=list)


def prepare_body(entry: Entry, addresses: Addresses, pictures: TreePictures) -> Body:
    """Return the entry's text with tags put in Markdown and references leading where they belong.

    A reference that leads nowhere in the tree stays as it is.
    """
    return _Preparation(entry, addresses, pictures).body()


class _Preparation:
    def __init__(self, entry: Entry, addresses: Addresses, pictures: TreePictures) -> None:
        self.entry, self.addresses, self.pictures = entry, addresses, pictures
        self.result = Body()
        self.missing: dict[str, None] = {}
        self.elsewhere: dict[str, None] = {}

    def body(self) -> Body:
        self._take_lead()
        lead = self.entry.lead.source if self.entry.lead else ""
        page = Page(self._named_address, lead)
        markdown = self.entry.body.strip("\n")
        if len(markdown) <= LONGEST_SEARCHED:
            markdown = change_outside_code(
                markdown, lambda text: replace_references(translate(text, page), self._resolve)
            )
        self.result.markdown = markdown
        self.result.notes += self._picture_notes()
        return self.result

    def _take_lead(self) -> None:
        lead = self.entry.lead
        if lead is None:
            return
        file = self.pictures.find(lead.source, self.entry.path)
        if file is None:
            self.result.notes.append(f"lead picture not in the tree: {lead.source[:120]}")
            return
        self.result.lead = self.pictures.name_of(file)
        self.result.wishes.append(Wish(self.result.lead, file, lead.alt, lead.caption, lead.credit))

    def _named_address(self, target: str) -> str:
        """Answer a tag that names a post of the tree."""
        path = self.addresses.find_by_name(target, self.entry.path)
        if not path:
            return ""
        self.result.linked.append(path)
        return self.addresses.address(path, target)

    def _resolve(self, target: str, alt: str | None) -> str:
        if alt is not None:
            return self._picture(target, html.unescape(alt))
        path = self.addresses.find(target, self.entry.path)
        if not path:
            return target
        self.result.linked.append(path)
        return self.addresses.address(path, target)

    def _picture(self, target: str, alt: str) -> str:
        file = self.pictures.find(target, self.entry.path)
        if file is None:
            name = picture_name(target)
            is_elsewhere = ":" in name.split("/", 1)[0] or name.startswith("//")
            (self.elsewhere if is_elsewhere else self.missing)[name] = None
            return target
        name = self.pictures.name_of(file)
        self.result.wishes.append(Wish(name, file, " ".join(alt.split())[:500]))
        return target if picture_name(target) == name else as_reference(name)

    def _picture_notes(self) -> list[str]:
        notes = []
        if self.missing:
            notes.append(f"pictures not in the tree: {_listed(self.missing)}")
        if self.elsewhere:
            notes.append(f"pictures on other sites are shown as links: {_listed(self.elsewhere)}")
        svg = [name for name in self.missing if name.lower().endswith(".svg")]
        return [*notes, f"SVG is not taken: {_listed(dict.fromkeys(svg))}"] if svg else notes


def _listed(names: Mapping[str, None], *, most: int = 5) -> str:
    shown = ", ".join(name[:120] for name in list(names)[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"
