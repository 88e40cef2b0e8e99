"""The serving bench: everything that is compared takes turns on the same content."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from tests.bench_serving import plainblog, servers
from tests.bench_serving.databases import Content
from tests.bench_serving.figures import Figures, Sample, summarise
from tests.bench_serving.loads import BenchRefused, Generator, ask, ask_after_changes
from tests.bench_serving.progress import watched
from tests.bench_serving.servers import Server
from tests.serving.conftest import Database

KINDS = ("article", "home", "category")
GZIP = {"Accept-Encoding": "gzip"}
# Begins another state of the publication, and leaves every page as it was.
CHANGE = "UPDATE posts_category SET name = name"
CONNECTIONS = 64
CACHE_MB = 64
# So many articles, asked for in turn, are more than so little memory keeps: each is made.
MOST_ARTICLES, TOO_FEW_MB = 400, 1
ARTICLES = """SELECT slug FROM posts_post WHERE status = 'published' AND published_at < ?
ORDER BY id DESC LIMIT ?"""
# What is compared, in the order in which it is shown.
FILE, FILE_GZIP = "nginx, the page as a file", "nginx, the file precompressed"
CACHED, CACHED_GZIP = "prsite, kept page", "prsite, kept page, compressed"
SHIPPED = "nginx as shipped, before prsite"
UNCHANGED, UNCACHED = "prsite, unchanged (304)", "prsite without its page cache"
ALONE = "Granian, a function that returns the page"
FIRST = "prsite, a page asked for first"
LOOKED_AT = "prsite, kept page, something else was changed"
UNCACHED_GZIP = "prsite without its page cache, compressed"
TOLD = (
    "prsite, kept page, told of changes"  # PAGE_CACHE_EXACT off: PostgreSQL is not asked each time
)
CONSTANT, PLAIN = "Django, a view that does nothing", "plain Django blog, nothing cached"
ORDER = (
    FILE,
    FILE_GZIP,
    SHIPPED,
    ALONE,
    CACHED,
    CACHED_GZIP,
    UNCHANGED,
    TOLD,
    LOOKED_AT,
    FIRST,
    CONSTANT,
    UNCACHED,
    UNCACHED_GZIP,
    PLAIN,
)


@dataclass(frozen=True, slots=True)
class Target:
    """What a turn asks for."""

    kind: str
    name: str
    server: Server
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200
    # Asked for in turn, once each; and what is done before, each time.
    others: tuple[str, ...] = ()
    change: Callable[[], object] = lambda: None


@dataclass(frozen=True, slots=True)
class Bench:
    """How long, how often, and on which cores."""

    core: int
    generator: Generator
    seconds: float
    rounds: int
    say: Callable[[str], object] = watched

    def run(self, targets: list[Target]) -> dict[str, dict[str, Figures]]:
        """Let the targets take turns; return figures by kind of page and name of target."""
        for target in targets:
            check(target)
        samples: dict[tuple[str, str], list[Sample]] = {}
        for turn in range(self.rounds):
            for target in targets:
                self.say(f"round {turn + 1}: {target.kind}, {target.name}")
                try:
                    sample = self._turn(target)
                except BenchRefused as refusal:
                    raise BenchRefused(f"{target.name}, {target.path}: {refusal}") from refusal
                samples.setdefault((target.kind, target.name), []).append(sample)
        self.say("")
        found: dict[str, dict[str, Figures]] = {}
        for target in targets:
            turns = samples[target.kind, target.name]
            figures = summarise(turns, memory=target.server.memory())
            found.setdefault(target.kind, {})[target.name] = figures
        return found

    def _turn(self, target: Target) -> Sample:
        if target.others:
            before = target.server.cpu_seconds()
            load = ask_after_changes(
                target.server.port,
                (target.path, *target.others),
                target.change,
                seconds=self.seconds,
            )
            return Sample(load, target.server.cpu_seconds() - before, load)
        url = f"http://127.0.0.1:{target.server.port}{target.path}"
        alone = self.generator.run(url, target.headers, connections=1, seconds=self.seconds / 2)
        before = target.server.cpu_seconds()
        load = self.generator.run(
            url, target.headers, connections=CONNECTIONS, seconds=self.seconds
        )
        return Sample(load, target.server.cpu_seconds() - before, alone)


def check(target: Target) -> None:
    """See that a target answers what is to be measured, and warm it. Raises BenchRefused."""
    for _ in range(5):
        answer = ask(target.server.port, target.path, target.headers)
    if answer.status != target.status or (answer.status == 200 and not answer.body):
        raise BenchRefused(
            f"{target.name} answers {target.path} with {answer.status}, not {target.status}; "
            f"its log: {target.server.log.read_text(errors='replace')[-400:]}"
        )


@contextmanager
def targets(content: Content, folder: Path, *, core: int) -> Iterator[list[Target]]:
    """Start the servers, and stop them at the end; yield what there is to ask for."""
    settings = content.settings
    with ExitStack() as stack:

        def keep(server: Server) -> Server:
            stack.callback(server.stop)
            return server

        memory = (
            ("prsite-cached", CACHE_MB),
            ("prsite-first", TOO_FEW_MB),
            ("prsite-uncached", 0),
        )
        cached, forgetful, uncached = (
            keep(servers.start_prsite(name, settings, cache_mb=mb, core=core, folder=folder))
            for name, mb in memory
        )
        pages = {kind: content.pages[kind][0] for kind in KINDS}
        database = Database(settings["DATABASE_URL"])
        bodies = {kind: ask(uncached.port, path).body for kind, path in pages.items()}
        project = plainblog.write(folder, page=bodies["article"])
        blog = keep(
            servers.start_granian(
                "plain-blog",
                "wsgi:application",
                settings,
                core=core,
                folder=folder,
                cwd=project,
            )
        )
        alone = keep(
            servers.start_granian(
                "server-alone", "alone:application", settings, core=core, folder=folder, cwd=project
            )
        )
        found = [
            Target("article", CONSTANT, blog, "/constant/"),
            Target("article", ALONE, alone, "/"),
        ]
        if servers.is_there("nginx"):
            write_files(folder / "files", bodies)
            nginx = keep(servers.start_nginx(folder, core=core))
            shipped = keep(servers.start_shipped_nginx(folder, before=cached, core=core))
            for kind in KINDS:
                found.append(Target(kind, SHIPPED, shipped, pages[kind]))
                found.append(Target(kind, FILE, nginx, f"/{kind}.html"))
                found.append(Target(kind, FILE_GZIP, nginx, f"/{kind}.html", GZIP))
        for kind, path in pages.items():
            etag = ask(cached.port, path).headers.get("etag", "")
            found += [
                Target(kind, CACHED, cached, path),
                Target(kind, CACHED_GZIP, cached, path, GZIP),
                Target(kind, UNCHANGED, cached, path, {"If-None-Match": etag}, status=304),
                Target(kind, UNCACHED, uncached, path),
                Target(kind, UNCACHED_GZIP, uncached, path, GZIP),
                Target(kind, PLAIN, blog, path),
            ]
        articles = [*content.pages["article"], *content.pages["article, the oldest"]]
        found.append(
            Target(
                "article",
                LOOKED_AT,
                cached,
                articles[0],
                change=lambda: database.execute(CHANGE),
                others=tuple(articles[1:]),
            )
        )
        slugs = database.execute(ARTICLES, datetime.now(UTC).isoformat(" "), MOST_ARTICLES)
        first, *rest = (f"/posts/{slug}/" for (slug,) in slugs)
        found.append(Target("article", FIRST, forgetful, first, others=tuple(rest)))
        if content.vendor == "PostgreSQL":
            inexact = {**settings, "PAGE_CACHE_EXACT": "off"}
            told = keep(
                servers.start_prsite(
                    "prsite-told", inexact, cache_mb=CACHE_MB, core=core, folder=folder
                )
            )
            found += [Target(kind, TOLD, told, path) for kind, path in pages.items()]
        yield sorted(found, key=lambda target: ORDER.index(target.name))


def write_files(folder: Path, bodies: Mapping[str, bytes]) -> None:
    """Write pages as files, each beside its compressed form."""
    folder.mkdir(parents=True, exist_ok=True)
    for kind, body in bodies.items():
        (folder / f"{kind}.html").write_bytes(body)
        (folder / f"{kind}.html.gz").write_bytes(gzip.compress(body, mtime=0))
