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
    """Fill the database at `url` unless it holds the posts already; gather what pages there are."""
    settings = settings_for(url, folder)
    vendor = "PostgreSQL" if url.startswith("postgres") else "SQLite"
    if vendor == "PostgreSQL":
        _create(url)
    if _holds(settings) != posts:
        _manage(settings, "flush", "--noinput", "--verbosity", "0", is_allowed_to_fail=True)
        _manage(settings, "migrate", "--verbosity", "0")
        _manage(settings, "seed_posts", str(posts), "--without-search")
    if vendor == "PostgreSQL":
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")  # As it does by itself in the end.
    if not (folder / "static").exists():
        _manage(settings, "collectstatic", "--noinput", "--verbosity", "0")
    return Content(posts, vendor, settings, _pages(settings))


def drop(url: str) -> None:
    """Drop a database of PostgreSQL that `prepare()` made."""
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
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [_name(url)])
        if known.fetchone() is None:
            name = sql.Identifier(_name(url))
            connection.execute(sql.SQL("CREATE DATABASE {}").format(name))


def _holds(settings: Mapping[str, str]) -> int:
    """Return how many posts there are; none where there are no tables."""
    done = _python(settings, "-m", "tests.bench_serving.addresses", "--count")
    return int(done.stdout) if done.returncode == 0 else 0


def _pages(settings: Mapping[str, str]) -> dict[str, list[str]]:
    done = _python(settings, "-m", "tests.bench_serving.addresses")
    done.check_returncode()
    pages: dict[str, list[str]] = json.loads(done.stdout)
    return pages


def _manage(settings: Mapping[str, str], *arguments: str, is_allowed_to_fail: bool = False) -> None:
    output = subprocess.DEVNULL if is_allowed_to_fail else None
    subprocess.run(
        [sys.executable, "manage.py", *arguments],
        env={**os.environ, **settings},
        cwd=ROOT,
        check=not is_allowed_to_fail,
        stdout=output,
        stderr=output,
    )


def _python(settings: Mapping[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        env={**os.environ, **settings},
        cwd=ROOT,
        check=False,
        text=True,
        capture_output=True,
    )
