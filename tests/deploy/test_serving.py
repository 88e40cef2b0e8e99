"""The production server by itself, as `python -m prsite.serve` starts it."""

from __future__ import annotations

import gzip
import os
import re
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import brotli
import pytest

from prsite.serve import FLAGS
from tests.deploy.running import Site, free_port, get, wait_for
from tests.prsite.test_settings import ROOT


def workers(site: Site) -> list[int]:
    """Return the processes that the server started, but for Python's own tracker of resources."""
    assert site.process is not None
    children = Path(f"/proc/{site.process.pid}/task/{site.process.pid}/children").read_text()
    commands = {int(pid): Path(f"/proc/{pid}/cmdline").read_bytes() for pid in children.split()}
    return [pid for pid, command in commands.items() if b"resource_tracker" not in command]


@pytest.mark.parametrize(
    ("coding", "unpack"), [("br", brotli.decompress), ("gzip", gzip.decompress)]
)
def test_static_file_is_packed_ahead_of_time_and_kept_for_ever(site, coding, unpack):
    path = re.search(rb'href="(/static/site\.[0-9a-f]{12}\.css)"', get(site.port, "/").body)[1]

    answer = get(site.port, path.decode(), Accept_Encoding=coding)

    on_disk = site.folder / path.decode()[1:]
    suffix = {"br": ".br", "gzip": ".gz"}[coding]
    assert answer.headers["Content-Encoding"] == coding
    assert answer.headers["Cache-Control"] == "max-age=315360000, public, immutable"
    assert answer.body == on_disk.with_name(on_disk.name + suffix).read_bytes()
    assert unpack(answer.body) == on_disk.read_bytes()


def test_worker_that_dies_is_started_anew(site):
    (dead,) = workers(site)

    os.kill(dead, signal.SIGKILL)

    for _attempt in range(600):
        if workers(site) not in ([], [dead]):
            break
        time.sleep(0.1)
    for _attempt in range(600):
        try:
            answer = get(site.port, "/")
        except OSError:
            time.sleep(0.1)
        else:
            break
    assert answer.status == 200


def test_server_stops_when_it_is_asked_to(site):
    stopped = site.stop()

    assert stopped == 0


SLOW = """
import pathlib, time
def application(environ, start_response):
    pathlib.Path("entered").touch()
    while not pathlib.Path("go").exists():
        time.sleep(0.01)
    start_response("200 OK", [("Content-Length", "4")])
    return [b"done"]
"""


def test_server_that_stops_finishes_what_it_is_answering(tmp_path):
    (tmp_path / "slow.py").write_text(SLOW)
    port = free_port()
    command = [sys.executable, "-m", "granian", *FLAGS, f"--port={port}", "slow:application"]
    server = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL)
    wait_for(port, server)
    with ThreadPoolExecutor() as pool:
        asked = pool.submit(get, port, "/")
        while not (tmp_path / "entered").exists() and not asked.done():
            time.sleep(0.01)

        server.terminate()
        (tmp_path / "go").touch()

        assert asked.result().body == b"done"
    assert server.wait() == 0


@pytest.mark.parametrize("is_there", [True, False])
def test_health_of_the_server_is_an_exit_status(site, is_there):
    if not is_there:
        site.stop()

    result = subprocess.run(
        [sys.executable, "-m", "prsite.healthy"],
        cwd=ROOT,
        env=site.environment,
        capture_output=True,
        check=False,
    )

    assert (result.returncode == 0) is is_there, result.stderr


def test_database_of_the_running_site_can_be_copied(site, tmp_path):
    result = subprocess.run(
        [sys.executable, "-m", "prsite.backup", str(tmp_path / "copies")],
        cwd=ROOT,
        env=site.environment,
        capture_output=True,
        text=True,
        check=True,
    )

    assert Path(result.stdout.strip()).stat().st_size > 100_000
