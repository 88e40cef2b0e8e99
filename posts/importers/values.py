"""The values that travel through an import: what was found, what became of it, and why not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class ImportRefused(ValueError):
    """A file that cannot be imported; the message gives the reason and the remedy.

    `line` is the line of the file that is at fault, counted from 1, where it is known.
    """

    def __init__(self, message: str, *, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


class ImportSkipped(ValueError):
    """A file that turned out to be no post; the message says what it is instead."""


class Outcome(StrEnum):
    """What became of a file. Every file of a tree gets exactly one of these."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    REFUSED = "refused"


class Kind(StrEnum):
    """What a file of the tree is to the importer."""

    POST = "posts"
    DATA = "data files"
    PICTURE = "pictures"
    OTHER = "other files"


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file: its path in the tree, the outcome, the reason, and notes.

    `reason` is empty for what simply went in; `line` is where the reason lies, where known.
    """

    path: str
    kind: Kind
    outcome: Outcome
    reason: str = ""
    line: int | None = None
    notes: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """The path, with the line behind it where one is known."""
        return f"{self.path}:{self.line}" if self.line else self.path


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What the person who imports has decided.

    `name` is what the tree is called in the records (default: its folder's name). `status` is
    empty, or "draft" or "published" for every post. `authors_file` is a data file of authors.
    """

    name: str = ""
    category: str = ""
    status: str = ""
    authors_file: Path | None = None
    is_overwriting: bool = False
    is_dry_run: bool = False


# Called with the number of steps done and of all steps, as the import goes on.
Progress = Callable[[int, int], None]
