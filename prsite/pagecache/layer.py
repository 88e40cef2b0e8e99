"""The WSGI application in front of Django's."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field
from time import time
from typing import Any

from django.db import close_old_connections, connections
from django.utils.http import parse_http_date_safe

from prsite.pagecache.clock import Clock, State
from prsite.pagecache.encodings import accepted
from prsite.pagecache.entries import NOT_MODIFIED, Answer, Entry, Reply, Store, not_modified
from prsite.pagecache.grounds import gathered
from prsite.pagecache.held import current, still_rests
from prsite.pagecache.replica import Replica
from prsite.pagecache.requests import SEEN, Environ, Page, again, for_application, page_of
from prsite.pagecache.rules import Rules
from prsite.pagecache.stamps import Late, Stamps, Unavailable
from prsite.sqlite import close_replaced

Header = tuple[str, str]
Application = Callable[[Environ, Any], Iterable[bytes]]

MOST_RECOGNISED = 10_000  # requests that are known by their headers
LONGEST_RECOGNISED = 2_000  # characters of these headers
MOST_MADE = 3  # times that a page is made which changes meanwhile
WARMED = 16  # pages that are made anew in the background after a change
RETRY_AFTER = "30"  # seconds
FOR_CACHES = {"cache-control", "surrogate-key"}
KEYED = {"accept", "accept-encoding"}
UNAVAILABLE = "503 Service Unavailable"

# Says how an answer came about. Source: https://www.rfc-editor.org/rfc/rfc9211
HIT = ("Cache-Status", "prsite; hit")
AS_BEFORE = ("Cache-Status", "prsite; hit; detail=as-before")
MISS = ("Cache-Status", "prsite; fwd=miss; stored")
BYPASS = ("Cache-Status", "prsite; fwd=bypass")
STALE = ("Cache-Status", "prsite; hit; detail=stale")


@dataclass(eq=False, slots=True)
class _Making:
    """A page that is being made, and what was made of it last."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    waiting: int = 0
    entry: Entry | None = None
    state: State | None = None


class PageCache:
    """Answers what is kept, in its present state; everything else the application answers.

    A request is answered as if it had come at the moment at which the stamp was read: what was
    committed by then is seen. With no memory to keep anything in, answers are made anew each time,
    and are the same.
    """

    def __init__(
        self,
        application: Application,
        *,
        stamps: Stamps,
        rules: Rules,
        most_bytes: int,
        warmed: int = WARMED,
        replica: Replica | None = None,
        is_repeatable: bool = False,
    ) -> None:
        self._application = application
        self._rules = rules
        self._clock = Clock(stamps, rules.next_moments)
        self._store = Store(most_bytes)
        self._is_keeping = most_bytes > 0
        # Pages and encodings by the headers that ask for them: what these mean is known already.
        self._recognised: dict[tuple[Any, ...], tuple[Page, str]] = {}
        self._asked_once: set[Any] = set()
        self._making: dict[Any, _Making] = {}
        self._counting, self._slowly = threading.Lock(), threading.Lock()
        self._replica = replica
        self._is_repeatable = is_repeatable and self._is_keeping
        self._most_warmed = warmed
        self._warming = threading.Lock()
        self._warmed: State | None = None

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        """Answer a request."""
        seen = tuple(map(environ.get, SEEN))
        now = time()
        if known := self._recognised.get(seen):
            page, encoding = known
            try:
                state = self._clock.state(now)
            except Unavailable:
                return self._find(page, seen, environ, start_response)
            entry = self._store.get(page.key)
            if entry is not None and entry.state is state:
                self._store.use(page.key)
                return _send(entry.reply(encoding, now), HIT, environ, start_response)
        asked = page_of(environ, self._rules)
        if asked is None:
            return self._application(environ, start_response)
        return self._find(asked, seen, environ, start_response)

    def _find(
        self, page: Page, seen: tuple[Any, ...], environ: Environ, start_response: Any
    ) -> Iterable[bytes]:
        found = self._store.get(page.key)
        try:
            entry = self._present(page, environ)
        except Unavailable:
            return self._answer_without_database(page, environ, start_response)
        encoding = accepted(environ.get("HTTP_ACCEPT_ENCODING", ""))
        reply = entry.reply(encoding, time())
        if entry.state is not None:
            self._recognise(seen, page, encoding)
        if entry is found:
            how = HIT
        elif found is not None and entry.answer is found.answer:
            how = AS_BEFORE
        else:
            how = MISS if entry.state else BYPASS
        return _send(reply, how, environ, start_response)

    def _recognise(self, seen: tuple[Any, ...], page: Page, encoding: str) -> None:
        if sum(len(header) for header in seen if header) > LONGEST_RECOGNISED:
            return
        if len(self._recognised) >= MOST_RECOGNISED:
            self._recognised.clear()
        self._recognised[seen] = (page, encoding)

    def _present(self, page: Page, environ: Environ) -> Entry:
        """Return what is kept, or what is made now: once, however many ask for it together."""
        try:
            state = self._clock()
        except Late:
            if self._last(page) is not None:
                raise
            return self._make_slowly(page, environ)
        if not page.is_kept or not self._is_keeping:
            return self._make_whole(page, environ, state)[0]
        entry = self._store.get(page.key)
        if entry is not None and entry.state is state:
            return entry
        return self._make_once(page, environ)

    def _make_once(self, page: Page, environ: Environ) -> Entry:
        with self._alone(page.key) as making:
            state = self._clock()
            entry = self._store.get(page.key)
            if entry is not None and entry.state is state:
                return entry
            if making.entry is not None and making.state is state:
                return making.entry
            if entry is None or not self._is_as_before(entry, state):
                entry, whole = self._make_whole(page, environ, state)
            else:
                whole = state if self._is_still(state) else None
            if whole is not None:
                making.entry, making.state = entry, whole
                return self._kept(page, environ, entry, whole)
        return entry

    def _make_whole(self, page: Page, environ: Environ, state: State) -> tuple[Entry, State | None]:
        """Make a page of one state, and return that too.

        What was committed meanwhile may show on one half of it and not on the other, so it is made
        again; where changes come as fast as that, it is answered in the end, and of no known state.
        """
        for _time in range(MOST_MADE):
            entry = self._make(page, environ, state)
            try:
                now = self._clock()
            except Unavailable:
                break
            if now is state:
                return entry, state
            state = now
        return entry, None

    def _is_as_before(self, entry: Entry, state: State) -> bool:
        """Tell whether a page that was kept in an earlier state would be made the same now."""
        before, grounds = entry.state, entry.grounds
        if grounds is None or before is None or before.calendar != state.calendar:
            return False
        close_replaced()  # No request has started.
        token = current.set(state)
        try:
            with self._replica.read(state.stamp) if self._replica else nullcontext():
                return still_rests(grounds, state)
        finally:
            current.reset(token)
            close_old_connections()

    def _kept(self, page: Page, environ: Environ, entry: Entry, state: State) -> Entry:
        """Return what was made as it is kept, or as it is where it may not be."""
        if not _may_be_kept(entry.answer):
            self._store.discard(page.key)
        elif entry.state is not None:
            entry = entry.in_state(state)
            self._store.put(page.key, entry)
            self._warm(state)
        elif self._is_worth_keeping(page):
            entry.state, entry.environ = state, again(environ)
            self._store.put(page.key, entry)
            self._warm(state)
        return entry

    def _is_still(self, state: State) -> bool:
        try:
            return self._clock() is state
        except Unavailable:
            return False

    def _is_worth_keeping(self, page: Page) -> bool:
        """Tell whether a page with a query was asked for before: of these there are no end."""
        if not page.query or page.key in self._asked_once:
            return True
        if len(self._asked_once) >= MOST_RECOGNISED:
            self._asked_once.clear()
        self._asked_once.add(page.key)
        return False

    def _make_slowly(self, page: Page, environ: Environ) -> Entry:
        """Make a page in the time that a slow database takes, and keep others free meanwhile."""
        if not self._slowly.acquire(blocking=False):
            raise Unavailable("somebody waits for it already")
        try:
            return self._make(page, environ)
        finally:
            self._slowly.release()

    def _make(self, page: Page, environ: Environ, state: State | None = None) -> Entry:
        asked = environ.get("QUERY_STRING", "")
        grounds = None
        token = current.set(state)
        try:
            with ExitStack() as stack:
                if state and self._replica:
                    stack.enter_context(self._replica.read(state.stamp))
                if state and self._is_repeatable:
                    grounds = stack.enter_context(gathered())
                answer = ask(self._application, for_application(environ, page.query))
                if answer.status.startswith("3") and page.query != asked:
                    # No page is made from the rest of the query; where it leads, it may be wanted.
                    answer = ask(self._application, for_application(environ, asked))
                entry = Entry(answer)
                if grounds is not None and page.is_kept and _may_be_kept(answer):
                    grounds.close()
                    # What was answered just now is what the page was made from.
                    entry.grounds = grounds if state and state.is_certain() else None
        finally:
            current.reset(token)
            if grounds is not None:
                close_old_connections()
        if page.is_kept and answer.header("cache-control") == "no-cache" and _may_be_kept(answer):
            entry.shared_seconds = self._rules.shared_seconds
            entry.surrogate_key = self._rules.surrogate_key
        return entry

    # ------------------------------------------------------------ many at once

    @contextmanager
    def _alone(self, key: Any) -> Iterator[_Making]:
        """Have one thread make a page; what it made is there for those who waited."""
        with self._counting:
            making = self._making.setdefault(key, _Making())
            making.waiting += 1
        try:
            with making.lock:
                yield making
        finally:
            with self._counting:
                making.waiting -= 1
                if not making.waiting:
                    del self._making[key]

    def _warm(self, state: State) -> None:
        """Make the pages anew that were asked for last, before anybody asks again."""
        last, self._warmed = self._warmed, state
        if last in {None, state} or not self._most_warmed:
            return
        if self._warming.acquire(blocking=False):
            threading.Thread(target=self._warm_latest, name="warming", daemon=True).start()

    def _warm_latest(self) -> None:
        try:
            for _key, entry in self._store.latest(self._most_warmed):
                page = page_of(entry.environ, self._rules)
                if page is not None:
                    self._present(page, entry.environ)
        except Unavailable:
            return
        finally:
            # The thread ends, and its connections would outlive it.
            self._clock.close()
            connections.close_all()
            self._warming.release()

    # ------------------------------------------------------------ without a database

    def _answer_without_database(
        self, page: Page, environ: Environ, start_response: Any
    ) -> Iterable[bytes]:
        """Answer with what was true when the database was last heard of, and say so; else 503."""
        entry = self._last(page)
        if entry is not None:
            reply = entry.reply(accepted(environ.get("HTTP_ACCEPT_ENCODING", "")), time())
            # Nobody else may keep it: it may have been taken back.
            stale = [header for header in reply.headers if header[0].lower() not in FOR_CACHES]
            stale += [("Cache-Control", "no-store"), ("Warning", '110 - "Response is Stale"')]
            return _send(reply._replace(headers=stale), STALE, environ, start_response)
        body = self._rules.unavailable()
        headers = [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Length", str(len(body))),
            ("Cache-Control", "no-store"),
            ("Retry-After", RETRY_AFTER),
        ]
        start_response(UNAVAILABLE, headers)
        return [b""] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    def _last(self, page: Page) -> Entry | None:
        """Return what was true of a page when the database was last heard of.

        Not what was replaced by then, nor what has expired since: it may have been taken back.
        """
        state = self._clock.known
        entry = self._store.get(page.key) if page.is_kept else None
        if entry is None or state is None or entry.state is not state:
            return None
        return entry if time() < state.expiry else None


def ask(application: Application, environ: Environ) -> Answer:
    """Return the whole answer of an application."""
    began: list[Any] = []
    chunks: list[bytes] = []

    def start_response(status: str, headers: Any, _exc_info: Any = None) -> Any:
        began[:] = [status, headers]
        return chunks.append

    answered = application(environ, start_response)
    try:
        chunks.extend(answered)
    finally:
        if close := getattr(answered, "close", None):
            close()
    return Answer(began[0], list(began[1]), b"".join(chunks))


def _send(reply: Reply, how: Header, environ: Environ, start_response: Any) -> Iterable[bytes]:
    if _is_unchanged(reply, environ):
        start_response(NOT_MODIFIED, [*not_modified(reply), how])
        return [b""]
    start_response(reply.status, [*reply.headers, how])
    return [b""] if environ["REQUEST_METHOD"] == "HEAD" else reply.body


def _is_unchanged(reply: Reply, environ: Environ) -> bool:
    """Tell whether the visitor has this very answer. RFC 9110, section 13.2.2."""
    if tags := environ.get("HTTP_IF_NONE_MATCH"):
        known = {tag.strip().removeprefix("W/") for tag in tags.split(",")}
        return bool(reply.etag) and (reply.etag in known or tags == "*")
    if date := environ.get("HTTP_IF_MODIFIED_SINCE"):
        since = parse_http_date_safe(date)
        changed = parse_http_date_safe(reply.last_modified) if reply.last_modified else None
        return since is not None and changed is not None and changed <= since
    return False


def _may_be_kept(answer: Answer) -> bool:
    cache_control = answer.header("cache-control")
    return (
        answer.status.startswith("200")
        and not answer.header("set-cookie")
        and not _varies(answer) - KEYED
        and "private" not in cache_control
        and "no-store" not in cache_control
    )


def _varies(answer: Answer) -> set[str]:
    names = answer.header("vary").lower().split(",")
    return {name.strip() for name in names if name.strip()}
