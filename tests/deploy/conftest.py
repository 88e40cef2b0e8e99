"""Services for tests that need them; a test without its service is skipped, and required in CI."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deploy.running import Site, make_site, nginx

# Debian's nginx lies where only root looks.
os.environ["PATH"] += os.pathsep + "/usr/sbin"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what serves the publication, and leave it to those who ask: it takes half a minute."""
    for item in items:
        if Path(__file__).parent in item.path.parents and item.path.name != "test_files.py":
            item.add_marker(pytest.mark.serving)
            if not os.environ.get("REQUIRE_SERVICES"):
                item.add_marker(pytest.mark.skip(reason="starts servers; set REQUIRE_SERVICES=1"))


def require(command: str) -> None:
    """Skip where a command is missing, unless REQUIRE_SERVICES says that it must be there."""
    if not shutil.which(command):
        assert not os.environ.get("REQUIRE_SERVICES"), f"REQUIRE_SERVICES is set without {command}"
        pytest.skip(f"no {command} on this machine")


@pytest.fixture(scope="session")
def running(tmp_path_factory) -> Iterator[Site]:
    """Serve the demo publication with the shipped flags, as the first start of a machine does."""
    site = make_site(tmp_path_factory.mktemp("site"))
    site.manage("migrate", "--verbosity", "0")
    site.manage("demo")
    site.start("--prepare")
    yield site
    site.stop()


@pytest.fixture
def site(running) -> Site:
    """Return the publication, served also where the test before stopped it."""
    running.restart()
    return running


@pytest.fixture
def _nginx() -> None:
    """Ask for nginx before anything is started for it."""
    require("nginx")


@pytest.fixture
def front(_nginx, site, tmp_path: Path) -> Iterator[int]:
    """Run nginx in front of the publication; give its port."""
    with nginx(site, tmp_path) as port:
        yield port


@pytest.fixture
def tls_front(_nginx, site, tmp_path: Path) -> Iterator[int]:
    """Run nginx in front of the publication, with the lines for TLS; give its port."""
    require("openssl")
    with nginx(site, tmp_path, tls=True) as port:
        yield port
