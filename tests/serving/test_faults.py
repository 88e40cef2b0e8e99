"""What breaks around the publication breaks no page that was there, and loses no save."""

from __future__ import annotations

import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import pytest

from tests.serving.conftest import ROOT, settings, until

PAGES = ("/", "/posts/", "/rss.xml", "/sitemap.xml")


def test_database_that_is_cut_off_costs_no_page_that_was_there(proxy, database, serve):
    server = serve(proxy.url)
    before = {page: server.get(page) for page in PAGES}
    proxy.cut()

    for page in PAGES:
        status, headers, body = server.get(page)
        assert (status, body) == (200, before[page][2])
        assert "Stale" in headers["warning"]
    began = time.monotonic()
    status, headers, body = server.get("/archive/")
    assert (status, headers["cache-control"]) == (503, "no-store")
    assert headers["retry-after"]
    assert "Nothing is lost" in body
    assert server.get("/search/?q=press")[0] == 503
    assert time.monotonic() - began < 2

    proxy.mend()
    database.execute("UPDATE posts_category SET name = name || ' after the cut'")
    for page in ("/", "/archive/", "/search/?q=press"):
        status, headers, body = until(lambda page=page: ok(server.get(page)))
        assert "warning" not in headers
        assert "after the cut" in body


def test_slow_database_makes_nobody_wait_for_what_is_there(proxy, serve):
    server = serve(proxy.url)
    before = server.get("/")
    proxy.delay = 2

    began = time.monotonic()
    for _again in range(5):
        status, headers, body = server.get("/")
        assert (status, body) == (200, before[2])
        assert "Stale" in headers["warning"]

    assert time.monotonic() - began < 2
    proxy.delay = 0
    until(lambda: "warning" not in server.get("/")[1])


def test_file_of_the_database_that_is_gone_costs_no_page_that_was_there(database, serve):
    if database.is_postgresql:
        pytest.skip("moves the file of SQLite")
    server = serve()
    before = server.get("/")
    away = database.path.with_suffix(".away")
    database.path.rename(away)

    until(lambda: "warning" in server.get("/")[1])
    assert server.get("/")[::2] == before[::2]
    assert server.get("/archive/")[0] == 503

    away.rename(database.path)
    until(lambda: "warning" not in server.get("/")[1])
    assert server.get("/archive/")[0] == 200


def test_redis_that_is_gone_costs_no_page(database, serve):
    server = serve(CACHE_URL="redis://127.0.0.1:9/0")

    for page in ("/", "/posts/", "/search/?q=press"):
        assert server.get(page)[0] == 200


SAVING = """
import django
django.setup()
from posts.models import Category, Post
category = Category.objects.first()
for number in range(10_000):
    post = Post(title=f"Saved {number}", body="word " * 900, status="published", category=category)
    post.save()
    print(post.pk, flush=True)
"""


def save_for_ever(folder, database, **options):
    return subprocess.Popen(
        [sys.executable, "-c", SAVING],
        cwd=ROOT,
        env=settings(folder, database.url),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )


def test_editor_who_is_killed_in_the_middle_of_a_save_loses_none_that_was_done(
    folder, database, serve
):
    server = serve()
    server.get("/posts/")
    for saves in (1, 7, 13):
        editor = save_for_ever(folder, database)
        saved = [int(editor.stdout.readline()) for _ in range(saves)]
        editor.send_signal(signal.SIGKILL)
        saved += map(int, editor.communicate()[0].split())

        found = {key for (key,) in database.execute("SELECT id FROM posts_post")}
        assert set(saved) <= found
        for table, column in (
            ("posts_content", "post_id"),
            ("posts_filing", "post_id"),
            ("posts_searchentry", "rowid"),
        ):
            whole = {key for (key,) in database.execute(f"SELECT {column} FROM {table}")}
            assert found == whole, f"{table} is not whole"
        newest = max(found)
        ((slug,),) = database.execute("SELECT slug FROM posts_post WHERE id = ?", newest)
        assert f"/posts/{slug}/" in server.get("/posts/")[2]
    if not database.is_postgresql:
        assert database.execute("PRAGMA integrity_check") == [("ok",)]


def test_disk_that_is_full_refuses_a_save_and_shows_what_is_there(folder, database, serve):
    if database.is_postgresql:
        pytest.skip("fills the file of SQLite")
    server = serve()
    before = server.get("/")
    ((pages,),) = database.execute("PRAGMA page_count")
    # No file may grow beyond what it has, as on a disk that is full.
    limit = pages * 4096 + 200_000
    editor = save_for_ever(folder, database, preexec_fn=lambda: limit_files(limit))
    out, errors = editor.communicate(timeout=60)

    assert editor.returncode != 0
    assert "OperationalError" in errors
    found = {key for (key,) in database.execute("SELECT id FROM posts_post")}
    assert {int(key) for key in out.split()} <= found
    assert database.execute("PRAGMA integrity_check") == [("ok",)]
    assert server.get("/")[0] == before[0] == 200
    assert server.get("/archive/")[0] == 200


def limit_files(size: int) -> None:
    import resource  # noqa: PLC0415  # in the child, between fork and exec

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def test_disk_that_is_read_only_shows_every_page(database, serve, folder):
    if database.is_postgresql:
        pytest.skip("asks of the file of SQLite")
    disk = folder / "disk"
    disk.mkdir(exist_ok=True)
    mount = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"'
    own = ["unshare", "--mount", "sh", "-c", mount, str(disk)]
    if not shutil.which("unshare") or subprocess.run([*own, "true"], check=False).returncode:
        pytest.skip("needs the right to mount a folder, which this machine does not give")
    path = disk / "some.sqlite3"
    shutil.copy(database.path, path)
    with closing(sqlite3.connect(path, isolation_level=None)) as editor:
        # Elsewhere the disk can be written, and somebody does.
        editor.execute("UPDATE posts_category SET name = name || ' before'")
        server = serve(f"sqlite:///{path}", wrapper=own)
        for page in (*PAGES, "/archive/", "/search/?q=press", "/tags/"):
            assert server.get(page)[0] == 200

        editor.execute("UPDATE posts_category SET name = name || ' the change'")

        assert "before the change" in server.get("/")[2]


def ok(response):
    return response if response[0] == 200 and "warning" not in response[1] else None
