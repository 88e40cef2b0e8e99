"""After a commit, and only then, the caches on the way are told."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction

from posts.models import AuditEntry, Autosave, Event, Post, Tag
from prsite import environment
from prsite.pagecache.purging import Purge, Purger
from tests import factories


class Sent:
    """Counts what is sent, and waits for it."""

    def __init__(self) -> None:
        self.times = 0
        self.something = threading.Event()

    def __call__(self) -> None:
        self.times += 1
        self.something.set()


@pytest.fixture
def sent(transactional_db):
    sent = Sent()
    purger = Purger(sent)
    connection.ensure_connection()
    purger._watch(connection)
    purger._watch(connection)
    yield sent
    connection.execute_wrappers.remove(purger._note)
    for thread in threading.enumerate():
        if thread.name == "purging":
            thread.join(5)


def raw_sql() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM posts_tag")


@pytest.mark.parametrize(
    "change",
    [
        lambda: Tag.objects.create(name="crisis", slug="crisis"),
        lambda: Tag.objects.bulk_create([Tag(name="crisis", slug="crisis")]),
        lambda: Post.objects.update(word_count=5),
        lambda: Tag.objects.all().delete(),
        raw_sql,
    ],
)
def test_purge_follows_a_change(sent, change):
    factories.make_tag()
    sent.something.wait(5)
    sent.something.clear()

    change()

    assert sent.something.wait(5)


def test_nothing_is_purged_before_the_commit_or_without_one(sent):
    with transaction.atomic():
        factories.make_tag()
        factories.make_tag()
        assert sent.times == 0
        transaction.set_rollback(True)

    assert not sent.something.wait(0.05)


def test_what_is_no_page_purges_nothing(sent, django_user_model, client):
    client.force_login(django_user_model.objects.create_user("ed", password="x"))
    list(Post.objects.all())

    assert not sent.something.wait(0.05)


def test_what_the_desk_keeps_for_itself_purges_nothing(sent, admin_user):
    Autosave.objects.create(user=admin_user, key="form-x", fields={"body": ["posts_post"]})
    Autosave.objects.update(fields={})
    AuditEntry.objects.record(Event.PUBLISHED)
    Autosave.objects.all().delete()

    assert not sent.something.wait(0.05)


def test_purge_that_waits_stands_for_all():
    begun, go_on = threading.Event(), threading.Event()
    times = []

    def slowly() -> None:
        times.append(1)
        begun.set()
        go_on.wait(5)

    purger = Purger(slowly)
    purger.purge()
    begun.wait(5)
    for _ in range(10):
        purger.purge()
    go_on.set()
    for thread in threading.enumerate():
        if thread.name == "purging":
            thread.join(5)

    assert len(times) == 2


@pytest.fixture
def server():
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_BAN(self) -> None:
            asked.append((self.path, self.headers["Surrogate-Key"]))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *arguments: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=[0.01])
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()
        thread.join(5)


def test_purge_is_sent_as_configured_and_one_that_fails_stops_no_other(server, caplog):
    address, asked = server
    addresses = ("http://127.0.0.1:9/gone", f"{address}/all")

    Purge(addresses, "BAN", {"Surrogate-Key": "publication"}).send()

    assert asked == [("/all", "publication")]
    assert "http://127.0.0.1:9/gone" in caplog.text


def test_purge_is_read_from_the_environment(monkeypatch):
    monkeypatch.setenv("PURGE_URLS", "http://one.example/ https://two.example/x")
    monkeypatch.setenv("PURGE_METHOD", "post")
    monkeypatch.setenv("PURGE_HEADERS", "Surrogate-Key: publication | Fastly-Key: abc:d")

    assert environment.purge() == Purge(
        ("http://one.example/", "https://two.example/x"),
        "POST",
        {"Surrogate-Key": "publication", "Fastly-Key": "abc:d"},
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PURGE_URLS", "one.example"),
        ("PURGE_URLS", "http://user:secret@one.example/"),
        ("PURGE_METHOD", "PURGE ALL"),
        ("PURGE_HEADERS", "Surrogate-Key"),
    ],
)
def test_purge_that_cannot_be_read_is_refused_by_name(monkeypatch, name, value):
    monkeypatch.setenv(name, value)

    with pytest.raises(ImproperlyConfigured, match=name):
        environment.purge()
