"""The servers that are compared, each started on one core and stopped at the end."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.bench_serving import databases, processes
from tests.bench_serving.loads import BenchRefused, ask
from tests.deploy.running import configure

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 30  # seconds until a server that was started must answer

# One worker and one thread: a core has no use for more, and each page has it for itself.
GRANIAN = [
    "--interface",
    "wsgi",
    "--host",
    "127.0.0.1",
    "--workers",
    "1",
    "--blocking-threads",
    "1",
]

NGINX = """
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/nginx.log; {user}
events {{ worker_connections 512; }}
http {{
  include /etc/nginx/mime.types; default_type text/html; access_log off; etag on;
  sendfile on; tcp_nopush on; keepalive_requests 100000000; gzip_static on;
  open_file_cache max=100; open_file_cache_valid 600s;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{ listen 127.0.0.1:{port}; root {folder}/files; }}
}}
"""


@dataclass(slots=True)
class Server:
    """A server that runs: its process, and the database it makes work for it."""

    name: str
    port: int
    process: subprocess.Popen[bytes]
    core: int
    database_url: str = ""
    log: Path = field(default_factory=Path)
    others: list[int] = field(default_factory=list)  # processes that work for it

    def cpu_seconds(self) -> float:
        """Return the CPU time used so far, with that of the others and of PostgreSQL for it."""
        return processes.cpu_seconds([self.process.pid, *self.others, *self._backends()])

    def memory(self) -> int:
        """Return the memory of its own processes and the others, in bytes."""
        return processes.memory([self.process.pid, *self.others])

    def _backends(self) -> list[int]:
        if not self.database_url.startswith("postgres"):
            return []
        return databases.backends(self.database_url, self.name, core=self.core)

    def stop(self) -> None:
        """Stop it, gently first."""
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def free_port() -> int:
    """Return a port on which nothing listens."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


def is_there(command: str) -> bool:
    """Tell whether a command is installed; administrators' folders are looked into as well."""
    return shutil.which(command, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin") is not None


def launch(
    name: str,
    command: Sequence[str],
    *,
    core: int,
    folder: Path,
    port: int = 0,
    environment: Mapping[str, str] | None = None,
    cwd: Path = ROOT,
    database_url: str = "",
) -> Server:
    """Start a server on a core, and wait for nothing."""
    log = folder / f"{name}.log"
    environ = {
        **os.environ,
        "PATH": f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin",
        "PGAPPNAME": name,  # by which its connections are known
        **(environment or {}),
    }
    with log.open("wb") as output:
        process = subprocess.Popen(
            ["taskset", "-c", str(core), *command],
            env=environ,
            cwd=cwd,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return Server(name, port, process, core, database_url, log)


def start(
    name: str,
    command: Sequence[str],
    *,
    port: int,
    patience: float = PATIENCE,
    path: str = "",
    **options: Any,
) -> Server:
    """Launch a server and wait until it listens, or until it shows the page at `path`.

    Raises BenchRefused where it does not within `patience` seconds.
    """
    server = launch(name, command, port=port, **options)
    end = time.monotonic() + patience
    while time.monotonic() < end and server.process.poll() is None:
        if _answers(port, path):
            return server
        time.sleep(0.05)
    if server.process.poll() is None:
        server.stop()
    raise BenchRefused(f"{name} did not start: {server.log.read_text(errors='replace')[-600:]}")


def _answers(port: int, path: str) -> bool:
    with socket.socket() as trying:
        is_listening = trying.connect_ex(("127.0.0.1", port)) == 0
    return is_listening and (not path or ask(port, path).status == 200)


def start_nginx(folder: Path, *, core: int) -> Server:
    """Start nginx over the files of `folder`/files, plain and precompressed."""
    port = free_port()
    user = "user root;" if os.geteuid() == 0 else ""
    configuration = folder / "nginx.conf"
    configuration.write_text(NGINX.format(folder=folder, port=port, user=user))
    command = ["nginx", "-p", str(folder), "-c", str(configuration)]
    return start("nginx", command, port=port, core=core, folder=folder)


def start_shipped_nginx(folder: Path, *, before: Server, core: int) -> Server:
    """Start nginx with the shipped configuration before a publication that runs."""
    port, own = free_port(), folder / "shipped"
    own.mkdir(exist_ok=True)
    configuration = configure(own, port=port, site=before.port, files=folder)
    command = ["nginx", "-p", str(own), "-c", str(configuration)]
    return start("nginx-shipped", command, port=port, core=core, folder=folder)


def start_prsite(
    name: str, settings: Mapping[str, str], *, cache_mb: int, core: int, folder: Path
) -> Server:
    """Start the publication with so much memory for its page cache."""
    return start_granian(
        name,
        "prsite.wsgi:application",
        {**settings, "PAGE_CACHE_MB": str(cache_mb)},
        core=core,
        folder=folder,
    )


def start_granian(
    name: str,
    application: str,
    settings: Mapping[str, str],
    *,
    core: int,
    folder: Path,
    cwd: Path = ROOT,
) -> Server:
    """Start an application under Granian."""
    port = free_port()
    command = [granian(), *GRANIAN, "--port", str(port), application]
    return start(
        name,
        command,
        port=port,
        core=core,
        folder=folder,
        environment=settings,
        cwd=cwd,
        database_url=settings.get("DATABASE_URL", ""),
    )


def granian() -> str:
    """Return the path of Granian beside the Python that runs."""
    return str(Path(sys.executable).with_name("granian"))
