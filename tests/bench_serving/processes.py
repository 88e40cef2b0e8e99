"""CPU time and memory of processes and what they started. Source: man 5 proc."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
TICKS = os.sysconf("SC_CLK_TCK")  # clock ticks a second


@dataclass(frozen=True, slots=True)
class Process:
    """A line of /proc/PID/stat, as far as it matters here."""

    pid: int
    name: str
    parent: int
    ticks: int  # its own, with those of children that have ended


def parse_stat(text: str) -> Process:
    """Read /proc/PID/stat; the name in brackets may itself hold spaces and brackets."""
    head, _, tail = text.rpartition(")")
    pid, _, name = head.partition(" (")
    fields = tail.split()
    return Process(int(pid), name, parent=int(fields[1]), ticks=sum(map(int, fields[11:15])))


def parse_pss(text: str) -> int:
    """Return the proportional set size in /proc/PID/smaps_rollup, in bytes."""
    line = next((line for line in text.splitlines() if line.startswith("Pss:")), "Pss: 0 kB")
    return int(line.split()[1]) * 1024


def running() -> dict[int, Process]:
    """Return all processes by their number; one that ends meanwhile is left out."""
    found = {}
    for folder in PROC.iterdir():
        if folder.name.isdecimal() and (text := _read(folder / "stat")):
            process = parse_stat(text)
            found[process.pid] = process
    return found


def family(roots: Iterable[int], processes: Mapping[int, Process]) -> list[Process]:
    """Return the processes at `roots` and all below them."""
    children: dict[int, list[int]] = {}
    for process in processes.values():
        children.setdefault(process.parent, []).append(process.pid)
    todo, found = list(roots), []
    while todo:
        pid = todo.pop()
        if pid in processes:
            found.append(processes[pid])
            todo += children.get(pid, [])
    return found


def cpu_seconds(roots: Iterable[int]) -> float:
    """Return the CPU time that the processes at `roots` and all below them have used."""
    return sum(process.ticks for process in family(roots, running())) / TICKS


def memory(roots: Iterable[int]) -> int:
    """Return their memory in bytes, with what they share with others counted in proportion."""
    found = family(roots, running())
    return sum(
        parse_pss(_read(PROC / str(process.pid) / "smaps_rollup") or "") for process in found
    )


def _read(path: Path) -> str | None:
    try:
        return path.read_text()
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return None
