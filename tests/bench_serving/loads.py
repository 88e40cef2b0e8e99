"""Load on a server: wrk for throughput and latency, a plain client for the cost of a page."""

from __future__ import annotations

import http.client
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

# wrk rounds what it prints for people; this prints what it knows, times in microseconds.
SCRIPT = """
done = function(summary, latency, requests)
  local e = summary.errors
  io.write(string.format("FIGURES %d %d %d %d %d %d\\n", summary.requests, summary.duration,
    summary.bytes, e.status + e.connect + e.read + e.write + e.timeout,
    latency:percentile(50), latency:percentile(99)))
end
"""

PATIENCE = 30  # seconds for one answer
UNTOUCHED = "prsite; hit"  # what a page says that nothing was asked for


class BenchRefused(RuntimeError):
    """A figure cannot be had, or would be wrong; the message says why."""


class NoAnswer(BenchRefused):
    """A load ended before the first answer came."""


@dataclass(frozen=True, slots=True)
class Load:
    """What wrk saw: requests, seconds they took, bytes they brought, latency in milliseconds."""

    requests: int
    seconds: float
    bytes: int
    p50: float
    p99: float


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of a server."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def parse_figures(output: str) -> Load:
    """Read what SCRIPT printed; BenchRefused where requests failed or none was answered."""
    line = next((line for line in output.splitlines() if line.startswith("FIGURES ")), "")
    if not line:
        raise BenchRefused(f"wrk told nothing: {output.strip()[-300:]}")
    requests, duration, size, errors, p50, p99 = map(int, line.split()[1:])
    if errors:
        raise BenchRefused(f"{errors} requests failed beside {requests} that were answered")
    if not requests:
        raise NoAnswer("no request was answered in time")
    return Load(requests, duration / 1e6, size, p50 / 1000, p99 / 1000)


class Generator:
    """wrk, held on one core."""

    def __init__(self, *, core: int, script: Path) -> None:
        script.write_text(SCRIPT)
        self._command = ["taskset", "-c", str(core), "wrk", "-t1", "-s", str(script)]

    def run(
        self, url: str, headers: Mapping[str, str], *, connections: int, seconds: float
    ) -> Load:
        """Ask for `url` over and over; longer than `seconds` where no answer comes within them."""
        named = [f"-H{name}: {value}" for name, value in headers.items()]
        command = [*self._command, f"-c{connections}", f"--timeout={PATIENCE}s", *named, url]
        # wrk knows whole seconds only.
        length = max(1, round(seconds))
        while True:
            done = subprocess.run(
                [*command, f"-d{length}s"], capture_output=True, text=True, check=False
            )
            try:
                return parse_figures(done.stdout + done.stderr)
            except NoAnswer:
                if length > PATIENCE:
                    raise
                length *= 4


def ask(port: int, path: str, headers: Mapping[str, str] | None = None) -> Answer:
    """Ask once, on a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        connection.request("GET", path, headers=dict(headers or {}))
        response = connection.getresponse()
        return Answer(
            response.status,
            {name.lower(): value for name, value in response.getheaders()},
            response.read(),
        )
    finally:
        connection.close()


def ask_after_changes(
    port: int, paths: Sequence[str], change: Callable[[], object], *, seconds: float
) -> Load:
    """Change something and ask for each path once, again and again for so long."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    times: list[float] = []
    answers: set[str | None] = set()
    size = 0
    began = time.monotonic()
    try:
        while time.monotonic() < began + seconds:
            change()
            for path in paths:
                asked = time.perf_counter()
                connection.request("GET", path)
                response = connection.getresponse()
                size += len(response.read())
                times.append((time.perf_counter() - asked) * 1000)
                if response.status != 200:
                    raise BenchRefused(f"{path} answered {response.status}")
                answers.add(response.headers["Cache-Status"])
    finally:
        connection.close()
    if answers <= {UNTOUCHED}:
        raise BenchRefused(f"{paths[0]} was answered as if nothing had changed")
    taken = time.monotonic() - began
    times.sort()
    middle, last = times[len(times) // 2], times[int(len(times) * 0.99)]
    return Load(len(times), taken, size, middle, last)


def ask_in_turn(port: int, paths: Sequence[str], *, seconds: float) -> int:
    """Ask for each path at least once, and on for so long; return how many requests it took."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    end = time.monotonic() + seconds
    asked = 0
    try:
        for path in cycle(paths):
            if asked >= len(paths) and asked % len(paths) == 0 and time.monotonic() >= end:
                return asked
            connection.request("GET", path)
            response = connection.getresponse()
            response.read()
            if response.status != 200:
                raise BenchRefused(f"{path} answered {response.status}")
            asked += 1
    finally:
        connection.close()
    return asked
