"""docs/benchmarks.md: the tables of a run, with what they were measured on."""

from __future__ import annotations

import platform
import re
import sqlite3
import subprocess
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

import psycopg

HEAD = """# Benchmarks

Written by `make bench`. To measure it yourself: `{command}`. It needs Linux, and from Debian the
packages `wrk` and `nginx-light`; PostgreSQL is measured where `BENCH_POSTGRES_URL` names one whose
account may make databases.

{date}. {machine}. {versions}.

Everything in a table ran side by side on the same content, {posts} posts of about 800 words, and
took turns in {rounds} rounds; the medians are shown. Servers were held on one core (one worker, one
blocking thread), the load generator on another. **Requests per CPU-second** is what one core would
serve that had nothing else to do, PostgreSQL's work counted along; it stays put when the machine
does other things meanwhile, as requests per second do not. Requests per second are those of
{connections} connections, and so is p99 under load; p50 and p99 are the latency on one. Bytes are
those of an answer with its headers. Memory counts the server's own processes, what they share in
proportion. Spread is how far the rounds lay apart.

Where **something else was changed**, something that the page does not show was saved just before:
the cache asks the page's statements again and keeps it. Sixteen articles are asked for after each
change. The first request also looks for the next minute at which anything changes by itself.
Where a page is **asked for first**, four hundred articles are asked for in turn, of which the
memory holds few: each is made, in a publication that did not change meanwhile.

The limit is nginx serving the page as a file. **Granian, a function that returns the page** is what
the server costs, whatever it serves: the limit of all Python behind it. The plain blog is what a
good tutorial would write, four queries an article, on the same tables under the same server.
"""

MAKING = """
### What a page is made of that is not kept, {vendor}

Asked in one process without a server. The statements alone are those of the page, given to the
database's driver again; their work in PostgreSQL's own processes is not counted. The rest is
Django's handler, objects made of rows, and words filled into stencils. “As before” is what it takes
to find that a kept page is still what it would be, after a change of something else.

"""

GROWTH = """
## What a page costs as the publication grows

CPU time of a request without the page cache, deep pages included, the least of the rounds: what a
machine does besides makes a page dearer, never cheaper. The goal is that none costs more than
{most} times what it does on the smallest publication; `!` marks those that do. Some of it is the
page itself: of few posts fewer fall into a month, and the archive draws more squares of many.
"""


def head(*, command: str, date: str, posts: int, rounds: int, connections: int, tools: str) -> str:
    """Return the beginning of the document."""
    return HEAD.format(
        command=command,
        date=date,
        machine=machine(),
        versions=tools,
        posts=f"{posts:,}",
        rounds=rounds,
        connections=connections,
    )


def machine() -> str:
    """Return processor, how many of it, and the kernel."""
    cpuinfo = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    model = re.search(r"model name\s*: (.+)", cpuinfo)
    cores = cpuinfo.count("processor\t")
    name = " ".join(model[1].split()) if model else platform.machine()
    return f"{name}, {cores} cores, Linux {platform.release().split('-')[0]}"


def versions(postgresql: str) -> str:
    """Return what ran, with its version; PostgreSQL's where an address of one is given."""
    named = [
        f"Python {platform.python_version()}",
        *(f"{name} {version(name)}" for name in ("Django", "granian")),
        f"SQLite {sqlite3.sqlite_version}",
        *([f"PostgreSQL {postgresql_version(postgresql)}"] if postgresql else []),
        *(f"{name} {found}" for name, flag in TOOLS if (found := tool_version(name, flag))),
    ]
    return ", ".join(named)


TOOLS = (("nginx", "-v"), ("wrk", "-v"))


def tool_version(name: str, flag: str) -> str:
    """Return the version of a command that tells it, or nothing."""
    path = next(
        (found for folder in ("/usr/bin", "/usr/sbin") if (found := Path(folder, name)).exists()),
        None,
    )
    if path is None:
        return ""
    told = subprocess.run([path, flag], capture_output=True, text=True, check=False)
    number = re.search(r"\d+\.\d+(\.\d+)?", told.stdout + told.stderr)
    return number[0] if number else ""


def postgresql_version(url: str) -> str:
    """Return the version of the PostgreSQL at an address."""
    with psycopg.connect(url) as connection:
        row = connection.execute("SHOW server_version").fetchone()
    return str(row[0]).split()[0] if row else ""


def write(
    folder: Path,
    *,
    parts: Sequence[str],
    plots: Mapping[str, str],
    name: str = "benchmarks.md",
) -> None:
    """Write the document and its pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    for picture, drawn in plots.items():
        (folder / picture).write_text(drawn, encoding="utf-8")
    (folder / name).write_text("\n".join(parts), encoding="utf-8")
