"""Entries: what one file of the tree says, read and checked, before anything is written."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePosixPath

from posts.importers.addresses import last_segment, old_paths
from posts.importers.dates import read_moment
from posts.importers.fields import Fields, clean_text
from posts.importers.frontmatter import FrontMatter, read_front_matter
from posts.importers.leads import Lead, read_lead
from posts.importers.paths import Place, foreign_language, known_language, place_of
from posts.importers.people import Person, read_people
from posts.importers.plainwords import each_once, same_words, shortened, undressed, without_links
from posts.importers.tree import HTML
from posts.importers.values import ImportRefused, ImportSkipped
from posts.models.slugs import slug_for

LONGEST_TITLE = 200
LONGEST_STANDFIRST = 500
LONGEST_TAG = 100
LONGEST_CATEGORY = 80
LONGEST_SERIES = 160

_DATES = (
    "date",
    "publishdate",
    "pubdate",
    "publishedat",
    "publishedon",
    "datepublished",
    "created",
)
_REVISED = ("lastmod", "updated", "modified", "lastmodified", "updatedat", "dateupdated")
_EXPIRES = ("expirydate", "expires", "expiresat", "unpublishdate")
_STANDFIRST = ("standfirst", "description", "excerpt", "summary", "subtitle", "lead")
_HIDDEN = ("unlisted", "hidden", "private")
# Nothing is given back, so that a line of a million signs is looked through once.
_HEADING = re.compile(
    r"\A\s*+(?:#[ \t]++(?P<atx>[^\n]++)|(?P<setext>[^\n]++)\n=++[ \t]*+)(?:\n|\Z)"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A post as its file tells it. Times are in UTC; every text fits the place it goes to.

    `slug` is what the file asks for, made fit for an address. `lead` is the picture on top.
    `section` is the folder's, for posts that name no category.
    """

    path: PurePosixPath
    title: str
    slug: str
    body: str
    status: str = "draft"
    standfirst: str = ""
    published_at: datetime | None = None
    expires_at: datetime | None = None
    revised_at: datetime | None = None
    language: str = ""
    categories: tuple[str, ...] = ()
    section: str = ""
    tags: tuple[str, ...] = ()
    people: tuple[Person, ...] = ()
    series: str = ""
    part: int | None = None
    old_paths: tuple[str, ...] = ()
    lead: Lead | None = None
    notes: tuple[str, ...] = ()


def read_entry(
    path: PurePosixPath,
    text: str,
    *,
    language_folders: frozenset[str] = frozenset(),
    splits_at_blanks: bool = False,
) -> Entry:
    """Read the file at `path`.

    `splits_at_blanks` is for Jekyll, where `tags: press radio` are two. Raises ImportRefused for
    what cannot be understood, and ImportSkipped for a file that is no post.
    """
    matter = read_front_matter(text)
    _check_is_post(path, matter)
    place = place_of(path, language_folders)
    reader = _EntryReader(Fields(matter), place, matter.body, splits_at_blanks=splits_at_blanks)
    return replace(reader.entry(path), notes=tuple(reader.notes))


def _check_is_post(path: PurePosixPath, matter: FrontMatter) -> None:
    if not matter.format and path.suffix.lower() in HTML:
        raise ImportSkipped("a template or a page of HTML, without front matter")
    if not matter.format and path.stem.isupper():
        raise ImportSkipped("a paper of the repository, without front matter")
    if not matter.body.strip():
        keys = {key.lower() for key in matter.values}
        if "redirect_to" in keys:
            raise ImportSkipped("a redirect of the old site, without a text")
        if not keys:
            raise ImportSkipped("an empty file")


class _EntryReader:
    """Reads the fields of one file one by one, and gathers notes on the way."""

    def __init__(self, fields: Fields, place: Place, body: str, *, splits_at_blanks: bool) -> None:
        self.fields, self.place, self.body = fields, place, body
        self.splits_at_blanks = splits_at_blanks
        self.notes: list[str] = [
            f"line {line or '?'} of the front matter is a sentence where a key belongs and was "
            f"left out; put the value above it in quotation marks: “{clean_text(key[:40])}…”"
            for key, line in fields.stray_keys
        ]

    def entry(self, path: PurePosixPath) -> Entry:
        title = self._title()
        published_at = self._published_at()
        return Entry(
            path=path,
            title=title,
            slug=self._slug(title),
            status=self._status(published_at),
            standfirst=self._standfirst(),
            body=self.body,
            published_at=published_at,
            expires_at=self._expires_at(published_at),
            revised_at=self._revised_at(published_at),
            language=self._language(),
            categories=self._categories(),
            section=self.place.section[:LONGEST_CATEGORY],
            tags=self._fitting("tag", self._tags(), LONGEST_TAG),
            people=self._people(),
            series=self._series(),
            part=self.fields.number("part", "seriesorder", "seriespart", "weight"),
            old_paths=old_paths(self.fields, self.place),
            lead=read_lead(self.fields),
        )

    # ------------------------------------------------------------ words

    def _title(self) -> str:
        given = self.fields.text("title")
        title = undressed(given)
        if title != given and "<" in given:
            self.notes.append("HTML was taken out of the title")
        if not title:
            title = self._heading() or _spelt_out(self.place.slug)
            self.notes.append(f"no title: called “{title[:60]}”")
        elif (heading := _HEADING.match(self.body)) and same_words(_text_of(heading), title):
            # Some generators print the title only from the text.
            self.body = self.body[heading.end() :]
        if len(title) > LONGEST_TITLE:
            raise ImportRefused(
                f"the title has {len(title)} characters; {LONGEST_TITLE} fit. Shorten it.",
                line=self.fields.line("title"),
            )
        return title

    def _heading(self) -> str:
        """Take the heading that the text starts with out of it."""
        heading = _HEADING.match(self.body)
        if heading is None:
            return ""
        self.body = self.body[heading.end() :]
        return undressed(without_links(_text_of(heading)))

    def _slug(self, title: str) -> str:
        wishes = (
            last_segment(self.fields.text("slug")),
            last_segment(self.fields.text("permalink", "url", "path")),
            self.place.slug,
            title,
        )
        slugs = (slug_for(wish, fallback="", max_length=130) for wish in wishes)
        return next(filter(None, slugs), "post")

    def _standfirst(self) -> str:
        given = self.fields.text(*_STANDFIRST)
        text = undressed(without_links(given))
        if text != given and ("<" in given or "](" in given):
            self.notes.append("links or HTML were taken out of the standfirst")
        if len(text) <= LONGEST_STANDFIRST:
            return text
        short = shortened(text, longest=LONGEST_STANDFIRST)
        if same_words(text, self.body):
            self.notes.append(f"the standfirst of {len(text)} characters was shortened")
        else:
            self.body = f"{given}\n\n{self.body}"
            self.notes.append(
                f"the standfirst of {len(text)} characters was shortened; "
                "all of it is the first paragraph of the text"
            )
        return short

    # ------------------------------------------------------------ times and status

    def _published_at(self) -> datetime | None:
        moment = self.fields.moment(*_DATES) or self._published_key()
        return moment or self._date_of_path()

    def _published_key(self) -> datetime | None:
        """Read `published`, which is a truth in some trees and a date in others."""
        is_flag = self.fields.text("published").lower() in {"true", "false", "yes", "no", ""}
        return None if is_flag else self.fields.moment("published")

    def _date_of_path(self) -> datetime | None:
        try:
            return read_moment(self.place.date)
        except ValueError as error:
            raise ImportRefused(
                f"the date {self.place.date} in the path is none: {error}. Rename the file, "
                "or give it a date in its front matter."
            ) from error

    def _status(self, published_at: datetime | None) -> str:
        is_withheld = self.fields.text("published").lower() in {"false", "no"}
        if self.fields.flag("draft") or self.place.is_draft or is_withheld:
            return "draft"
        hidden = [name for name in _HIDDEN if self.fields.flag(name)]
        if hidden:
            self.notes.append(f"{hidden[0]} posts are not known here: imported as a draft")
            return "draft"
        if published_at is None:
            self.notes.append("no date: imported as a draft")
            return "draft"
        return "published"

    def _expires_at(self, published_at: datetime | None) -> datetime | None:
        expires_at = self.fields.moment(*_EXPIRES)
        if expires_at and published_at and expires_at <= published_at:
            raise ImportRefused(
                f"the post expires ({expires_at:%Y-%m-%d %H:%M} UTC) before it goes live. "
                "Correct one of the dates.",
                line=self.fields.line(*_EXPIRES),
            )
        return expires_at

    def _revised_at(self, published_at: datetime | None) -> datetime | None:
        revised_at = self.fields.moment(*_REVISED)
        is_later = revised_at and published_at and revised_at > published_at
        return revised_at if is_later else None

    # ------------------------------------------------------------ where it belongs

    def _language(self) -> str:
        given = self.fields.text("lang", "language", "locale")
        if given and not known_language(given):
            self.notes.append(f"the language “{given[:20]}” is not known here")
        return foreign_language(given or self.place.language)

    def _categories(self) -> tuple[str, ...]:
        one = self.fields.value("category") or self.fields.value("section")
        first = [self.fields.text("category") or self.fields.text("section")]
        if isinstance(one, list | dict):
            first = self.fields.words("category", "section")
        further = self.fields.words("categories", splits_at_blanks=self.splits_at_blanks)
        named = each_once([*filter(None, first), *further])
        return self._fitting("category", named, LONGEST_CATEGORY)

    def _tags(self) -> list[str]:
        for name in ("tags", "tag", "topics", "keywords"):
            words = self.fields.words(name, splits_at_blanks=self.splits_at_blanks)
            if words:
                return words
        return []

    def _fitting(self, what: str, words: list[str], longest: int) -> tuple[str, ...]:
        for word in words:
            if len(word) > longest:
                self.notes.append(
                    f"a {what} of {len(word)} characters was left out, for {longest} fit: "
                    f"“{word[:40]}…”"
                )
        return tuple(word for word in words if len(word) <= longest)

    def _people(self) -> tuple[Person, ...]:
        people = read_people(self.fields.value("authors", "author", "byline", "writer"))
        for person in people:
            if len(person.name) > 120:
                raise ImportRefused(
                    f"the author “{person.name[:40]}…” has {len(person.name)} characters; 120 fit. "
                    "Write a list of names.",
                    line=self.fields.line("authors", "author", "byline", "writer"),
                )
        return people

    def _series(self) -> str:
        words = self._fitting("series", self.fields.words("series"), LONGEST_SERIES)
        if len(words) > 1:
            self.notes.append(f"a post is part of one series: “{words[0]}” was taken")
        return words[0] if words else ""


def _text_of(heading: re.Match[str]) -> str:
    text = str(heading["atx"] or heading["setext"]).strip()
    before = text.rstrip("#")
    # Hashes close a heading behind a blank; those of “C#” are its words.
    is_closed = heading["atx"] and (not before or before[-1] in " \t")
    return before.rstrip() if is_closed else text


def _spelt_out(slug: str) -> str:
    words = slug.replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:] if words else "Untitled"
