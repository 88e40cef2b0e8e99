"""What every test shares."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Iterator
from time import sleep
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from prsite.pagecache.stamps import parameters_of


@pytest.fixture(autouse=True, scope="session")
def _scratch_folder() -> Iterator[None]:
    """Remove the uploads of the whole run at its end."""
    yield
    shutil.rmtree(settings.SCRATCH, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Say who still holds the database before it is dropped: a thread that was forgotten."""
    yield
    if connection.vendor != "postgresql":
        return
    gc.collect()  # What ended in a cycle of references holds its connection until then.
    with django_db_blocker.unblock():
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]
        held = others()
        for _ in range(50):  # A session ends some milliseconds after its connection.
            if held:
                sleep(0.1)
                held = others()
    assert not held, "these were asked last by those who hold the database"


def others() -> list[str]:
    """Return what was last asked in each other session on the database of the tests."""
    with psycopg.connect(**parameters_of(connection)) as own:
        found = own.execute(
            "SELECT query FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        )
        return [query for (query,) in found]
