"""Which requests may be answered with what is kept, and under which key."""

from __future__ import annotations

import io
import re
import sys
from operator import itemgetter
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

from django.http.request import split_domain_port

from prsite.pagecache.rules import Rules

Environ = dict[str, Any]

# What an answer may depend on, beside the address. Where all of these are the same, so is the
# answer, as long as the state of the publication is.
SEEN = (
    "REQUEST_METHOD",
    "wsgi.url_scheme",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_HOST",
    "SCRIPT_NAME",
    "PATH_INFO",
    "QUERY_STRING",
    "HTTP_ACCEPT",
    "HTTP_ACCEPT_ENCODING",
    "HTTP_COOKIE",
    "HTTP_AUTHORIZATION",
)
# No honest request says more in one of these.
LONGEST_HEADER = 1_000  # characters
WEIGHED = ("HTTP_HOST", "HTTP_ACCEPT", "HTTP_ACCEPT_ENCODING", "HTTP_X_FORWARDED_PROTO")

COOKIE = re.compile(r"(?:^|;)\s*([^=;\s]+)\s*=")
# Conditions and encodings are met by the cache itself, from the whole answer.
MET_HERE = (
    "HTTP_IF_NONE_MATCH",
    "HTTP_IF_MODIFIED_SINCE",
    "HTTP_IF_MATCH",
    "HTTP_IF_UNMODIFIED_SINCE",
    "HTTP_IF_RANGE",
    "HTTP_RANGE",
    "HTTP_ACCEPT_ENCODING",
    "HTTP_COOKIE",
)
# Says in a request that the page cache made it, which no visitor's own can.
ASKED_BY_CACHE = "prsite.pagecache"
# What is asked again when a page is made anew without anybody asking: nothing of a visitor's own.
PERSONAL = {"HTTP_COOKIE", "HTTP_AUTHORIZATION", "HTTP_ACCEPT_ENCODING"}
SERVER = ("SERVER_NAME", "SERVER_PORT", "SERVER_PROTOCOL")
REPEATED = (*(name for name in SEEN if name not in PERSONAL), *SERVER)


class Page(NamedTuple):
    """What is asked for by somebody who sees what everybody sees."""

    key: tuple[str, ...]
    is_kept: bool

    @property
    def query(self) -> str:
        """The query string that it is made from."""
        return self.key[4]


def page_of(environ: Environ, rules: Rules) -> Page | None:
    """Return which public page is asked for; None where the answer may be for this visitor only."""
    path = environ.get("PATH_INFO", "")
    if environ["REQUEST_METHOD"] not in {"GET", "HEAD"} or path.startswith(rules.private):
        return None
    if environ.get("HTTP_AUTHORIZATION") or _is_known(environ.get("HTTP_COOKIE", ""), rules):
        return None
    host, _port = split_domain_port(environ.get("HTTP_HOST", ""))
    if not host or any(len(environ.get(name, "")) > LONGEST_HEADER for name in WEIGHED):
        return None
    asked = environ.get("QUERY_STRING", "")
    parameters = parse_qsl(asked, keep_blank_values=True)
    is_search = not rules.searches.get(path, frozenset()).isdisjoint(dict(parameters))
    is_kept = _is_page(path) and not is_search and asked.isascii()
    key = (
        _scheme(environ, rules),
        host,
        environ.get("SCRIPT_NAME", ""),
        path,
        _meaning(parameters, rules) if is_kept else asked,
        rules.variant(path, environ.get("HTTP_ACCEPT", "")),
    )
    return Page(key, is_kept)


def for_application(environ: Environ, query: str) -> Environ:
    """Return the request as the application is to answer it: for everybody, and whole."""
    whole = {name: value for name, value in environ.items() if name not in MET_HERE}
    return whole | {"REQUEST_METHOD": "GET", "QUERY_STRING": query, ASKED_BY_CACHE: True}


def again(environ: Environ) -> Environ:
    """Return the request to be made once more, without who made it and how it came."""
    kept = {name: environ[name] for name in REPEATED if name in environ}
    return kept | {
        "wsgi.version": (1, 0),
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }


def _scheme(environ: Environ, rules: Rules) -> str:
    is_forwarded = rules.trusts_proxy and environ.get("HTTP_X_FORWARDED_PROTO") == "https"
    return "https" if is_forwarded else environ["wsgi.url_scheme"]


def _is_page(path: str) -> bool:
    """Tell pages and files from paths that lack their end slash, which lead elsewhere."""
    return path.endswith("/") or "." in path.rpartition("/")[2]


def _meaning(parameters: list[tuple[str, str]], rules: Rules) -> str:
    """Return the parameters that a page may depend on, in one order and spelling."""
    known = [(name, value) for name, value in parameters if name in rules.parameters]
    return urlencode(sorted(known, key=itemgetter(0)))


def _is_known(cookies: str, rules: Rules) -> bool:
    return bool(cookies) and not set(rules.cookies).isdisjoint(COOKIE.findall(cookies))
