"""The figures as tables, which read the same on a terminal and in Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.bench_serving.figures import MOST_GROWTH, Figures, growth
from tests.bench_serving.growing import Costs

HEAD = (
    "",
    "of the limit",
    "requests per CPU-second",
    "requests/s",
    "CPU µs each",
    "p50 ms",
    "p99 ms",
    "p99 under load",
    "bytes",
    "memory MB",
    "spread",
)


def serving(kind: str, found: Mapping[str, Figures], *, limit: str) -> str:
    """Return the table of a kind of page; `limit` names the row that the others are held against.

    Where that row is missing there are no ratios.
    """
    most = found[limit].per_cpu_second if limit in found else 0.0
    rows = [
        (
            name,
            ratio(one.per_cpu_second / most) if most else "–",
            f"{one.per_cpu_second:,.0f}",
            f"{one.per_second:,.0f}",
            f"{one.microseconds:,.0f}",
            f"{one.p50:.2f}",
            f"{one.p99:.2f}",
            f"{one.p99_of_many:.2f}",
            f"{one.bytes:,.0f}",
            f"{one.memory / 1e6:.0f}",
            f"{one.spread:.0%}",
        )
        for name, one in found.items()
    ]
    return table((kind, *HEAD[1:]), rows)


def making(kinds: Mapping[str, Mapping[str, float]]) -> str:
    """Return the table of what pages are made of, in milliseconds of CPU time."""
    rows = [
        (
            kind,
            *(f"{part:.2f}" for part in (of["whole"], of["statements"])),
            f"{of['whole'] - of['statements']:.2f}",
            f"{of['number']:.0f}",
            f"{of['as before']:.2f}",
        )
        for kind, of in kinds.items()
    ]
    parts = ("whole", "statements alone", "the rest", "statements", "as before")
    return table(("CPU ms", *parts), rows)


def growing(costs: Costs) -> str:
    """Return the table of what pages cost at each size, with how many times the smallest's."""
    sizes = sorted(next(iter(costs.values()), {}))
    rows = []
    for kind, by_size in costs.items():
        least, worst = growth(by_size)
        mark = "" if worst <= MOST_GROWTH else " !"
        rows.append((kind, *(f"{least[size]:.2f}" for size in sizes), f"{worst:.2f}{mark}"))
    return table(("CPU ms of a request", *(f"{size:,} posts" for size in sizes), "growth"), rows)


def ratio(value: float) -> str:
    """Return a share with as many digits as it takes to tell it from nothing."""
    return f"{value:.2f}" if value >= 0.1 else f"{value:.2g}" if value >= 0.001 else f"{value:.1g}"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table in Markdown with its columns in line; all but the first are numbers."""
    lines = [head, *rows]
    widths = [max(len(line[place]) for line in lines) for place in range(len(head))]
    rule = [
        f"{'-' * (width + 1)}:" if place else "-" * (width + 2)
        for place, width in enumerate(widths)
    ]
    written = [
        "| "
        + " | ".join(
            cell.rjust(width) if place else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        + " |"
        for line in lines
    ]
    return "\n".join([written[0], f"|{'|'.join(rule)}|", *written[1:]])
