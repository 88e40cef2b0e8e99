"""Processes that know nothing of each other serve one publication, and none is ever behind."""

from __future__ import annotations

import os
import signal
import threading
import time

from tests.serving.conftest import until


def an_article(database) -> tuple[int, str]:
    ((key, slug),) = database.execute(
        "SELECT id, slug FROM posts_post WHERE status = 'published' ORDER BY published_at LIMIT 1"
    )
    return key, f"/posts/{slug}/"


def test_a_change_is_on_the_next_page_of_every_process(database, serve):
    servers = [serve(), serve()]
    key, address = an_article(database)
    for number in range(20):
        for server in servers:
            assert server.get(address)[0] == 200
        title = f"Changed for the {number}. time"
        database.execute("UPDATE posts_post SET title = ? WHERE id = ?", title, key)
        for server in servers:
            assert title in server.get(address)[2]


def test_what_is_taken_back_is_gone_from_every_process_at_once(database, serve):
    servers = [serve(), serve()]
    key, address = an_article(database)
    for server in servers:
        assert server.get(address)[0] == 200

    database.execute("UPDATE posts_post SET status = 'unpublished' WHERE id = ?", key)

    for server in servers:
        assert server.get(address)[0] == 404
        assert address not in server.get("/posts/")[2]
        assert address not in server.get("/sitemap-posts-1.xml")[2]


def test_processes_that_wait_to_be_told_are_told_soon(database, serve):
    servers = [serve(PAGE_CACHE_EXACT="false"), serve(PAGE_CACHE_EXACT="false")]
    key, address = an_article(database)
    for server in servers:
        server.get(address)

    database.execute("UPDATE posts_post SET title = 'Told of this' WHERE id = ?", key)

    for server in servers:
        until(lambda server=server: "Told of this" in server.get(address)[2], patience=2)


def test_no_reader_sees_an_older_page_than_one_that_was_committed(database, serve):
    """Readers ask all the time while an editor saves: what they get is never behind."""
    servers = [serve(), serve()]
    key, address = an_article(database)
    committed = [0]
    behind: list[tuple[int, int]] = []
    is_over = threading.Event()

    def read(server) -> None:
        while not is_over.is_set():
            known = committed[0]
            body = server.get(address)[2]
            seen = int(body.partition("Edition ")[2].partition(" ")[0] or 0)
            if seen < known:
                behind.append((seen, known))

    readers = [threading.Thread(target=read, args=[server]) for server in servers for _ in "ab"]
    for reader in readers:
        reader.start()
    for number in range(1, 60):
        database.execute(
            "UPDATE posts_post SET title = ? WHERE id = ?", f"Edition {number} of it", key
        )
        committed[0] = number
        time.sleep(0.02)
    is_over.set()
    for reader in readers:
        reader.join(10)

    assert not behind


def test_worker_that_is_killed_is_replaced(database, serve):
    server = serve()
    (worker,) = workers_of(server.process.pid)

    os.kill(worker, signal.SIGKILL)

    until(lambda: server.get("/")[0] == 200)
    assert workers_of(server.process.pid) != [worker]


def workers_of(parent: int) -> list[int]:
    with open(f"/proc/{parent}/task/{parent}/children") as children:  # noqa: PTH123
        return [int(child) for child in children.read().split()]


def test_pages_are_made_from_a_replica_only_while_it_is_not_behind(database, replica, serve):
    # What only the copy says, and its stamp does not tell of, shows where a page was made from.
    stamp = database.execute("SELECT value FROM posts_stamp")
    replica.execute("UPDATE posts_category SET name = name || ' by the copy'")
    replica.execute("UPDATE posts_stamp SET value = ?", stamp[0][0])
    server = serve(DATABASE_REPLICA_URL=replica.url)
    for page in ("/", "/categories/", "/search/?q=press"):
        assert "by the copy" in server.get(page)[2]

    database.execute("UPDATE posts_category SET name = name || ' by the editor'")
    for page in ("/", "/categories/", "/search/?q=press"):
        body = server.get(page)[2]
        assert "by the editor" in body
        assert "by the copy" not in body
    assert server.get("/admin/login/")[0] == 200

    stamp = database.execute("SELECT value FROM posts_stamp")
    replica.execute("UPDATE posts_stamp SET value = ?", stamp[0][0])
    ((slug,),) = database.execute("SELECT slug FROM posts_category ORDER BY id LIMIT 1")
    assert "by the copy" in server.get(f"/categories/{slug}/")[2]


def test_replica_that_is_gone_is_done_without(database, serve):
    server = serve(DATABASE_REPLICA_URL="postgres://nobody@127.0.0.1:9/gone")

    assert server.get("/")[0] == 200
