"""A copy of the database is whole, private, and one of a few."""

from __future__ import annotations

import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest
import time_machine
from django.db import connection

from prsite import environment
from prsite.backup import BackupFailed, _dump_postgresql, back_up


@pytest.fixture
def live(tmp_path: Path):
    """Open a database as the server does, with a row that lies in the write-ahead log alone."""
    with closing(sqlite3.connect(tmp_path / "site.sqlite3")) as server:
        server.execute("PRAGMA journal_mode=WAL")
        server.execute("CREATE TABLE post (title TEXT)")
        server.execute("INSERT INTO post VALUES ('Sorry')")
        server.commit()
        yield {"ENGINE": "django.db.backends.sqlite3", "NAME": str(tmp_path / "site.sqlite3")}


def titles(path: Path) -> list[tuple[str]]:
    with closing(sqlite3.connect(path)) as database:
        return database.execute("SELECT title FROM post").fetchall()


def test_copy_of_a_live_database_holds_its_latest_row_in_one_file(live, tmp_path):
    copy = back_up(live, tmp_path / "copies", keep=3)

    assert titles(copy) == [("Sorry",)]
    assert list(copy.parent.iterdir()) == [copy]


def test_copy_of_a_database_that_nobody_serves_is_made_as_well(tmp_path):
    path = tmp_path / "site.sqlite3"
    with closing(sqlite3.connect(path)) as server:
        server.execute("PRAGMA journal_mode=WAL")
        server.execute("CREATE TABLE post (title TEXT)")
        server.commit()

    copy = back_up({"ENGINE": "sqlite3", "NAME": str(path)}, tmp_path / "copies", keep=3)

    assert titles(copy) == []


def test_copy_is_for_its_owner_alone(live, tmp_path):
    copy = back_up(live, tmp_path / "copies", keep=3)

    assert (copy.stat().st_mode & 0o077, copy.parent.stat().st_mode & 0o077) == (0, 0)


def test_only_the_newest_copies_are_kept(live, tmp_path):
    with time_machine.travel("2026-03-01T03:30:00Z", tick=False) as night:
        for _night in range(4):
            back_up(live, tmp_path / "copies", keep=2)
            night.shift(24 * 60 * 60)

    assert sorted(path.name for path in (tmp_path / "copies").iterdir()) == [
        "prsite-2026-03-03T033000Z.sqlite3",
        "prsite-2026-03-04T033000Z.sqlite3",
    ]


def test_failed_copy_leaves_nothing_and_takes_nothing(live, tmp_path):
    kept = back_up(live, tmp_path / "copies", keep=1)
    broken = tmp_path / "broken.sqlite3"
    broken.write_bytes(b"not a database" * 1000)

    with pytest.raises(BackupFailed, match="The database was not copied"):
        back_up(live | {"NAME": str(broken)}, tmp_path / "copies", keep=1)

    assert list(kept.parent.iterdir()) == [kept]


def test_copy_of_postgresql_asks_of_the_server_what_the_site_asks(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://u@h/n?sslmode=verify-full&sslpassword=secret")
    asked = []
    monkeypatch.setattr(subprocess, "run", lambda command, **_how: asked.append(command))

    _dump_postgresql(environment.database(), tmp_path / "copy")

    ((*_rest, to),) = asked
    assert to.startswith("--dbname=")
    assert "sslmode=verify-full" in to
    assert "secret" not in to


@pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL is not the database")
@pytest.mark.django_db
def test_copy_of_postgresql_can_be_restored_from(tmp_path):
    copy = back_up(connection.settings_dict, tmp_path / "copies", keep=1)

    listed = subprocess.run(["pg_restore", "--list", copy], capture_output=True, check=True)
    assert b"TABLE DATA public posts_post " in listed.stdout
