"""What was measured, put together: medians of rounds, ratios to the limit, growth with size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from tests.bench_serving.loads import BenchRefused, Load

# A page may cost so many times what it costs on the smallest publication.
MOST_GROWTH = 1.15


@dataclass(frozen=True, slots=True)
class Sample:
    """One turn of one target: under load, and alone on one connection."""

    load: Load
    cpu_seconds: float
    alone: Load


@dataclass(frozen=True, slots=True)
class Figures:
    """The medians of a target's turns."""

    per_cpu_second: float  # requests
    per_second: float  # requests
    p50: float  # milliseconds, on one connection
    p99: float
    p99_of_many: float  # milliseconds, under load
    bytes: float  # of an answer, with its headers
    spread: float  # of the first figure between the turns, as a share of it
    memory: int = 0  # bytes

    @property
    def microseconds(self) -> float:
        """CPU time of a request."""
        return 1e6 / self.per_cpu_second


def summarise(samples: Sequence[Sample], *, memory: int = 0) -> Figures:
    """Return the medians. BenchRefused where a server seems to have used no time."""
    if any(sample.cpu_seconds <= 0 for sample in samples):
        raise BenchRefused("the server seems to have used no CPU time: ask for more --seconds")
    rates = [sample.load.requests / sample.cpu_seconds for sample in samples]
    return Figures(
        per_cpu_second=median(rates),
        per_second=median(sample.load.requests / sample.load.seconds for sample in samples),
        p50=median(sample.alone.p50 for sample in samples),
        p99=median(sample.alone.p99 for sample in samples),
        p99_of_many=median(sample.load.p99 for sample in samples),
        bytes=median(sample.load.bytes / sample.load.requests for sample in samples),
        spread=(max(rates) - min(rates)) / median(rates),
        memory=memory,
    )


def growth(costs: Mapping[int, Sequence[float]]) -> tuple[dict[int, float], float]:
    """Return the cost by size, and how many times the smallest size's the worst is.

    The least of the turns: what a machine does besides makes a page dearer, never cheaper.
    """
    least = {size: min(turns) for size, turns in sorted(costs.items())}
    smallest = next(iter(least.values()))
    return least, max(least.values()) / smallest
