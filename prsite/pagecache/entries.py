"""Answers that are kept: their bodies in every form asked for, within a bound of memory."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import Any, NamedTuple

from django.utils.http import http_date

from prsite.pagecache.clock import NEVER, State
from prsite.pagecache.encodings import COMPRESS, COMPRESSIBLE, IDENTITY, SHORTEST
from prsite.pagecache.grounds import Grounds

Headers = list[tuple[str, str]]

# Two changes may come within one second, and a date tells seconds: it is sent when it is old enough
# to belong to one of them only. Source: https://www.rfc-editor.org/rfc/rfc9110#section-8.8.2.2
SURE_OF_DATE = 60  # seconds
IF_ERROR = ", stale-if-error=86400"  # for a day
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
    # What it was made from, where that is known.
    grounds: Grounds | None = None
    # For how long caches on the way may answer with it; None where that is not ours to say.
    shared_seconds: int | None = None
    surrogate_key: str = ""
    replies: dict[str, Reply] = field(default_factory=dict)

    def in_state(self, state: State) -> Entry:
        """Return the same answer as one of another state."""
        return replace(self, state=state, replies={})

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
        date, sure_at = self._date(now)
        shared, clipped_at = self._shared(now)
        replaced = _OWN | {name.lower() for name, _value in shared}
        headers = [
            *((name, value) for name, value in self.answer.headers if name.lower() not in replaced),
            *shared,
            ("Content-Length", str(len(body))),
            ("Vary", _with(self.answer.header("vary"), "Accept-Encoding")),
        ]
        headers += [("Content-Encoding", encoding)] if encoding != IDENTITY else []
        headers += [("ETag", etag)] if etag else []
        headers += [("Last-Modified", date)] if date else []
        until = min(sure_at, clipped_at)
        return Reply(until, self.answer.status, headers, [body], etag, date)

    @property
    def size(self) -> int:
        """How many bytes it takes, at most: all compressed forms make less than a second body."""
        grounds = self.grounds.size if self.grounds else 0
        return OVERHEAD + grounds + 2 * len(self.answer.body)

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
        sure_at = self.state.since + SURE_OF_DATE
        return (http_date(self.state.since), NEVER) if now >= sure_at else ("", sure_at)

    def _shared(self, now: float) -> tuple[Headers, float]:
        """Return what caches on the way are told, and until when that is so.

        Of no minute that passes are they told: none of them may keep a page beyond it.
        """
        if self.shared_seconds is None:
            return [], NEVER
        key = [("Surrogate-Key", self.surrogate_key)]
        # Of what is in no known state nobody knows how long it holds.
        until = self.state.until if self.state else now
        left = until - now
        seconds = int(min(self.shared_seconds, left))
        if self.state is None or seconds <= 0:
            return [("Cache-Control", "no-cache"), *key], NEVER
        words = f"public, max-age=0, s-maxage={seconds}"
        if meanwhile := int(min(self.shared_seconds, left - seconds)):
            words += f", stale-while-revalidate={meanwhile}"
        words += IF_ERROR if self.state.expiry == NEVER else ""
        # Towards the minute there is less to say each second.
        clipped_from = until - 2 * self.shared_seconds
        return [("Cache-Control", words), *key], clipped_from if now < clipped_from else now


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
                oldest, _entry = self._entries.popitem(last=False)
                self._bytes -= self._sizes.pop(oldest)

    def discard(self, key: Hashable) -> None:
        """Forget what is kept under a key."""
        with self._lock:
            self._drop(key)

    def latest(self, number: int) -> Iterable[tuple[Hashable, Entry]]:
        """Return the entries that were used last, the last one first."""
        # In one step: requests go on using entries meanwhile.
        return list(self._entries.items())[: -number - 1 : -1]

    def _drop(self, key: Hashable) -> None:
        if self._entries.pop(key, None) is not None:
            self._bytes -= self._sizes.pop(key)

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def bytes(self) -> int:
        """How many bytes are kept."""
        return self._bytes
