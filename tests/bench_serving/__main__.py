"""Run it all: `make bench`, or `python -m tests.bench_serving --help`."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from tests.bench_serving import databases, document, growing, plot, serving, tables
from tests.bench_serving.databases import Content
from tests.bench_serving.figures import MOST_GROWTH
from tests.bench_serving.loads import BenchRefused, Generator
from tests.bench_serving.progress import say
from tests.bench_serving.servers import ROOT, is_there

PLOT = "benchmarks.svg"


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench_serving", description=__doc__)
    parser.add_argument("--sizes", type=sizes, default=[1000], help="such as 1000,100000,1000000")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=2, help="of load in each turn")
    parser.add_argument("--cores", default="", help="of server and load, such as 0,1")
    parser.add_argument("--folder", type=Path, help="keep the content here, and use it again")
    parser.add_argument("--out", type=Path, default=ROOT / "docs", help="folder of the document")
    parser.add_argument("--only", choices=["serving", "growth"], help="one part of it")
    return parser.parse_args()


def sizes(value: str) -> list[int]:
    """Read numbers of posts."""
    return sorted({int(size) for size in value.split(",")})


def cores(given: str) -> tuple[int, int]:
    """Return the core of the servers and that of the load."""
    if given:
        server, load = map(int, given.split(","))
        return server, load
    allowed = sorted(os.sched_getaffinity(0))
    if len(allowed) == 1:
        say("One core only: server and load share it. Requests per second mean little.\n")
    return allowed[0], allowed[-1]


@contextmanager
def room(kept: Path | None) -> Iterator[Path]:
    """Yield the folder that is kept, or one that is gone at the end."""
    if kept:
        kept.mkdir(parents=True, exist_ok=True)
        yield kept.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="prsite-bench-") as folder:
        yield Path(folder)


def missing() -> list[str]:
    """Say which commands are not there, and where they come from; return them."""
    packages = {"wrk": "wrk", "nginx": "nginx-light", "taskset": "util-linux"}
    parts = {
        "wrk": "the serving bench is left out",
        "nginx": "the limit is left out, and with it the ratios",
        "taskset": "nothing can be measured",
    }
    gone = [command for command in packages if not is_there(command)]
    for command in gone:
        say(
            f"{command} is not installed, so {parts[command]}. "
            f"On Debian: apt-get install {packages[command]}\n"
        )
    return gone


def main() -> None:
    """Measure on SQLite, and on PostgreSQL where one is named; print and write what was found."""
    # A server started here must not outlive a bench that is stopped.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    options = arguments()
    options.cores = cores(options.cores)
    gone = missing()
    if "taskset" in gone:
        sys.exit(1)
    postgresql = os.environ.get("BENCH_POSTGRES_URL", "")
    if not postgresql:
        say("PostgreSQL is not measured: BENCH_POSTGRES_URL is not set.\n")
    parts, plots = [introduction(options, postgresql)], dict[str, str]()
    with ExitStack() as stack:
        folder = stack.enter_context(room(options.folder))
        every = contents(options, folder, postgresql, stack)
        if options.only != "growth" and "wrk" not in gone:
            parts += serve([of_one[0] for of_one in every], folder, options, plots)
        if options.only != "serving":
            parts.append(document.GROWTH.format(most=MOST_GROWTH))
            parts += [grow(of_one, folder, options) for of_one in every]
    document.write(options.out, parts=parts, plots=plots)


def introduction(options: argparse.Namespace, postgresql: str) -> str:
    """Return the beginning of the document."""
    sizes = ",".join(map(str, options.sizes))
    given = f"--sizes {sizes} --rounds {options.rounds} --seconds {options.seconds:g}"
    return document.head(
        command=f'make bench BENCH="{given}"',
        date=f"{datetime.now(tz=UTC):%-d %B %Y}",
        posts=options.sizes[0],
        rounds=options.rounds,
        connections=serving.CONNECTIONS,
        tools=document.versions(postgresql),
    )


def contents(
    options: argparse.Namespace, folder: Path, postgresql: str, stack: ExitStack
) -> list[list[Content]]:
    """Fill a database of each size on SQLite, and on PostgreSQL where one is named."""
    addresses: list[Callable[[int], str]] = [partial(databases.sqlite_url, folder)]
    if postgresql:
        addresses.append(partial(databases.postgresql_url, postgresql))
    if postgresql and options.folder is None:
        for size in options.sizes:
            stack.callback(databases.drop, databases.postgresql_url(postgresql, size))
    return [
        [databases.prepare(size, address(size), folder) for size in options.sizes]
        for address in addresses
    ]


def serve(
    every: list[Content], folder: Path, options: argparse.Namespace, plots: dict[str, str]
) -> list[str]:
    """Compare on each database; return the tables, and leave the plot of the first."""
    server, load = options.cores
    generator = Generator(core=load, script=folder / "figures.lua")
    bench = serving.Bench(server, generator, options.seconds, options.rounds)
    parts = []
    for content in every:
        with serving.targets(content, folder, core=server) as targets:
            found = bench.run(targets)
        title = f"\n## Serving {content.posts:,} posts, {content.vendor}\n"
        if PLOT not in plots:
            values = [(name, one.per_cpu_second) for name, one in found["article"].items()]
            head = f"An article: requests per CPU-second, {content.vendor}"
            plots[PLOT] = plot.bars(head, values, own="prsite", unit="logarithmic")
            title += f"\n![{head}]({PLOT})\n"
        lines = [
            tables.serving(kind, found[kind], limit=serving.FILE) + "\n" for kind in serving.KINDS
        ]
        made = tables.making(made_of(content))
        lines.append(f"{document.MAKING.format(vendor=content.vendor)}{made}\n")
        say("\n".join([title, *lines]))
        parts += [title, *lines]
    return parts


def made_of(content: Content) -> dict[str, dict[str, float]]:
    """Return what the pages that are served are made of, by their kind."""
    paths = {kind: content.pages[kind][0] for kind in serving.KINDS}
    settings = {**content.settings, "PAGE_CACHE_MB": "0"}
    found = json.loads(databases.run(settings, "-m", "tests.bench_serving.making", *paths.values()))
    return {kind: found[path] for kind, path in paths.items()}


def grow(of_one: list[Content], folder: Path, options: argparse.Namespace) -> str:
    """Measure every page at every size; return the table."""
    server, load = options.cores
    os.sched_setaffinity(0, {load})  # This process is the client.
    costs = growing.measure(
        of_one, folder, core=server, seconds=options.seconds / 2, rounds=options.rounds
    )
    part = f"### {of_one[0].vendor}\n\n{tables.growing(costs)}\n"
    say(f"\n{part}")
    return part


if __name__ == "__main__":
    try:
        main()
    except BenchRefused as refusal:
        sys.exit(f"\n{refusal}")
