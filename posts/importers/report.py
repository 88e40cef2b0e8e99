"""The report of an import: every file of the tree once, and the table at its end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from posts.importers.values import FileReport, Kind, Outcome


@dataclass(slots=True)
class Report:
    """What became of each file of a tree, in the order of their paths."""

    tree: str
    is_dry_run: bool = False
    _files: dict[str, FileReport] = field(default_factory=dict)

    def add(self, file: FileReport) -> None:
        """Record the one outcome of a file. Raises ValueError for a second one."""
        if file.path in self._files:
            raise ValueError(f"{file.path} already has an outcome: {self._files[file.path]}")
        self._files[file.path] = file

    def __iter__(self) -> Iterator[FileReport]:
        return iter(sorted(self._files.values(), key=lambda file: file.path))

    def __len__(self) -> int:
        return len(self._files)

    def count(self, kind: Kind, outcome: Outcome) -> int:
        """Return how many files of a kind had this outcome."""
        return self._counts()[kind, outcome]

    def _counts(self) -> Counter[tuple[Kind, Outcome]]:
        return Counter((file.kind, file.outcome) for file in self._files.values())

    def table(self) -> list[str]:
        """Return the summary as lines of a plain-text table, kinds down and outcomes across."""
        counts = self._counts()
        heads = [self._word(outcome) for outcome in Outcome]
        rows = [
            [kind.value, *(str(counts[kind, outcome]) for outcome in Outcome)]
            for kind in Kind
            if any(counts[kind, outcome] for outcome in Outcome)
        ]
        widths = [max(len(head), 6) for head in heads]
        return [
            "  ".join(
                [name.ljust(12), *(cell.rjust(w) for cell, w in zip(cells, widths, strict=True))]
            )
            for name, *cells in [["", *heads], *rows]
        ]

    def _word(self, outcome: Outcome) -> str:
        changes = {Outcome.CREATED, Outcome.UPDATED}
        return f"would be {outcome}" if self.is_dry_run and outcome in changes else outcome.value

    def sentence(self, file: FileReport) -> str:
        """Return the line of the report about one file."""
        reason = f" – {file.reason}" if file.reason else ""
        return f"{self._word(file.outcome)}: {file.place}{reason}"

    def as_data(self) -> dict[str, object]:
        """Return the report as plain data, ready for JSON."""
        return {
            "tree": self.tree,
            "dry_run": self.is_dry_run,
            "counts": {
                kind.value: {outcome.value: self.count(kind, outcome) for outcome in Outcome}
                for kind in Kind
            },
            "files": [
                {
                    "path": file.path,
                    "kind": file.kind.value,
                    "outcome": file.outcome.value,
                    "reason": file.reason,
                    "line": file.line,
                    "notes": list(file.notes),
                }
                for file in self
            ],
        }
