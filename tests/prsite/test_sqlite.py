"""A connection to SQLite stays open for as long as the file is the one that it was opened on."""

from __future__ import annotations

import shutil

import pytest
from django.core.signals import request_started
from django.db import OperationalError, connection
from django.db.utils import ConnectionHandler

from prsite import sqlite
from prsite.environment import database

pytestmark = pytest.mark.django_db  # Else pytest-django lets no connection be opened.


@pytest.fixture
def path(tmp_path, monkeypatch):
    path = tmp_path / "site.sqlite3"
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{path}")
    handler = ConnectionHandler({"default": database()})
    monkeypatch.setattr(sqlite, "connections", handler)
    with handler["default"].cursor() as cursor:
        cursor.execute("CREATE TABLE word (name text)")
        cursor.execute("INSERT INTO word VALUES ('first')")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    yield path
    handler.close_all()


def word():
    with sqlite.connections["default"].cursor() as cursor:
        return cursor.execute("SELECT name FROM word").fetchone()[0]


def opened():
    return sqlite.connections["default"].connection


def test_connection_stays_open_between_requests(path):
    before = opened()

    sqlite.connections["default"].close_if_unusable_or_obsolete()
    sqlite.close_replaced()

    assert opened() is before


def test_file_put_in_its_place_is_read_from_the_next_request_on(path, tmp_path):
    other = tmp_path / "other.sqlite3"
    shutil.copy(path, other)
    sqlite.connections["default"].cursor().execute("UPDATE word SET name = 'second'")

    other.replace(path)
    sqlite.close_replaced()

    assert opened() is None


def test_file_that_is_gone_is_let_go(path):
    path.unlink()

    sqlite.close_replaced()

    assert opened() is None


def test_transaction_is_not_cut_off(path):
    path.unlink()
    connection = sqlite.connections["default"]
    connection.in_atomic_block = True
    try:
        sqlite.close_replaced()
        assert opened() is not None
    finally:
        connection.in_atomic_block = False


def test_database_in_memory_is_left_alone(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "sqlite://:memory:")
    handler = ConnectionHandler({"default": database()})
    monkeypatch.setattr(sqlite, "connections", handler)
    handler["default"].ensure_connection()

    sqlite.close_replaced()

    assert opened() is not None
    handler.close_all()


def test_every_request_looks():
    assert any(ref() is sqlite.close_replaced for _key, ref, *_ in request_started.receivers)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL knows its words by itself")
def test_statement_is_translated_whatever_its_values_hold():
    with connection.cursor() as cursor:
        for value in ("%s", "?", "100 %"):
            cursor.execute("SELECT %s, '%%s', '%%' || %s", [value, value])
            assert cursor.fetchone() == (value, "%s", f"%{value}")
        cursor.execute("SELECT %(a)s || %(b)s", {"a": "x", "b": "%s"})
        assert cursor.fetchone() == ("x%s",)
        cursor.execute("SELECT '%s'")
        assert cursor.fetchone() == ("%s",)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="asks SQLite")
def test_rows_are_found_alike_watched_or_not(django_assert_num_queries):
    ask = ("SELECT %s, %s UNION ALL SELECT 'b', 2 ORDER BY 1", ["%s", 1])

    unwatched = connection.rows(*ask)
    with django_assert_num_queries(1):
        watched = connection.rows(*ask)

    assert unwatched == watched == [("%s", 1), ("b", 2)]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="asks SQLite")
def test_error_of_unwatched_statement_is_django_s():
    with pytest.raises(OperationalError, match="no such table"):
        connection.rows("SELECT * FROM nowhere", [])
