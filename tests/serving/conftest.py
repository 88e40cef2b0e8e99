"""Real servers on a database of their own, and what may stand between the two."""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest

from tests.serving.proxy import Proxy

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 20  # seconds for a server to begin


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark these tests, and leave them to those who ask: they take half a minute."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.serving)
            if not os.environ.get("REQUIRE_SERVICES"):
                item.add_marker(pytest.mark.skip(reason="starts servers; set REQUIRE_SERVICES=1"))


class Database:
    """A publication's database outside the test's own, to be changed by plain SQL."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_postgresql = url.startswith("postgres")

    @property
    def path(self) -> Path:
        """The file of SQLite."""
        return Path(self.url.removeprefix("sqlite:///"))

    def connect(self) -> Any:
        if self.is_postgresql:
            return psycopg.connect(self.url, autocommit=True)
        return sqlite3.connect(self.path, isolation_level=None, timeout=10)

    def execute(self, sql: str, *parameters: Any) -> list[Any]:
        """Run a statement and return its rows; parameters are written `?`."""
        with closing(self.connect()) as connection:
            cursor = connection.execute(
                sql.replace("?", "%s") if self.is_postgresql else sql, parameters
            )
            return cursor.fetchall() if cursor.description else []


class Server:
    """Granian with one worker, as a machine of a publication that has several."""

    def __init__(
        self, folder: Path, url: str, *, wrapper: list[str] | None = None, **environment: str
    ) -> None:
        self._wrapper = wrapper or []
        self.port = free_port()
        self.log = folder / f"server-{self.port}.log"
        self._environment = settings(folder, url) | environment
        self._environment["ALLOWED_HOSTS"] = "127.0.0.1"
        self._start()

    def _start(self) -> None:
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"]
        command += ["--respawn-failed-workers", "--respawn-interval", "0.1"]
        command += ["--host", "127.0.0.1", "--port", str(self.port), "prsite.wsgi:application"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*self._wrapper, *command],
                cwd=ROOT,
                env=self._environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def wait(self) -> None:
        """Wait until it answers, whatever it says."""
        until(lambda: self.get("/robots.txt")[0], patience=PATIENCE)

    def get(self, path: str, **headers: str) -> tuple[int, dict[str, str], str]:
        """Return status, headers and body; status 0 where nobody answers."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", path, headers=headers)
            response = connection.getresponse()
            names = {name.lower(): value for name, value in response.getheaders()}
            return response.status, names, response.read().decode()
        except OSError:
            return 0, {}, ""
        finally:
            connection.close()

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)


def settings(folder: Path, url: str) -> dict[str, str]:
    """Return the environment of a server or a command."""
    return os.environ | {
        "DATABASE_URL": url,
        "DEBUG": "false",
        "HTTPS_ONLY": "false",
        "SECRET_KEY": "serving-tests-" + "x1y2z3" * 10,
        "ALLOWED_HOSTS": "127.0.0.1",
        "SITE_URL": "http://127.0.0.1",
        "MEDIA_ROOT": str(folder / "media"),
        "STATIC_ROOT": str(folder / "static"),
        "VAR_DIR": str(folder),
        "CACHE_URL": "locmem://",
        "DJANGO_SETTINGS_MODULE": "prsite.settings",
        "ENV_FILE": os.devnull,
    }


def manage(folder: Path, url: str, *arguments: str, **options: Any) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=settings(folder, url),
        check=True,
        capture_output=True,
        text=True,
        **options,
    )


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def until(is_so: Callable[[], Any], *, patience: float = 10) -> Any:
    """Ask until something is so; fail when it is not for too long."""
    end = time.monotonic() + patience
    while not (found := is_so()):
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)
    return found


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("serving")


@contextmanager
def made(folder: Path, server: str = "", *, posts: int = 0) -> Iterator[str]:
    """Make a publication, and yield the address of its database: invented posts, or the demo's."""
    if server.startswith("postgres"):
        name = f"serving_{uuid4().hex[:8]}"
        url = urlsplit(server)._replace(path=f"/{name}").geturl()
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
    else:
        url = f"sqlite:///{folder}/pristine.sqlite3"
    manage(folder, url, "migrate", "--verbosity", "0")
    filling = ["seed_posts", str(posts), "--without-search"] if posts else ["demo"]
    manage(folder, url, *filling, "--verbosity", "0")
    manage(folder, url, "collectstatic", "--noinput", "--verbosity", "0")
    yield url
    if server.startswith("postgres"):
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def pristine(folder: Path) -> Iterator[str]:
    """Make the demo publication once, on the kind of database that the suite runs on."""
    with made(folder, os.environ.get("DATABASE_URL", "")) as url:
        yield url


@contextmanager
def copied(pristine: str, folder: Path) -> Iterator[Database]:
    """Copy the publication, and drop the copy at the end."""
    if pristine.startswith("postgres"):
        name = f"serving_{uuid4().hex[:8]}"
        source = urlsplit(pristine).path.strip("/")
        server = os.environ["DATABASE_URL"]
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {source}")
            yield Database(urlsplit(pristine)._replace(path=f"/{name}").geturl())
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
        return
    path = folder / f"{uuid4().hex}.sqlite3"
    shutil.copy(pristine.removeprefix("sqlite:///"), path)
    yield Database(f"sqlite:///{path}")
    path.unlink()


@pytest.fixture
def database(pristine: str, folder: Path) -> Iterator[Database]:
    """Give each test a publication of its own."""
    with copied(pristine, folder) as database:
        yield database


@pytest.fixture
def replica(pristine: str, folder: Path) -> Iterator[Database]:
    """Give a test a copy beside it."""
    with copied(pristine, folder) as database:
        yield database


@pytest.fixture
def serve(folder: Path, database: Database) -> Iterator[Callable[..., Server]]:
    """Start servers that are stopped at the end."""
    with ExitStack() as stack:

        def start(url: str = "", **options: Any) -> Server:
            server = Server(folder, url or database.url, **options)
            stack.callback(server.stop)
            server.wait()
            return server

        yield start


@pytest.fixture
def proxy(database: Database) -> Iterator[Proxy]:
    """Stand between a server and PostgreSQL."""
    if not database.is_postgresql:
        pytest.skip("stands before PostgreSQL; set DATABASE_URL")
    parts = urlsplit(database.url)
    with Proxy(parts.hostname or "127.0.0.1", parts.port or 5432) as proxy:
        netloc = f"{parts.username}@127.0.0.1:{proxy.port}"
        proxy.url = parts._replace(netloc=netloc).geturl()
        yield proxy
