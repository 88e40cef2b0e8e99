"""An application, a database's stamp and a clock that a test moves by hand."""

from __future__ import annotations

import io
import sys
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from prsite.pagecache import PageCache, Rules
from prsite.pagecache.rules import Moments
from prsite.pagecache.stamps import Late, Unavailable

Headers = dict[str, str]


@dataclass
class Response:
    status: str
    headers: Headers
    body: bytes
    how: str = field(default="", compare=False)  # Cache-Status


@dataclass
class Publication:
    """Answers every path with what the test has put there."""

    pages: dict[str, bytes] = field(default_factory=lambda: {"/": b"<p>" + b"Front page. " * 100})
    headers: Headers = field(default_factory=dict)
    status: str = "200 OK"
    asked: list[dict[str, Any]] = field(default_factory=list)
    closed: int = 0
    while_answering: Callable[[], None] = lambda: None

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self.asked.append(environ)
        self.while_answering()
        page = self.pages.get(environ["PATH_INFO"])
        headers = {"Content-Type": "text/html", "Cache-Control": "no-cache", **self.headers}
        start_response(self.status if page else "404 Not Found", list(headers.items()))
        return Chunks(self, page or b"nothing here")


class Chunks:
    def __init__(self, owner: Publication, body: bytes) -> None:
        self.owner, self.body = owner, body

    def __iter__(self) -> Any:
        yield self.body[:10]
        yield self.body[10:]

    def close(self) -> None:
        self.owner.closed += 1


class Database:
    """Says which stamp is in force, or fails."""

    def __init__(self) -> None:
        self.number = 1
        self.failure: Unavailable | None = None
        self.closed_by: list[str] = []  # names of threads

    def read(self) -> str:
        if self.failure is not None:
            raise self.failure
        return str(self.number)

    confirm = read

    def close(self) -> None:
        self.closed_by.append(threading.current_thread().name)

    def change(self) -> None:
        self.number += 1

    def go(self) -> None:
        self.failure = Unavailable("gone")

    def slow_down(self) -> None:
        self.failure = Late("slow")

    def come_back(self) -> None:
        self.failure = None


def rules(**changes: Any) -> Rules:
    """Return rules for a small site, some of them otherwise."""
    usual: dict[str, Any] = {
        "private": ("/admin/", "/static/"),
        "parameters": frozenset({"page"}),
        "searches": {"/search/": frozenset({"q"})},
        "cookies": ("session",),
        "variant": lambda _path, accept: "markdown" if "markdown" in accept else "html",
        "trusts_proxy": False,
        "next_moments": never,
        "shared_seconds": 0,
        "surrogate_key": "publication",
        "unavailable": lambda: b"The database is gone.",
    }
    return Rules(**(usual | changes))


def never(_now: datetime) -> Moments:
    return Moments(None, None)


def cache(publication: Any, database: Any, *, megabytes: float = 1, **changes: Any) -> PageCache:
    return PageCache(
        publication,
        stamps=database,
        rules=rules(**changes),
        most_bytes=int(megabytes * 1024 * 1024),
    )


def get(application: Any, address: str = "/", *, method: str = "GET", **headers: str) -> Response:
    """Ask a WSGI application; keyword arguments are headers as WSGI spells them."""
    path, _mark, query = address.partition("?")
    environ = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "testserver",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        **headers,
    }
    began: list[Any] = []
    answered = application(environ, lambda status, headers: began.extend([status, headers]))
    body = b"".join(answered)
    if hasattr(answered, "close"):
        answered.close()
    assert len({name.lower() for name, _value in began[1]}) == len(began[1]), "a header came twice"
    headers_sent = dict(began[1])
    how = headers_sent.pop("Cache-Status", "")
    return Response(began[0], headers_sent, body, how)
