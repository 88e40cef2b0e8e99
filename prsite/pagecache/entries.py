"""Answers that are kept: their bodies in every form asked for, within a bound of memory."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import islice
from typing import Any, NamedTuple

from django.utils.http import http_date

from prsite.pagecache.clock import NEVER, State
from prsite.pagecache.encodings import COMPRESS, COMPRESSIBLE, IDENTITY, SHORTEST

Headers = list[tuple[str, str]]

# Two changes may come within one second, and a date tells seconds: it is sent when it is old enough
# to belong to one of them only. Source: https://www.rfc-editor.org/rfc/rfc9110#section-8.8.2.2
SURE_OF_DATE = 60  # seconds
OVERHEAD = 8000  # bytes that an entry takes beside its bodies, about
NOT_MODIFIED = "304 Not Modified"
KEPT_BY_304 = {"cache-control", "content-location", "etag", "expires", "last-modified", "vary"}


class Answer(NamedTuple):
    """What an application answered."""

    status: str
    headers: Headers
    body: bytes

    def header(self, name: str) -> str:
        """Return the value of a header, or nothing."""
        return next((value for key, value in self.headers if key.lower() == name), "")


class Reply(NamedTuple):
    """An answer in the form in which it is sent."""

    until: float  # From then on its headers say more.
    status: str
    headers: Headers
    body: list[bytes]
    etag: str
    last_modified: str


@dataclass(eq=False)
class Entry:
    """An answer with its state. Bodies are compressed when they are first asked for."""

    answer: Answer
    state: State | None = None
    forms: dict[str, bytes] = field(default_factory=dict)
    # The request that it answered, to be made again.
    environ: dict[str, Any] = field(default_factory=dict)
    replies: dict[str, Reply] = field(default_factory=dict)

    def reply(self, encoding: str, now: float) -> Reply:
        """Return the answer in an encoding, or as it is where that would make it no smaller."""
        reply = self.replies.get(encoding)
        if reply is None or now >= reply.until:
            reply = self.replies[encoding] = self._reply(encoding, now)
        return reply

    def _reply(self, encoding: str, now: float) -> Reply:
        body = self._form(encoding)
        if body is self.answer.body:
            encoding = IDENTITY
        etag = self._etag(encoding)
        date, until = self._date(now)
        headers = [
            *((name, value) for name, value in self.answer.headers if name.lower() not in _OWN),
            ("Content-Length", str(len(body))),
            ("Vary", _with(self.answer.header("vary"), "Accept-Encoding")),
        ]
        headers += [("Content-Encoding", encoding)] if encoding != IDENTITY else []
        headers += [("ETag", etag)] if etag else []
        headers += [("Last-Modified", date)] if date else []
        return Reply(until, self.answer.status, headers, [body], etag, date)

    @property
    def size(self) -> int:
        """How many bytes it takes."""
        return OVERHEAD + len(self.answer.body) + sum(map(len, self.forms.values()))

    def _form(self, encoding: str) -> bytes:
        body = self.answer.body
        if encoding == IDENTITY or len(body) < SHORTEST or self.answer.header("content-encoding"):
            return body
        if not COMPRESSIBLE.match(self.answer.header("content-type")):
            return body
        if encoding not in self.forms:
            self.forms[encoding] = COMPRESS[encoding](body)
        return self.forms[encoding]

    def _etag(self, encoding: str) -> str:
        """Return a strong tag: other forms are other bytes, and have other tags."""
        if not self.answer.status.startswith("200"):
            return ""
        tag = self.answer.header("etag").removeprefix("W/").strip('"')
        tag = tag or blake2b(self.answer.body, digest_size=12).hexdigest()
        return f'"{tag}"' if encoding == IDENTITY else f'"{tag}-{encoding}"'

    def _date(self, now: float) -> tuple[str, float]:
        """Return the date of the last change, once it is sure, and until when that is so."""
        if self.state is None:
            return self.answer.header("last-modified"), NEVER
        sure_at = self.state.changed_at + SURE_OF_DATE
        return (http_date(self.state.changed_at), NEVER) if now >= sure_at else ("", sure_at)


_OWN = {"content-length", "vary", "etag", "last-modified"}


def not_modified(reply: Reply) -> Headers:
    """Return the headers that go with a 304."""
    return [(name, value) for name, value in reply.headers if name.lower() in KEPT_BY_304]


def _with(vary: str, name: str) -> str:
    named = [known.strip() for known in vary.split(",") if known.strip()]
    is_named = any(known.lower() == name.lower() for known in named)
    return ", ".join(named if is_named else [*named, name])


class Store:
    """Entries by their keys, the least lately used dropped where they take too much memory."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._entries: OrderedDict[Hashable, Entry] = OrderedDict()
        self._sizes: dict[Hashable, int] = {}
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Entry | None:
        """Return what is kept under a key."""
        return self._entries.get(key)

    def use(self, key: Hashable) -> None:
        """Count an entry among those that were used last."""
        try:  # Quicker than `suppress`, where every request passes.
            self._entries.move_to_end(key)
        except KeyError:
            return

    def put(self, key: Hashable, entry: Entry) -> None:
        """Keep an entry, and drop others where there is no room."""
        with self._lock:
            self._drop(key)
            if entry.size > self._most_bytes // 4:
                return
            self._entries[key] = entry
            self._sizes[key] = entry.size
            self._bytes += entry.size
            while self._bytes > self._most_bytes:
                self._drop(next(iter(self._entries)))

    def measure(self, key: Hashable, entry: Entry) -> None:
        """Take account of what an entry has grown by."""
        if self._entries.get(key) is entry and self._sizes.get(key) != entry.size:
            self.put(key, entry)

    def discard(self, key: Hashable) -> None:
        """Forget what is kept under a key."""
        with self._lock:
            self._drop(key)

    def latest(self, number: int) -> Iterable[tuple[Hashable, Entry]]:
        """Return the entries that were used last, the last one first."""
        with self._lock:
            return list(islice(reversed(self._entries.items()), number))

    def _drop(self, key: Hashable) -> None:
        if self._entries.pop(key, None) is not None:
            self._bytes -= self._sizes.pop(key)

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def bytes(self) -> int:
        """How many bytes are kept."""
        return self._bytes
