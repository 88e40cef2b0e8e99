"""Run it all: `make bench-peers`, or `python -m tests.bench_peers --help`."""

from __future__ import annotations

import argparse
import json
import signal
import sys
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

from tests.bench_peers import ghost, wagtail, wordpress
from tests.bench_peers.peer import Peer
from tests.bench_serving import databases, document, plot, serving, tables
from tests.bench_serving.__main__ import cores, missing, room
from tests.bench_serving.figures import Figures
from tests.bench_serving.loads import BenchRefused, Generator
from tests.bench_serving.progress import say
from tests.bench_serving.servers import ROOT, Server
from tests.bench_serving.serving import Target

PEERS: dict[str, ModuleType] = {"wagtail": wagtail, "ghost": ghost, "wordpress": wordpress}
KINDS = ("article", "home")
PLOT = "benchmarks-peers.svg"
HEAD = """
The other publishing systems got the same articles and were set up as their own documentation says;
a page of theirs holds what their theme makes of it. They took turns with ours in the same run.
"""


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench_peers", description=__doc__)
    parser.add_argument("--peers", default=",".join(PEERS), help="which of them")
    parser.add_argument("--posts", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=2, help="of load in each turn")
    parser.add_argument("--cores", default="", help="of server and load, such as 0,1")
    parser.add_argument("--folder", type=Path, help="keep what is installed, and use it again")
    parser.add_argument("--out", type=Path, default=ROOT / "docs", help="folder of the document")
    return parser.parse_args()


def main() -> None:
    """Measure the peers beside ours; print and write what was found."""
    # A server started here must not outlive a bench that is stopped.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    options = arguments()
    if {"taskset", "wrk"} & set(missing()):
        sys.exit(1)
    core, load = cores(options.cores)
    with room(options.folder) as folder, ExitStack() as stack:
        content = databases.prepare(
            options.posts, databases.sqlite_url(folder, options.posts), folder
        )
        articles = folder / "articles.json"
        articles.write_text(databases.run(content.settings, "-m", "tests.bench_peers.articles"))
        newest = json.loads(articles.read_text())[-1]
        peer = Peer(folder, core, articles, newest)
        targets = list(stack.enter_context(serving.targets(content, folder, core=core)))
        ran = [document.versions("")]
        for name in options.peers.split(","):
            if its_own := started(name, peer, stack):
                targets += its_own
                ran.append(PEERS[name].versions(peer))
        generator = Generator(core=load, script=folder / "figures.lua")
        bench = serving.Bench(core, generator, options.seconds, options.rounds)
        found = bench.run([target for target in targets if target.kind in KINDS])
    write(found, options, tools="; ".join(ran))


def started(name: str, peer: Peer, stack: ExitStack) -> list[Target]:
    """Start a peer; where that cannot be, say why and go on without it."""
    servers: list[Server] = []

    def keep(server: Server) -> Server:
        stack.callback(server.stop)
        servers.append(server)
        return server

    try:
        targets: list[Target] = PEERS[name].start(peer, keep)
        for target in targets:
            serving.check(target)
    except BenchRefused as refusal:
        say(f"{name} is left out: {refusal}\n")
        return []
    return targets


def write(found: dict[str, dict[str, Figures]], options: argparse.Namespace, *, tools: str) -> None:
    """Print the tables and write the document with its plot."""
    head = document.head(
        command=f'make bench-peers BENCH="--rounds {options.rounds} --seconds {options.seconds:g}"',
        date=f"{datetime.now(tz=UTC):%-d %B %Y}",
        posts=options.posts,
        rounds=options.rounds,
        connections=serving.CONNECTIONS,
        tools=tools,
    )
    written = [tables.serving(kind, found[kind], limit=serving.FILE) + "\n" for kind in KINDS]
    values = [(name, one.per_cpu_second) for name, one in found["article"].items()]
    title = "An article: requests per CPU-second"
    drawn = plot.bars(title, values, own="prsite", unit="logarithmic")
    say("\n".join(["", *written]))
    document.write(
        options.out,
        name="benchmarks-peers.md",
        parts=[head, HEAD, f"![{title}]({PLOT})\n", *written],
        plots={PLOT: drawn},
    )


if __name__ == "__main__":
    try:
        main()
    except BenchRefused as refusal:
        sys.exit(f"\n{refusal}")
