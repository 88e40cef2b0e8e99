"""Ghost as npm has it, in production on a MariaDB of its own, with its default theme.

Its installer wants a machine for itself, so the package is unpacked and started directly, which is
what the installer does in the end. Ghost's documentation leaves caching to a CDN; there is no cache
of its own to switch on. Its documentation asks for MySQL 8, which Debian does not have. Sources:
https://ghost.org/docs/install/, https://ghost.org/docs/config/
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from tests.bench_peers import mariadb
from tests.bench_peers.peer import Peer
from tests.bench_serving import servers
from tests.bench_serving.loads import BenchRefused
from tests.bench_serving.servers import Server
from tests.bench_serving.serving import Target

VERSION = "5.130.6"  # the newest that runs on Node 20
LABEL = "Ghost, as shipped"
PATIENCE = 180  # seconds for the first start, which makes the tables


def start(peer: Peer, keep: Callable[[Server], Server]) -> list[Target]:
    """Install it where it is not, fill it with the articles, and start it."""
    if not (all(map(servers.is_there, ("node", "npm"))) and mariadb.is_there()):
        raise BenchRefused("it needs Node 20 and, from Debian, mariadb-server")
    folder = peer.folder / "ghost"
    is_ready = (folder / "ready").exists()
    if not (folder / "installed").exists():
        _install(peer, folder)
    if not is_ready:
        shutil.rmtree(folder / "mariadb", ignore_errors=True)
    database = mariadb.start(peer, folder, keep)
    if not is_ready:
        create = folder / "create.sql"
        create.write_text("CREATE DATABASE ghost CHARACTER SET utf8mb4;")
        mariadb.query(peer, folder, create)
        _start(peer, folder).stop()  # The first start makes the tables.
        _load(peer, folder)
        (folder / "ready").touch()
    server = keep(_start(peer, folder))
    server.others = [database.process.pid]
    return [
        Target("article", LABEL, server, f"/{peer.newest['slug']}/"),
        Target("home", LABEL, server, "/"),
    ]


def versions(peer: Peer) -> str:
    """Return what ran."""
    node = peer.run(["node", "--version"]).strip().removeprefix("v")
    return f"Ghost {VERSION}, Node {node}, MariaDB {mariadb.version(peer)}"


def _start(peer: Peer, folder: Path) -> Server:
    port = servers.free_port()
    connection = {"socketPath": str(mariadb.socket_in(folder)), "user": "root", "database": "ghost"}
    site = folder / "package"
    configuration = {
        "url": f"http://127.0.0.1:{port}",
        "server": {"host": "127.0.0.1", "port": port},
        "database": {"client": "mysql", "connection": connection},
        "mail": {"transport": "Direct"},
        "process": "local",
        "paths": {"contentPath": str(site / "content")},
        "logging": {"level": "error", "transports": ["stdout"]},
        "privacy": {"useUpdateCheck": False, "useGravatar": False, "useRpcPing": False},
    }
    (site / "config.production.json").write_text(json.dumps(configuration))
    return servers.start(
        "ghost",
        ["node", "index.js"],
        port=port,
        core=peer.core,
        folder=folder,
        environment={"NODE_ENV": "production"},
        cwd=site,
        patience=PATIENCE,
        path="/",
    )


def _install(peer: Peer, folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    peer.run(["npm", "pack", f"ghost@{VERSION}", "--silent"], cwd=folder)
    peer.run(["tar", "xzf", f"ghost-{VERSION}.tgz"], cwd=folder)
    site = folder / "package"
    # What develops Ghost is not needed, and some of it is in no registry.
    peer.run(["npm", "pkg", "delete", "devDependencies", "optionalDependencies"], cwd=site)
    quiet = ("--no-audit", "--no-fund", "--legacy-peer-deps", "--omit=dev", "--loglevel=error")
    peer.run(["npm", "install", *quiet], cwd=site)
    (folder / "installed").touch()


def _load(peer: Peer, folder: Path) -> None:
    find = folder / "find.sql"
    find.write_text("SELECT id FROM users LIMIT 1;")
    owner = mariadb.query(peer, folder, find, database="ghost").strip()
    statements = folder / "articles.sql"
    articles = json.loads(peer.articles.read_text())
    statements.write_text("\n".join(_statements(articles, owner)), encoding="utf-8")
    mariadb.query(peer, folder, statements, database="ghost")


def _statements(articles: list[Mapping[str, Any]], owner: str) -> Iterator[str]:
    """Yield what replaces the posts that Ghost comes with by the articles."""
    yield "SET NAMES utf8mb4; SET FOREIGN_KEY_CHECKS = 0; BEGIN;"
    for table in ("posts", "posts_meta", "posts_authors", "posts_tags", "tags"):
        yield f"DELETE FROM {table};"
    made = datetime.now().strftime("%Y-%m-%d %H:%M:%S")  # noqa: DTZ005
    tags = dict.fromkeys(name for one in articles for name in (one["category"], *one["tags"]))
    for name in tags:
        key, slug = _key("tag", name), name.lower().replace(" ", "-")
        row = {"id": key, "name": name, "slug": slug, "created_at": made, "created_by": owner}
        yield _insert("tags", row)
    for one in articles:
        yield from _article(one, owner)
    yield "COMMIT;"


def _article(one: Mapping[str, Any], owner: str) -> Iterator[str]:
    key = _key("post", one["slug"])
    moment = datetime.fromisoformat(one["published_at"]).strftime("%Y-%m-%d %H:%M:%S")
    yield _insert(
        "posts",
        {
            "id": key,
            "uuid": str(UUID(hex=sha256(key.encode()).hexdigest()[:32], version=4)),
            "title": one["title"],
            "slug": one["slug"],
            "html": one["html"],
            "custom_excerpt": one["standfirst"][:300],
            "comment_id": key,
            "status": "published",
            "email_recipient_filter": "all",
            "created_at": moment,
            "created_by": owner,
            "updated_at": moment,
            "published_at": moment,
            "published_by": owner,
        },
    )
    author = {"id": _key("author of", key), "post_id": key, "author_id": owner}
    yield _insert("posts_authors", author)
    for place, name in enumerate(dict.fromkeys([one["category"], *one["tags"]])):
        tagging = {"id": _key(key, name), "post_id": key, "tag_id": _key("tag", name)}
        yield _insert("posts_tags", tagging | {"sort_order": str(place)})


def _insert(table: str, row: Mapping[str, str]) -> str:
    values = ", ".join(_quoted(value) for value in row.values())
    return f"INSERT INTO {table} ({', '.join(row)}) VALUES ({values});"


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n")
    return f"'{escaped}'"


def _key(kind: str, name: str) -> str:
    """Return a key as Ghost has them: 24 hexadecimal digits."""
    return sha256(f"{kind} {name}".encode()).hexdigest()[:24]
