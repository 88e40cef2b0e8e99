"""What a page is made of that is not kept, in CPU time, as JSON; a program of its own.

Asked in the process, without a server, through the page cache with no memory to keep it in. The
statements are those that the page had the database answer, given to its driver once more. What is
left is Django's handler, rows becoming objects, and words being filled into stencils.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any

from django.db import connection

from prsite.pagecache.clock import State
from prsite.pagecache.grounds import gathered
from prsite.pagecache.held import current
from prsite.pagecache.rules import Moments
from prsite.wsgi import application, django_application
from tests.prsite.pagecache.doubles import get

ROUNDS = 200
HOST = "127.0.0.1"
Statement = tuple[str, Any]


def made_of(path: str) -> dict[str, float]:
    """Return the milliseconds of CPU time of a page, and of its parts."""
    make(path)  # What is the same on every page of a state is there from now on.
    statements = _asked(path)
    return {
        "whole": _milliseconds(lambda: make(path)),
        "statements": _milliseconds(lambda: _ask(statements)),
        "number": len(statements),
        "as before": _milliseconds(_check_of(path)),
    }


def make(path: str) -> None:
    """Have a page made."""
    response = get(application, path, HTTP_HOST=HOST)
    if not response.status.startswith("200"):
        message = f"{path} answers {response.status}."
        raise RuntimeError(message)


def _asked(path: str) -> list[Statement]:
    statements: list[Statement] = []

    def listen(execute: Callable[..., Any], sql: str, params: Any, *rest: Any) -> Any:
        statements.append((sql, params))
        return execute(sql, params, *rest)

    with connection.execute_wrapper(listen):
        make(path)
    return statements


def _check_of(path: str) -> Callable[[], object]:
    """Return what tells whether a page is as before, as the page cache keeps it with the page."""
    token = current.set(State("bench", 0, Moments(None, None)))
    try:
        for _time in ("with what is the same on every page", "alone"):
            with gathered() as grounds:
                get(django_application, path, HTTP_HOST=HOST)
                grounds.close()
    finally:
        current.reset(token)
    if not grounds.are_answered_alike():
        message = f"{path} would be made anew however little had changed."
        raise RuntimeError(message)
    return grounds.are_answered_alike


def _ask(statements: list[Statement]) -> None:
    with connection.cursor() as cursor:
        for sql, params in statements:
            cursor.execute(sql, params)
            cursor.fetchall()


def _milliseconds(act: Callable[[], object]) -> float:
    """Return the median of what `act` costs this process."""
    act()
    times = []
    for _ in range(ROUNDS):
        began = time.process_time()
        act()
        times.append((time.process_time() - began) * 1000)
    return sorted(times)[ROUNDS // 2]


if __name__ == "__main__":
    found = {path: made_of(path) for path in sys.argv[1:]}
    sys.stdout.write(json.dumps(found))
