"""The publication served for real: Granian with the shipped flags, nginx with the shipped file."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.prsite.test_settings import PRODUCTION, ROOT

CONFIGURATION = ROOT / "deploy" / "nginx" / "prsite.conf"


def free_port() -> int:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return unused.getsockname()[1]


def wait_for(port: int, process: subprocess.Popen) -> None:
    """Return as soon as something listens."""
    while process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise ChildProcessError(f"{process.args!r} ended with {process.returncode}")


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes


def get(port: int, path: str, *, method: str = "GET", tls: bool = False, **headers: Any) -> Answer:
    """Ask as a browser behind TLS does; underscores in names of headers stand for hyphens."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    if tls:
        trusting = ssl._create_unverified_context()
        connection = http.client.HTTPSConnection("127.0.0.1", port, context=trusting, timeout=60)
    headers.setdefault("Host", "www.example.org")
    connection.request(method, path, headers={k.replace("_", "-"): v for k, v in headers.items()})
    response = connection.getresponse()
    answer = Answer(response.status, response.headers, response.read())
    connection.close()
    return answer


@dataclass
class Site:
    """A publication in a folder of its own, with the process that serves it while one does."""

    folder: Path
    port: int
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen | None = None

    def manage(self, *arguments: str) -> None:
        subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT, env=self.environment, check=True, capture_output=True,
        )  # fmt: skip

    def start(self, *arguments: str) -> None:
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "prsite.serve", *arguments],
                cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        wait_for(self.port, self.process)

    def stop(self) -> int:
        """Stop the server as a machine does, if it runs; return its exit status."""
        assert self.process is not None
        self.process.terminate()
        return self.process.wait()

    def kill(self) -> None:
        """End the server and its workers at once."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def restart(self) -> None:
        if self.process is None or self.process.poll() is not None:
            self.start()


def make_site(folder: Path) -> Site:
    """Return a publication in `folder`, on SQLite, plain HTTP behind a proxy; nothing runs yet."""
    kept = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
    site = Site(folder, free_port())
    site.environment = (
        kept
        | PRODUCTION
        | {
            "ENV_FILE": os.devnull,
            "HTTPS_ONLY": "false",
            "BEHIND_PROXY": "true",
            "VAR_DIR": str(folder),
            "DATABASE_URL": f"sqlite:///{folder}/prsite.sqlite3",
            "WEB_PORT": str(site.port),
            "WEB_WORKERS": "1",
        }
    )
    return site


@contextmanager
def nginx(site: Site, folder: Path, *, tls: bool = False) -> Iterator[int]:
    """Run nginx with the shipped configuration in front of a site; give its port."""
    port = free_port()
    configuration = configure(folder, port=port, site=site.port, files=site.folder, tls=tls)
    with (folder / "nginx.log").open("ab") as log:
        process = subprocess.Popen(
            ["nginx", "-p", str(folder), "-c", str(configuration)], stderr=log
        )
    try:
        wait_for(port, process)
        yield port
    finally:
        process.terminate()
        process.wait()


def configure(folder: Path, *, port: int, site: int, files: Path, tls: bool = False) -> Path:
    """Write the shipped configuration for nginx on a port, before a site on another; return it.

    Only addresses and folders are changed, and every change must find its place.
    """
    marked = free_port()
    changes = {
        "    listen [::]:80 default_server;\n": "",
        "    #tls listen [::]:443 ssl http2 default_server;\n": "",
        "listen 80 default_server": f"listen 127.0.0.1:{free_port() if tls else port}",
        "127.0.0.1:8000": f"127.0.0.1:{site}",
        "127.0.0.1:8001": f"127.0.0.1:{marked}",
        "/var/lib/prsite;": f"{files};",
        "/var/cache/prsite-pages": f"{folder}/cache",
        "/var/log/nginx/access.log": f"{folder}/access.log",
    }
    if tls:
        certificate(folder)
        changes |= {
            "#tls listen 443 ssl http2 default_server": f"listen 127.0.0.1:{port} ssl http2",
            "#tls ": "",
            "/etc/letsencrypt/live/www.example.org": str(folder),
        }
    text = CONFIGURATION.read_text()
    for shipped, here in changes.items():
        assert shipped in text, shipped
        text = text.replace(shipped, here)
    (folder / "prsite.conf").write_text(text)
    whole = folder / "nginx.conf"
    whole.write_text(around(folder))
    return whole


def around(folder: Path) -> str:
    """Return what Debian's nginx.conf has around a site, for a folder in place of the machine."""
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;\n" if os.geteuid() == 0 else ""
    return (
        f"{user}daemon off;\npid {folder}/nginx.pid;\nerror_log stderr;\nworker_processes 1;\n"
        f"events {{ }}\nhttp {{\ninclude /etc/nginx/mime.types;\n{temporary}"
        "access_log off;\n"
        f"include {folder}/prsite.conf;\n}}\n"
    )


def certificate(folder: Path) -> None:
    """Write a certificate that nobody trusts."""
    openssl = shutil.which("openssl")
    assert openssl, "there is no openssl on the PATH"
    subprocess.run(
        [
            *(openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"),
            *("-nodes", "-days", "1", "-subj", "/CN=www.example.org"),
            *("-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem"),
        ],
        check=True,
        capture_output=True,
    )
