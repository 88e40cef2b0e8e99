"""The three forms a feed is written in, on top of Django's own."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import IO, Any
from xml.sax.xmlreader import AttributesImpl

from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.html import escape
from django.utils.xmlutils import SimplerXMLGenerator

from posts.rendering import printable

# What a feed without a post says of its age: a moment that is the same for every reader.
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class Readable(SyndicationFeed):
    """What the three have in common: honest dates, and no character that breaks the document.

    Items take, beside what Django knows, `people` (a list of `{"name", "url"}`), `content` (HTML),
    `image` (an address) and `language`.
    """

    def __init__(self, title: str, link: str, description: str, **fields: Any) -> None:
        super().__init__(printable(title), link, printable(description), **fields)

    def add_item(  # type: ignore[override]  # the others are passed on as they come
        self, title: str, link: str, description: str, **fields: Any
    ) -> None:
        """Add a post, without characters that no feed may carry."""
        clean = {name: _printable(value) for name, value in fields.items()}
        super().add_item(printable(title), link, printable(description), **clean)

    def latest_post_date(self) -> datetime:
        """Return the newest moment among the posts; Django would say now for an empty feed."""
        return max((item["updateddate"] for item in self.items), default=NEVER)


class Marked(Readable):
    """The forms whose summaries are read as HTML: there plain words are escaped once more."""

    def add_item(  # type: ignore[override]  # as above
        self, title: str, link: str, description: str, **fields: Any
    ) -> None:
        """Add a post whose summary shows as it was written."""
        super().add_item(title, link, escape(description), **fields)


class RssForm(Marked, Rss201rev2Feed):
    """RSS 2.0 with the full text, and with every author in order."""

    def rss_attributes(self) -> dict[str, str]:
        """Name the two vocabularies that RSS borrows from."""
        return {
            **super().rss_attributes(),
            "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
            "xmlns:dc": "http://purl.org/dc/elements/1.1/",
        }

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        """Write the post with its authors and its text."""
        super().add_item_elements(handler, item)
        for person in item["people"]:
            handler.addQuickElement("dc:creator", person["name"])
        handler.addQuickElement("content:encoded", item["content"])


class AtomForm(Marked, Atom1Feed):
    """Atom with the full text, and with every author in order."""

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        """Name the language of a post that differs from the feed's."""
        return {"xml:lang": item["language"]} if item["language"] else {}

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        """Write the head, with the publication as the author of posts that name nobody."""
        super().add_root_elements(handler)
        _atom_author(handler, {"name": self.feed["publisher"], "url": self.feed["link"]})

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        """Write the post with its authors and its text."""
        super().add_item_elements(handler, item)
        for person in item["people"]:
            _atom_author(handler, person)
        handler.addQuickElement("content", item["content"], {"type": "html"})


class JsonForm(Readable):
    """JSON Feed 1.1. Source: https://www.jsonfeed.org/version/1.1/."""

    content_type = "application/feed+json"

    def write(self, outfile: IO[Any], encoding: str) -> None:
        """Write the feed as one JSON object."""
        feed = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": self.feed["title"],
            "home_page_url": self.feed["link"],
            "feed_url": self.feed["feed_url"],
            "description": self.feed["description"],
            "language": self.feed["language"],
            "authors": [{"name": self.feed["publisher"], "url": self.feed["link"]}],
            "items": [_json_item(item) for item in self.items],
        }
        outfile.write(json.dumps(_filled(feed), ensure_ascii=False).encode(encoding))


def _json_item(item: dict[str, Any]) -> dict[str, Any]:
    return _filled(
        {
            "id": item["unique_id"],
            "url": item["link"],
            "title": item["title"],
            "content_html": item["content"],
            "summary": item["description"],
            "image": item["image"],
            "date_published": item["pubdate"].isoformat(timespec="seconds"),
            "date_modified": item["updateddate"].isoformat(timespec="seconds"),
            "authors": item["people"],
            "tags": list(dict.fromkeys(item["categories"])),
            "language": item["language"],
        }
    )


def _filled(fields: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is empty, except the list of posts and the text of one."""
    kept = {"items", "content_html"}
    return {name: value for name, value in fields.items() if value or name in kept}


def _atom_author(handler: SimplerXMLGenerator, person: dict[str, str]) -> None:
    handler.startElement("author", AttributesImpl({}))
    handler.addQuickElement("name", person["name"])
    handler.addQuickElement("uri", person["url"])
    handler.endElement("author")


def _printable(value: Any) -> Any:
    """Clean every string in a value, however deep."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {name: _printable(inner) for name, inner in value.items()}
    if isinstance(value, Iterable):
        return [_printable(inner) for inner in value]
    return value
