"""What a post says, and what was found in it: plain data that every check works on."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import gettext as _


class Severity(StrEnum):
    """What a finding means: an error blocks publishing, a warning asks for a look."""

    ERROR = "error"
    WARNING = "warning"


class Leads(StrEnum):
    """Where a link of a text leads."""

    FINE = "fine"
    OUTSIDE = "outside"
    NOWHERE = "nowhere"
    HIDDEN = "hidden"
    DESK = "desk"
    NO_ANCHOR = "no anchor"


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the Markdown something stands: its line, from 1 on, and the heading above it."""

    line: int | None = None
    heading: str = ""

    def __str__(self) -> str:
        """Say it in words; nothing where the place is not known."""
        if self.line is None:
            return ""
        if not self.heading:
            return _("Line %(line)d") % {"line": self.line}
        return _("Line %(line)d, under “%(heading)s”") % {
            "line": self.line,
            "heading": self.heading,
        }


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading as the Markdown has it; the level is the one that was written."""

    level: int
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Link:
    """A link of the text: its address, its words, and where it leads."""

    href: str
    words: str
    leads: Leads
    place: Place


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture that the post shows, with what readers get of it.

    `alt` is what they hear. Of one the publication does not own, `is_known` is false; `weight` is
    in bytes, of what a wide screen loads, and None where that cannot be told.
    """

    name: str
    alt: str
    place: Place
    is_known: bool = True
    is_decorative: bool = False
    is_elsewhere: bool = False
    weight: int | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """All that a post says, stored or typed. Checks look at nothing else.

    `text` is what readers read, a block a line, without code; `explained` holds abbreviations that
    the text marks as such. `twin_title` and `twin_slug` tell of other posts with the same,
    `is_filed` and `is_signed` whether it has a section and an author.
    """

    title: str
    slug: str = ""
    standfirst: str = ""
    search_title: str = ""
    search_description: str = ""
    key: int | None = None
    markdown: str = ""
    text: str = ""
    headings: tuple[Heading, ...] = ()
    links: tuple[Link, ...] = ()
    pictures: tuple[Shown, ...] = ()
    explained: frozenset[str] = frozenset()
    twin_title: bool = False
    twin_slug: bool = False
    is_filed: bool = False
    is_signed: bool = False

    @property
    def is_begun(self) -> bool:
        """Whether anything is written yet."""
        around = (self.title, self.standfirst, self.search_title, self.search_description)
        return any(words.strip() for words in (*around, self.markdown))

    @property
    def shown_title(self) -> str:
        """The title that search engines are given."""
        return self.search_title or self.title

    @property
    def shown_description(self) -> str:
        """The description that search engines are given, unless it is the beginning of the text."""
        return self.search_description or self.standfirst


@dataclass(frozen=True, slots=True)
class Problem:
    """What a check found: what is wrong, what to do, and where.

    `subject` tells one such problem of a post from another, whatever line it moves to. `field` is
    the field of the form that mends it, or its rows of authors, `bylines`.
    """

    message: str
    remedy: str = ""
    subject: str = ""
    place: Place = field(default_factory=Place)
    field: str = "body"

    @property
    def anchor(self) -> str:
        """The id of that field in the form."""
        return "bylines-group" if self.field == "bylines" else f"id_{self.field}"
