"""Databases with invented posts: made, kept or dropped; and what PostgreSQL's processes do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from tests.bench_serving.loads import BenchRefused

ROOT = Path(__file__).resolve().parents[2]
PREFIX = "prsite_bench_"


@dataclass(frozen=True, slots=True)
class Content:
    """So many posts in a database, the settings that lead to it, and the pages to ask for."""

    posts: int
    vendor: str
    settings: Mapping[str, str]
    pages: Mapping[str, list[str]]


def sqlite_url(folder: Path, posts: int) -> str:
    """Return the address of a file for so many posts."""
    return f"sqlite:///{folder}/prsite-{posts}.sqlite3"


def postgresql_url(server: str, posts: int) -> str:
    """Return the address of a database for so many posts on the server at `server`."""
    return urlunsplit(urlsplit(server)._replace(path=f"/{PREFIX}{posts}"))


def settings_for(url: str, folder: Path) -> dict[str, str]:
    """Return the environment of a production server on the database at `url`."""
    return {
        "ENV_FILE": os.devnull,
        "DEBUG": "false",
        "HTTPS_ONLY": "false",
        "SECRET_KEY": "bench-only-" + "x1y2z3" * 10,
        "ALLOWED_HOSTS": "127.0.0.1",
        "SITE_URL": "http://127.0.0.1",
        "LOG_LEVEL": "ERROR",
        "VAR_DIR": str(folder),
        "DATABASE_URL": url,
        "CACHE_URL": "locmem://",
        "DJANGO_SETTINGS_MODULE": "prsite.settings",
    }


def prepare(posts: int, url: str, folder: Path) -> Content:
    """Return the content of the database at `url`; made anew unless it is there, and up to date."""
    settings = settings_for(url, folder)
    is_postgresql = url.startswith("postgres")
    if not _is_good(settings, posts):
        drop(url)
        if is_postgresql:
            _create(url)
        _manage(settings, "migrate", "--verbosity", "0")
        _manage(settings, "seed_posts", str(posts), "--without-search")
    if is_postgresql:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")  # As it does by itself in the end.
    if not (folder / "static").exists():
        _manage(settings, "collectstatic", "--noinput", "--verbosity", "0")
    return Content(posts, "PostgreSQL" if is_postgresql else "SQLite", settings, _pages(settings))


def drop(url: str) -> None:
    """Drop a database that `prepare()` made."""
    if not url.startswith("postgres"):
        for ending in ("", "-wal", "-shm"):
            Path(url.removeprefix("sqlite:///") + ending).unlink(missing_ok=True)
        return
    with psycopg.connect(_maintenance(url), autocommit=True) as connection:
        name = sql.Identifier(_name(url))
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))


def backends(url: str, name: str, *, core: int) -> list[int]:
    """Return PostgreSQL's processes for the connections of the server called `name`.

    Held on the core of the server, as its own processes are, where that is allowed. Nothing where
    PostgreSQL runs on another machine: then its work is not in the figures.
    """
    with psycopg.connect(_maintenance(url), autocommit=True) as connection:
        rows = connection.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = %s AND application_name = %s",
            [_name(url), name],
        ).fetchall()
    found = [pid for (pid,) in rows if _is_postgres(pid)]
    for pid in found:
        try:
            os.sched_setaffinity(pid, {core})
        except (PermissionError, ProcessLookupError):
            continue
    return found


def _is_postgres(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/comm").read_text().startswith("postgres")
    except FileNotFoundError:
        return False


def _name(url: str) -> str:
    return urlsplit(url).path.strip("/")


def _maintenance(url: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path="/postgres"))


def _create(url: str) -> None:
    with psycopg.connect(_maintenance(url), autocommit=True) as connection:
        name = sql.Identifier(_name(url))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(name))


def _is_good(settings: Mapping[str, str], posts: int) -> bool:
    """Tell whether the posts are there, in the tables of today."""
    if _run(settings, "manage.py", "migrate", "--check").returncode:
        return False
    counted = _run(settings, "-m", "tests.bench_serving.addresses", "--count")
    return counted.returncode == 0 and int(counted.stdout) == posts


def _pages(settings: Mapping[str, str]) -> dict[str, list[str]]:
    pages: dict[str, list[str]] = json.loads(run(settings, "-m", "tests.bench_serving.addresses"))
    return pages


def run(settings: Mapping[str, str], *arguments: str) -> str:
    """Run Python with the project's settings; return what it said. BenchRefused if it failed."""
    done = _run(settings, *arguments)
    if done.returncode:
        raise BenchRefused(f"{' '.join(arguments)} failed: {done.stderr[-600:]}")
    return done.stdout


def _manage(settings: Mapping[str, str], *arguments: str) -> None:
    """Run a command of the project, and let it be seen."""
    command = [sys.executable, "manage.py", *arguments]
    subprocess.run(command, env={**os.environ, **settings}, cwd=ROOT, check=True)


def _run(settings: Mapping[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        env={**os.environ, **settings},
        cwd=ROOT,
        check=False,
        text=True,
        capture_output=True,
    )
