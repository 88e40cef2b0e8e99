"""PostgreSQL refuses what it prepared once a migration gave the columns another type.

It does so for as long as the connection lasts, and a pool keeps one for an hour. Other machines
migrate while this one goes on; what it prepared is forgotten then, and the statement asked anew.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

from django.db import NotSupportedError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from psycopg.errors import FeatureNotSupported

_times = itertools.count(1)


def watch() -> None:
    """Look after the statements of every connection to PostgreSQL."""
    connection_created.connect(_look_after, dispatch_uid="prsite.postgresql")


def _look_after(connection: BaseDatabaseWrapper, **_signal: Any) -> None:
    wrappers = connection.execute_wrappers
    if connection.vendor == "postgresql" and _ask_anew not in wrappers:
        wrappers.insert(0, _ask_anew)  # Around all others, which see both attempts.


def _ask_anew(
    execute: Callable[..., Any],
    sql: str,
    params: Any,
    many: bool,  # noqa: FBT001
    context: dict[str, Any],
) -> Any:
    """Ask; where it was refused, once more. Within a transaction nothing can be asked any more.

    Its end makes psycopg forget what was prepared, as this does.
    """
    try:
        return execute(sql, params, many, context)
    except NotSupportedError as error:
        connection = context["connection"]
        is_refused = isinstance(error.__cause__, FeatureNotSupported)
        if not is_refused or many or connection.in_atomic_block:
            raise
        # Each time in other words: psycopg passes over what it has seen before in vain.
        # Source: https://www.psycopg.org/psycopg3/docs/advanced/prepare.html
        forget = f"DEALLOCATE ALL -- {next(_times)}"
        connection.connection.execute(forget, prepare=False)
    return execute(sql, params, many, context)
