"""SQLite connections stay open between requests, for as long as the file at their path is theirs.

To open one costs 5 ms: SQLite reads every table, index and trigger first. But a backup that was put
in the place of the file must be read from the next request on, and a file that came back.
"""

from __future__ import annotations

import os
from typing import Any

from django.core.signals import request_started
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

File = tuple[int, int]  # device and inode
OF_CONNECTION = "prsite_file"


def watch() -> None:
    """Look at every connection that is opened, and at those that are open when a request starts."""
    connection_created.connect(_remember, dispatch_uid="prsite.sqlite")
    request_started.connect(close_replaced, dispatch_uid="prsite.sqlite")


def close_replaced(**_signal: Any) -> None:
    """Close this thread's connections whose file is gone or another; the next query opens anew."""
    for connection in connections.all(initialized_only=True):
        file = getattr(connection, OF_CONNECTION, None)
        is_idle = connection.connection is not None and not connection.in_atomic_block
        if file and is_idle and file != _file_of(connection):
            connection.close()


def _remember(connection: BaseDatabaseWrapper, **_signal: Any) -> None:
    if connection.vendor == "sqlite":
        setattr(connection, OF_CONNECTION, _file_of(connection))


def _file_of(connection: BaseDatabaseWrapper) -> File | None:
    try:
        found = os.stat(connection.settings_dict["NAME"])  # noqa: PTH116  # as SQLite takes it
    except OSError:  # In memory, or not there.
        return None
    return found.st_dev, found.st_ino
