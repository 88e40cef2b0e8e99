"""What PostgreSQL prepared for a connection survives a migration that another process makes."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from django.db import NotSupportedError, connection, transaction

from prsite.pagecache.stamps import parameters_of

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="asks PostgreSQL; set DATABASE_URL"
    ),
]

OFTEN = 8  # so often that the statement is prepared


@pytest.fixture
def migrate() -> Iterator[psycopg.Connection]:
    """Return another process's connection, beside a table with one row."""
    with psycopg.connect(**parameters_of(connection), autocommit=True) as other:
        other.execute("CREATE TABLE scratch (name varchar(10))")
        other.execute("INSERT INTO scratch VALUES ('first')")
        for _time in range(OFTEN):
            assert named() == "first"
        yield other
        connection.close()
        other.execute("DROP TABLE scratch")


def named() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM scratch WHERE name <> %s", ["x"])
        (name,) = cursor.fetchone()
    return name


def test_statement_is_asked_anew_where_its_columns_have_another_type(migrate):
    migrate.execute("ALTER TABLE scratch ALTER name TYPE varchar(20)")

    assert [named() for _time in range(OFTEN)] == ["first"] * OFTEN


def test_what_a_transaction_cannot_ask_anew_is_whole_again_after_it(migrate):
    migrate.execute("ALTER TABLE scratch ALTER name TYPE varchar(20)")

    with pytest.raises(NotSupportedError), transaction.atomic():
        named()

    assert named() == "first"


def test_what_was_never_supported_spoils_nothing_that_is_prepared_later(migrate):
    connection.close()
    connection.close_pool()  # The next connection has prepared nothing yet.
    with pytest.raises(NotSupportedError), connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT name FROM scratch FOR UPDATE")
    assert [named() for _time in range(OFTEN)] == ["first"] * OFTEN

    migrate.execute("ALTER TABLE scratch ALTER name TYPE varchar(20)")

    assert [named() for _time in range(OFTEN)] == ["first"] * OFTEN
