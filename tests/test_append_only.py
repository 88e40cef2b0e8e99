"""The audit log only grows: the database refuses the rest, whoever asks."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from posts import append_only
from posts.models import AuditEntry, Event

pytestmark = pytest.mark.django_db


def raw(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def replaced(entry: AuditEntry) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite knows INSERT OR REPLACE")
    columns = "id, made_at, event, account_name, post_title, detail"
    values = f"{entry.pk}, '2020-01-01', 'published', '', '', 'forged'"
    raw(f"INSERT OR REPLACE INTO posts_auditentry ({columns}) VALUES ({values})")


TRIES: dict[str, Callable[[AuditEntry], object]] = {
    "save": lambda entry: entry.save(),
    "delete": lambda entry: entry.delete(),
    "update": lambda _entry: AuditEntry.objects.update(detail="nothing happened"),
    "delete all": lambda _entry: AuditEntry.objects.all().delete(),
    "raw SQL": lambda _entry: raw("UPDATE posts_auditentry SET account_name = 'nobody'"),
    "replace": lambda entry: replaced(entry),
    "raw delete": lambda _entry: raw("DELETE FROM posts_auditentry"),
}


@pytest.mark.parametrize("attempt", TRIES)
def test_entry_is_never_changed_or_deleted(attempt):
    entry = AuditEntry.objects.record(Event.PUBLISHED, detail="first")

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        TRIES[attempt](entry)

    assert AuditEntry.objects.get().detail == "first"


def test_table_is_not_emptied_at_once():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    AuditEntry.objects.record(Event.PUBLISHED)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        raw("TRUNCATE posts_auditentry")


def test_refusal_comes_back_after_a_migration():
    append_only.lift("default")
    call_command("migrate", verbosity=0)
    entry = AuditEntry.objects.record(Event.PUBLISHED)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        entry.delete()


@pytest.mark.django_db(transaction=True)
def test_flush_empties_it_and_puts_the_refusal_back():
    AuditEntry.objects.record(Event.PUBLISHED)

    call_command("flush", interactive=False, verbosity=0)

    assert not AuditEntry.objects.exists()
    entry = AuditEntry.objects.record(Event.PUBLISHED)
    with pytest.raises(DatabaseError, match="append-only"):
        entry.delete()
