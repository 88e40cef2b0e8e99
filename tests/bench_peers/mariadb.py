"""A MariaDB of the bench's own, with its default settings, in a folder and on a socket there."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable
from pathlib import Path

from tests.bench_peers.peer import Peer
from tests.bench_serving import servers
from tests.bench_serving.loads import BenchRefused
from tests.bench_serving.servers import Server

COMMANDS = ("mariadbd", "mariadb-install-db", "mariadb")
PATIENCE = 60  # seconds until a server must answer on its socket


def is_there() -> bool:
    """Tell whether MariaDB is installed."""
    return all(map(servers.is_there, COMMANDS))


def start(peer: Peer, folder: Path, keep: Callable[[Server], Server]) -> Server:
    """Start it on `folder`/mariadb.sock, with a database of its own where there is none."""
    data, path = folder / "mariadb", socket_in(folder)
    user = ["--user=root"] if os.geteuid() == 0 else []
    if not data.exists():
        method = "--auth-root-authentication-method=normal"
        peer.run(["mariadb-install-db", "--no-defaults", *user, f"--datadir={data}", method])
    places = [f"--datadir={data}", f"--socket={path}", f"--pid-file={folder}/mariadb.pid"]
    server = keep(
        servers.launch(
            f"mariadb-{folder.name}",
            ["mariadbd", "--no-defaults", *user, *places, "--skip-networking"],
            core=peer.core,
            folder=folder,
        )
    )
    wait_for_socket(path, server)
    return server


def query(peer: Peer, folder: Path, statements: Path, *, database: str = "") -> str:
    """Run the statements of a file; return what they found, a line a row."""
    command = ["mariadb", "--no-defaults", f"--socket={socket_in(folder)}", "-uroot", "--batch"]
    source = f"source {statements}"
    return peer.run([*command, "--skip-column-names", "-e", source, *filter(None, [database])])


def version(peer: Peer) -> str:
    """Return MariaDB's version."""
    return peer.run(["mariadb", "--version"]).partition("Distrib ")[2].partition("-")[0]


def socket_in(folder: Path) -> Path:
    """Return the path of the socket."""
    return folder / "mariadb.sock"


def wait_for_socket(path: Path, server: Server) -> None:
    """Wait until a server answers on a socket. BenchRefused where it does not."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and server.process.poll() is None:
        with socket.socket(socket.AF_UNIX) as trying:
            if path.exists() and trying.connect_ex(str(path)) == 0:
                return
        time.sleep(0.1)
    raise BenchRefused(f"{server.name}: {server.log.read_text(errors='replace')[-600:]}")
