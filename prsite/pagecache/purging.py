"""Telling the caches between here and the readers that their pages no longer hold.

A page may show anything, so any change ends all of them: one request to each of the addresses that
an owner names, as soon as a change is committed. Varnish and Fastly take PURGE or BAN, others want
a POST with a token.
"""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

from django.apps import apps
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

logger = logging.getLogger(__name__)

PATIENCE = 10  # seconds
# What a statement writes to; one that begins otherwise may write to anything.
TARGET = re.compile(r'\s*(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|UPDATE|DELETE\s+FROM)\s+"?(\w+)', re.I)
WRITES = re.compile(r"\s*(?:INSERT|UPDATE|DELETE|REPLACE|TRUNCATE|WITH)\b.*?\bposts_", re.I | re.S)


@dataclass(frozen=True, slots=True)
class Purge:
    """What is sent, and where to."""

    addresses: tuple[str, ...]
    method: str
    headers: dict[str, str]

    def send(self) -> None:
        """Send it to each address; what goes wrong is logged, for the change is made already."""
        for address in self.addresses:
            request = Request(address, method=self.method, headers=self.headers)  # noqa: S310
            try:
                with urlopen(request, timeout=PATIENCE):  # noqa: S310
                    pass
            except (URLError, OSError) as error:
                logger.warning("%s %s: %s; pages there may be old.", self.method, address, error)


class Purger:
    """Sends a purge after every commit that wrote to tables that pages are made from.

    It stands at the connection, where nothing that is written by way of Django can pass it by.
    """

    def __init__(self, send: Callable[[], None]) -> None:
        self._send = send
        self._sending = threading.Lock()
        self._is_wanted = threading.Event()

    def watch_every_connection(self) -> None:
        """Watch what is written over connections that are made from now on."""
        connection_created.connect(self._watch, dispatch_uid="purging", weak=False)

    def _watch(self, connection: BaseDatabaseWrapper, **_options: Any) -> None:
        if self._note not in connection.execute_wrappers:
            connection.execute_wrappers.append(self._note)

    def _note(self, execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        result = execute(sql, params, many, context)
        if _is_for_readers(sql if isinstance(sql, str) else str(sql)):
            transaction.on_commit(self.purge, using=context["connection"].alias, robust=True)
        return result

    def purge(self) -> None:
        """Send a purge from a thread of its own; one that waits to be sent stands for all."""
        self._is_wanted.set()
        if self._sending.acquire(blocking=False):
            # Not a daemon: a command that ends after its commit must not take the purge with it.
            threading.Thread(target=self._send_wanted, name="purging").start()

    def _send_wanted(self) -> None:
        try:
            while self._is_wanted.is_set():
                self._is_wanted.clear()
                self._send()
        finally:
            self._sending.release()
        if self._is_wanted.is_set():  # since it was looked for last
            self.purge()


def _is_for_readers(sql: str) -> bool:
    """Tell whether a statement may change what readers see."""
    if not WRITES.match(sql):
        return False
    target = TARGET.match(sql)
    return target is None or target[1].lower() not in _tables_of_the_desk()


@cache
def _tables_of_the_desk() -> frozenset[str]:
    """Return the tables that no page is made from, such as what is typed and not saved yet."""
    models = apps.get_models(include_auto_created=True)
    return frozenset(
        model._meta.db_table for model in models if not getattr(model, "is_for_readers", True)
    )
