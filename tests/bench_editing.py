"""Readers ask under a Zipf load while an editor saves: is anything they get old, wrong or slow?

Run by `make bench-editing`, never by the suite. A scratch publication on SQLite, or with
BENCH_POSTGRES_URL on a scratch database of that PostgreSQL, is served by two processes without a
word between them. Every few seconds a post is changed by plain SQL; from that commit on, whatever
shows the post must show its new title.
"""

from __future__ import annotations

import argparse
import bisect
import os
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from http.client import HTTPConnection
from itertools import accumulate
from pathlib import Path

from tests.serving.conftest import Database, Server, made


class Readers:
    """Threads that ask one server for addresses, the common ones more often than the rare."""

    def __init__(self, server: Server, addresses: list[str], edited: Edited) -> None:
        self.server = server
        self.addresses = addresses
        self.weights = list(accumulate(1 / (rank + 1) for rank in range(len(addresses))))
        self.edited = edited
        self.is_over = threading.Event()
        self.times: list[float] = []
        self.outcomes: Counter[str] = Counter()

    def read(self, seed: int) -> None:
        """Ask until it is over."""
        chance = random.Random(seed)
        connection = HTTPConnection("127.0.0.1", self.server.port, timeout=30)
        while not self.is_over.is_set():
            place = bisect.bisect(self.weights, chance.random() * self.weights[-1])
            address = self.addresses[min(place, len(self.addresses) - 1)]
            known = self.edited.version
            began = time.perf_counter()
            connection.request("GET", address)
            response = connection.getresponse()
            body = response.read().decode()
            self.times.append((time.perf_counter() - began) * 1000)
            self.outcomes[response.headers["Cache-Status"] or "none"] += 1
            if response.status != 200:
                self.outcomes[f"status {response.status}"] += 1
            if self.edited.is_old(address, body, known):
                self.outcomes["stale"] += 1
        connection.close()


class Edited:
    """The post that is changed, and which change of it is committed."""

    def __init__(self, database: Database, slug: str) -> None:
        self.database = database
        self.slug = slug
        self.version = 0
        self.shows = {"/", "/posts/", f"/posts/{slug}/"}

    def edit(self) -> None:
        """Change the title and commit."""
        title = f"Edition {self.version + 1} of it"
        self.database.execute("UPDATE posts_post SET title = ? WHERE slug = ?", title, self.slug)
        self.version += 1

    def is_old(self, address: str, body: str, known: int) -> bool:
        """Tell whether a page shows less than was committed before it was asked for."""
        if address not in self.shows or not known:
            return False
        shown = body.partition("Edition ")[2].partition(" ")[0]
        return not shown.isdigit() or int(shown) < known


def main() -> None:
    """Serve, read, edit, and say what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=5_000)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--pause", type=float, default=5, help="seconds between two changes")
    parser.add_argument("--readers", type=int, default=8)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="prsite-bench-") as name:
        folder = Path(name)
        with made(folder, os.environ.get("BENCH_POSTGRES_URL", ""), posts=options.posts) as url:
            run(folder, Database(url), options)


def run(folder: Path, database: Database, options: argparse.Namespace) -> None:
    """Run for as long as is asked."""
    servers = [Server(folder, database.url) for _ in range(2)]
    try:
        for server in servers:
            server.wait()
        slugs = [
            slug
            for (slug,) in database.execute(
                "SELECT slug FROM posts_post WHERE status = 'published' ORDER BY published_at DESC"
            )
        ]
        edited = Edited(database, slugs[0])
        addresses = ["/", "/posts/", *(f"/posts/{slug}/" for slug in slugs)]
        readers = [Readers(server, addresses, edited) for server in servers]
        threads = [
            threading.Thread(target=reader.read, args=[seed])
            for seed in range(options.readers)
            for reader in [readers[seed % len(readers)]]
        ]
        for thread in threads:
            thread.start()
        end = time.monotonic() + options.seconds
        while time.monotonic() < end:
            time.sleep(options.pause)
            edited.edit()
        for reader in readers:
            reader.is_over.set()
        for thread in threads:
            thread.join()
        tell(readers, edited, options.seconds)
    finally:
        for server in servers:
            server.stop()


def tell(readers: list[Readers], edited: Edited, seconds: float) -> None:
    """Print what came of it; exits with 1 where anything was old or an error."""
    outcomes: Counter[str] = Counter()
    for reader in readers:
        outcomes += reader.outcomes
    times = sorted(moment for reader in readers for moment in reader.times)
    hits = outcomes["prsite; hit"] / len(times)
    as_before = outcomes["prsite; hit; detail=as-before"] / len(times)
    wrong = {
        what: number
        for what, number in outcomes.items()
        if what.startswith(("stale", "status")) or "detail=stale" in what
    }
    sys.stdout.write(
        f"{len(times)} answers in {seconds:.0f} s, {edited.version} changes: "
        f"hit rate {hits:.2%}, {as_before:.2%} more found to be as before, "
        f"p50 {times[len(times) // 2]:.2f} ms, p99 {times[int(len(times) * 0.99)]:.2f} ms; "
        f"old {wrong.get('stale', 0)}, errors {sum(wrong.values()) - wrong.get('stale', 0)}\n"
    )
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
