"""Copy the database while the site runs: `python -m prsite.backup FOLDER`, nightly by a timer.

SQLite is copied through its own backup, PostgreSQL through `pg_dump`. A copy appears under its name
only once it is whole. Uploads are files that never change; copy their folder or bucket beside it.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from psycopg.conninfo import make_conninfo
from psycopg.pq import Conninfo

PREFIX = "prsite-"


class BackupFailed(Exception):
    """The copy was not made, or is not whole; nothing was left under its name."""


def back_up(database: Mapping[str, Any], folder: Path, *, keep: int) -> Path:
    """Copy the database into `folder`, remove all copies but the newest `keep`, return the new one.

    Raises BackupFailed, and removes nothing then.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    is_sqlite = "sqlite" in str(database["ENGINE"])
    kind = "sqlite3" if is_sqlite else "pgdump"
    copy = folder / f"{PREFIX}{datetime.now(UTC):%Y-%m-%dT%H%M%SZ}.{kind}"
    unfinished = copy.with_name(f".{copy.name}")
    unfinished.touch(mode=0o600)
    try:
        (_copy_sqlite if is_sqlite else _dump_postgresql)(database, unfinished)
    except (OSError, sqlite3.Error, subprocess.CalledProcessError) as error:
        unfinished.unlink()
        raise BackupFailed(f"The database was not copied: {error}") from error
    unfinished.rename(copy)
    for older in sorted(folder.glob(f"{PREFIX}*.{kind}"))[:-keep]:
        older.unlink()
    return copy


def _copy_sqlite(database: Mapping[str, Any], path: Path) -> None:
    source = f"{Path(database['NAME']).as_uri()}?mode=ro"
    with (
        closing(sqlite3.connect(source, uri=True)) as original,
        closing(sqlite3.connect(path)) as copy,
    ):
        original.backup(copy)
        # A copy in one file, which needs none beside it.
        copy.execute("PRAGMA journal_mode=DELETE")
        (found,) = copy.execute("PRAGMA integrity_check").fetchone()
    if found != "ok":
        raise sqlite3.DatabaseError(found)


def _dump_postgresql(database: Mapping[str, Any], path: Path) -> None:
    named = {
        "PGHOST": database["HOST"],
        "PGPORT": database["PORT"],
        "PGUSER": database["USER"],
        "PGPASSWORD": database["PASSWORD"],
        "PGDATABASE": database["NAME"],
    }
    environment = os.environ | {name: str(value) for name, value in named.items() if value}
    # What the site asks of a connection is asked here too, such as that the server be whom it says;
    # but for secrets, as others on the machine may read what a command was given.
    known = {one.keyword.decode() for one in Conninfo.get_defaults() if one.dispchar != b"*"}
    options = {name: str(value) for name, value in database["OPTIONS"].items() if name in known}
    command = ["pg_dump", "--format=custom", "--no-owner", f"--file={path}"]
    command.append(f"--dbname={make_conninfo(**options)}")
    subprocess.run(command, env=environment, check=True)  # noqa: S603


def main() -> None:
    """Copy the database that the settings name, and say where the copy is."""
    parser = ArgumentParser(prog="python -m prsite.backup", description="Copy the database.")
    parser.add_argument("folder", type=Path, help="where copies are kept")
    parser.add_argument("--keep", type=int, default=14, help="how many copies to keep (14)")
    options = parser.parse_args()
    if options.keep < 1:
        parser.error("--keep must be 1 or more")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prsite.settings")
    try:
        django.setup()
        copy = back_up(settings.DATABASES["default"], options.folder, keep=options.keep)
    except (ImproperlyConfigured, BackupFailed) as error:
        sys.exit(str(error))
    sys.stdout.write(f"{copy}\n")


if __name__ == "__main__":
    main()
