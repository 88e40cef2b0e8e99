"""What a page is made of that is not kept, in CPU time, as JSON; a program of its own.

Asked in the process, without a server. The statements are those that the page had the database
answer, given to its driver once more; the template is the page's own with all it had to show. What
is left is Django's and the views': addresses, middleware, statements being written, rows becoming
objects.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402
from django.template import Context, Template  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.signals import template_rendered  # noqa: E402
from django.test.utils import (  # type: ignore[attr-defined]  # noqa: E402
    instrumented_test_render,
)

from prsite.pagecache.grounds import Grounds, gathered  # noqa: E402

ROUNDS = 60
Statement = tuple[str, Any]


def made_of(path: str) -> dict[str, float]:
    """Return the milliseconds of CPU time of a page, and of its parts."""
    client = Client(headers={"host": "127.0.0.1"})
    template, context, statements = _watched(client, path)
    return {
        "whole": _milliseconds(lambda: client.get(path)),
        "template": _milliseconds(lambda: template.render(context)),
        "statements": _milliseconds(lambda: _ask(statements)),
        "number": len(statements),
        "as before": _milliseconds(_gathered(client, path).are_answered_alike),
    }


def _watched(client: Client, path: str) -> tuple[Template, Context, list[Statement]]:
    """Ask for a page; return what was rendered first, with what, and what was asked meanwhile."""
    rendered: list[tuple[Template, Context]] = []
    statements: list[Statement] = []

    def remember(template: Template, context: Context, **_signal: Any) -> None:
        rendered.append((template, context))

    def listen(execute: Callable[..., Any], sql: str, params: Any, *rest: Any) -> Any:
        statements.append((sql, params))
        return execute(sql, params, *rest)

    plain = Template._render  # type: ignore[attr-defined]
    Template._render = instrumented_test_render  # type: ignore[attr-defined]
    template_rendered.connect(remember)
    try:
        with connection.execute_wrapper(listen):
            client.get(path)
    finally:
        Template._render = plain  # type: ignore[attr-defined]
        template_rendered.disconnect(remember)
    return *rendered[0], statements


def _gathered(client: Client, path: str) -> Grounds:
    """Return what the page cache keeps of a page to know later whether it is as before."""
    with gathered() as grounds:
        client.get(path)
        grounds.close()
    return grounds


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
