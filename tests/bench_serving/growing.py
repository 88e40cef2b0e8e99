"""What a page costs as the publication grows: CPU time of a request at each size, uncached."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

from tests.bench_serving import servers
from tests.bench_serving.databases import Content
from tests.bench_serving.loads import ask_in_turn
from tests.bench_serving.progress import watched

Costs = dict[str, dict[int, list[float]]]


def measure(
    contents: Sequence[Content],
    folder: Path,
    *,
    core: int,
    seconds: float,
    rounds: int,
    say: Callable[[str], object] = watched,
) -> Costs:
    """Return the CPU milliseconds of a request by kind of page and size, one for each round.

    The sizes take turns at each page, so that whatever else the machine does disturbs them alike.
    """
    costs: Costs = {}
    with ExitStack() as stack:
        running = {}
        for content in contents:
            name = f"prsite-{content.posts}"
            server = servers.start_prsite(
                name, content.settings, cache_mb=0, core=core, folder=folder
            )
            stack.callback(server.stop)
            running[content.posts] = server
        kinds = [kind for kind in contents[0].pages if all(kind in c.pages for c in contents)]
        for turn in range(rounds):
            for kind in kinds:
                say(f"round {turn + 1}: {kind}")
                for content in contents:
                    server, paths = running[content.posts], content.pages[kind]
                    if turn == 0:
                        ask_in_turn(server.port, paths, seconds=0)
                    before = server.cpu_seconds()
                    asked = ask_in_turn(server.port, paths, seconds=seconds)
                    cost = (server.cpu_seconds() - before) * 1000 / asked
                    costs.setdefault(kind, {}).setdefault(content.posts, []).append(cost)
    say("")
    return costs
