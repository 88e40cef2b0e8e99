"""Importers: other publications' posts, brought in from the files they are kept in.

Each importer takes a directory and options, and reports what became of every file. Another kind
of source joins by an entry in `IMPORTERS`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from posts.importers.markdown import import_markdown
from posts.importers.report import Report
from posts.importers.values import (
    FileReport,
    ImportOptions,
    ImportRefused,
    Kind,
    Outcome,
    Progress,
)

Importer = Callable[[Path, ImportOptions, Progress], Report]

# What `manage.py import_posts` can read, by the name given there.
IMPORTERS: dict[str, Importer] = {"markdown": import_markdown}

__all__ = [
    "IMPORTERS",
    "FileReport",
    "ImportOptions",
    "ImportRefused",
    "Importer",
    "Kind",
    "Outcome",
    "Progress",
    "Report",
    "import_markdown",
]
