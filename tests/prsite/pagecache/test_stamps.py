"""The stamp is read as it is committed, and what keeps it from being read is told apart."""

from __future__ import annotations

import shutil
import socket
import sqlite3
import threading
from contextlib import ExitStack

import psycopg
import pytest
from django.db import connection, transaction

from posts.models import Tag
from prsite.pagecache import stamps
from prsite.pagecache.stamps import (
    HeardStamps,
    Late,
    PostgreSQLStamps,
    SQLiteStamps,
    Unavailable,
    parameters_of,
    stamps_of,
)

on_postgresql = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="asks PostgreSQL; set DATABASE_URL"
)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "some.sqlite3"
    make(path, "first")
    return path


@pytest.fixture
def closing():
    """Close readers at the end: a database that is to be dropped must not be held."""
    with ExitStack() as stack:

        def register(reader):
            stack.callback(reader.close)
            if isinstance(reader, HeardStamps):
                stack.callback(reader.listen_no_more)
            return reader

        yield register


def make(path, value: str) -> None:
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE posts_stamp (value text)")
        database.execute("INSERT INTO posts_stamp VALUES (?)", [value])
    database.close()


def write(path, value: str) -> None:
    with sqlite3.connect(path) as database:
        database.execute("UPDATE posts_stamp SET value = ?", [value])
    database.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("exact", [True, False])
def test_stamp_of_either_database_is_that_of_the_last_change(exact, closing):
    read = closing(stamps_of(connection, exact=exact)).read
    before = read()

    Tag.objects.create(name="crisis", slug="crisis")

    if exact:
        assert read() != before


@pytest.mark.django_db(transaction=True)
@on_postgresql
def test_change_is_not_seen_before_it_is_committed(closing):
    read = closing(stamps_of(connection)).read
    before = read()

    with transaction.atomic():
        Tag.objects.create(name="crisis", slug="crisis")
        assert read() == before

    assert read() != before


def test_commit_of_another_connection_is_seen(file):
    reader = SQLiteStamps(str(file))
    assert reader.read() == reader.read() == "first"

    write(file, "second")

    assert reader.read() == "second"


def test_threads_have_connections_of_their_own(file):
    reader = SQLiteStamps(str(file))
    reader.read()
    write(file, "second")
    found = []

    thread = threading.Thread(target=lambda: found.append(reader.read()))
    thread.start()
    thread.join(5)

    assert found == ["second"]


def test_backup_put_in_place_of_the_file_is_seen(file, tmp_path, monkeypatch):
    monkeypatch.setattr(stamps, "LOOK_AGAIN", 0.0)
    reader = SQLiteStamps(str(file))
    reader.read()
    make(tmp_path / "backup.sqlite3", "backup")

    shutil.move(tmp_path / "backup.sqlite3", file)

    assert reader.read() == "backup"


def test_file_that_is_gone_or_broken_is_unavailable_until_it_is_back(file, monkeypatch):
    monkeypatch.setattr(stamps, "LOOK_AGAIN", 0.0)
    reader = SQLiteStamps(str(file))
    file.rename(file.with_suffix(".away"))
    with pytest.raises(Unavailable):
        reader.read()
    file.write_bytes(b"no database " * 500)
    with pytest.raises(Unavailable):
        reader.read()

    file.with_suffix(".away").rename(file)

    assert reader.read() == "first"


def test_server_that_is_not_there_is_unavailable():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    reader = PostgreSQLStamps({"host": "127.0.0.1", "port": port, "dbname": "x"})

    with pytest.raises(Unavailable) as refused:
        reader.read()

    assert not isinstance(refused.value, Late)


def test_row_that_is_missing_is_unavailable(file):
    reader = SQLiteStamps(str(file))
    with sqlite3.connect(file) as database:
        database.execute("DELETE FROM posts_stamp")
    database.close()

    with pytest.raises(Unavailable):
        reader.read()


def test_server_that_cannot_be_reached_is_let_alone_for_a_while(monkeypatch):
    tried = []

    def connect(**_parameters: object) -> None:
        tried.append(1)
        now[0] += 2  # seconds, until it is given up
        raise psycopg.OperationalError("timeout")

    now = [100.0]
    monkeypatch.setattr(stamps.psycopg, "connect", connect)
    monkeypatch.setattr(stamps, "monotonic", lambda: now[0])
    reader = PostgreSQLStamps({})
    for _ in range(5):
        with pytest.raises(Unavailable):
            reader.read()
    assert len(tried) == 1

    now[0] += 10
    with pytest.raises(Unavailable):
        reader.read()
    assert len(tried) == 2


def parameters() -> dict:
    return parameters_of(connection)


@pytest.mark.django_db(transaction=True)
@on_postgresql
def test_answer_that_comes_late_is_thrown_away(monkeypatch, closing):
    monkeypatch.setattr(stamps, "BREATHER", 0)
    monkeypatch.setattr(stamps, "LONGEST_WAIT", 0.02)
    reader = closing(PostgreSQLStamps(parameters()))
    reader.read()
    with psycopg.connect(**parameters()) as other:
        other.execute("LOCK TABLE posts_stamp")
        for _ in range(3):
            with pytest.raises(Late):
                reader.read()
    Tag.objects.create(name="crisis", slug="crisis")

    # The overdue answer arrives before the lock's end is seen here, or a moment after.
    monkeypatch.setattr(stamps, "LONGEST_WAIT", 5)
    for _ in range(100):
        try:
            found = reader.read()
            break
        except Late:
            threading.Event().wait(0.01)

    assert found == closing(PostgreSQLStamps(parameters())).read()


@pytest.mark.django_db(transaction=True)
@on_postgresql
def test_no_other_thread_waits_for_a_server_that_was_late(monkeypatch, closing):
    monkeypatch.setattr(stamps, "LONGEST_WAIT", 0.02)
    monkeypatch.setattr(stamps, "BREATHER", 5_000)
    reader = closing(PostgreSQLStamps(parameters()))
    reader.read()
    with psycopg.connect(**parameters()) as other:
        other.execute("LOCK TABLE posts_stamp")
        with pytest.raises(Late):
            reader.read()
        monkeypatch.setattr(stamps.psycopg, "connect", lambda **_parameters: 1 / 0)
        found = []

        def ask() -> None:
            try:
                reader.read()
            except Late as error:
                found.append(error)

        thread = threading.Thread(target=ask)
        thread.start()
        thread.join(5)

    assert len(found) == 1


@pytest.mark.django_db(transaction=True)
@on_postgresql
def test_connection_that_is_silent_is_replaced(monkeypatch, closing):
    monkeypatch.setattr(stamps, "BREATHER", 0)
    monkeypatch.setattr(stamps, "LONGEST_WAIT", 0.01)
    monkeypatch.setattr(stamps, "OVERDUE", 0.0)
    reader = closing(PostgreSQLStamps(parameters()))
    before = reader.read()
    dead = reader._held.connection
    with psycopg.connect(**parameters()) as other:
        other.execute("LOCK TABLE posts_stamp")
        with pytest.raises(Late):
            reader.read()
        with pytest.raises(Late):  # The new one waits for the lock as well.
            reader.read()

    monkeypatch.setattr(stamps, "LONGEST_WAIT", 5)
    assert reader._held.connection is not dead
    assert reader.read() == before


@pytest.mark.django_db(transaction=True)
@on_postgresql
def test_connection_that_was_cut_is_made_again(closing):
    reader = closing(PostgreSQLStamps(parameters()))
    before = reader.read()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(%s)", [reader._held.connection.info.backend_pid]
        )

    assert reader.read() == before


def test_word_that_comes_while_the_stamp_is_read_is_not_lost():
    reader = HeardStamps({})
    assert reader._ear.acquire(blocking=False)  # It does not listen.
    found = ["first", "second"]

    class Asked:
        def read(self) -> str:
            if len(found) == 2:
                reader.forget()
            return found.pop(0)

    reader._asked = Asked()

    assert reader.read() == "first"
    assert reader.read() == reader.read() == "second"


@pytest.mark.django_db(transaction=True)
@on_postgresql
def test_ear_that_is_closed_while_it_opens_its_connection_opens_none(monkeypatch, closing):
    opening, go_on = threading.Event(), threading.Event()
    opened = []
    connect = psycopg.connect

    def connect_slowly(**parameters):
        if threading.current_thread().name == "stamps":
            opening.set()
            go_on.wait(5)
        opened.append(connect(**parameters))
        return opened[-1]

    monkeypatch.setattr(stamps.psycopg, "connect", connect_slowly)
    reader = closing(HeardStamps(parameters()))
    reader.read()
    assert opening.wait(5)

    reader.listen_no_more()
    go_on.set()
    assert reader._ear.acquire(timeout=5)

    assert opened[-1].closed


@pytest.mark.django_db(transaction=True)
@on_postgresql
def test_word_of_a_change_is_heard(monkeypatch, closing):
    monkeypatch.setattr(stamps, "HEARSAY", 3600.0)
    reader = closing(HeardStamps(parameters()))
    before = reader.read()
    for _ in range(300):
        # Whether it listens already cannot be asked; it reads once more when it begins to.
        Tag.objects.all().delete()
        Tag.objects.create(name="crisis", slug="crisis")
        if reader.read() != before:
            break
        threading.Event().wait(0.01)
    before = reader.read()

    Tag.objects.create(name="apology", slug="apology")
    for _ in range(300):
        if reader.read() != before:
            break
        threading.Event().wait(0.01)

    assert reader.read() == closing(PostgreSQLStamps(parameters())).read()
