"""`manage.py import_posts`: bring in posts from the files of another publication."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from posts.importers import (
    IMPORTERS,
    FileReport,
    Importer,
    ImportOptions,
    ImportRefused,
    Outcome,
    Report,
)
from posts.models import Status


class Command(BaseCommand):
    """Imports a tree of files and says what became of each."""

    help = (
        "Import posts from a directory of files. Safe to repeat: what has not changed is left "
        "alone, and so is what an editor has changed since. See docs/importing.md."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the format, the directory, and what the importer may decide."""
        parser.add_argument("format", choices=sorted(IMPORTERS), help="what the directory holds")
        parser.add_argument("directory", type=Path)
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would happen, and change nothing"
        )
        parser.add_argument(
            "--overwrite",
            action="store_true",
            help="take the files' version even where an editor has changed a post since",
        )
        parser.add_argument(
            "--category", default="", help="section of posts that name none", metavar="NAME"
        )
        parser.add_argument(
            "--authors", type=Path, help="a YAML, JSON or TOML file of authors", metavar="FILE"
        )
        parser.add_argument(
            "--status",
            default="",
            choices=[Status.DRAFT.value, Status.PUBLISHED.value],
            help="give every post this status, whatever its file says",
        )
        parser.add_argument(
            "--name",
            default="",
            help="what the tree is called in the records (default: its folder's name)",
        )
        parser.add_argument(
            "--report", type=Path, help="write the report there as JSON", metavar="FILE"
        )
        parser.add_argument("--quiet", action="store_true", help="print refused files only")

    def handle(self, *, quiet: bool, verbosity: int, report: Path | None, **options: Any) -> None:
        """Run the import, print the report, and fail if a file was refused."""
        verbosity = 0 if quiet else verbosity
        result = self._run(IMPORTERS[options["format"]], verbosity=verbosity, **options)
        if report:
            _save(result, report)
        self._print(result, verbosity)
        refused = sum(file.outcome is Outcome.REFUSED for file in result)
        if refused:
            raise CommandError(_ending(refused, is_dry_run=result.is_dry_run), returncode=1)

    def _run(self, importer: Importer, *, verbosity: int, **options: Any) -> Report:
        choices = ImportOptions(
            name=options["name"],
            category=options["category"],
            status=options["status"],
            authors_file=options["authors"],
            is_overwriting=options["overwrite"],
            is_dry_run=options["dry_run"],
        )
        is_shown = verbosity > 0 and sys.stderr.isatty()
        with tqdm(unit="post", disable=not is_shown, leave=False) as bar:

            def show(done: int, total: int) -> None:
                bar.total = total
                bar.update(done - bar.n)

            try:
                return importer(options["directory"], choices, show)
            except ImportRefused as refusal:
                raise CommandError(str(refusal)) from refusal

    def _print(self, report: Report, verbosity: int) -> None:
        for file in report:
            if file.outcome is Outcome.REFUSED:
                self.stderr.write(report.sentence(file))
            elif verbosity > 1:
                self.stdout.write(report.sentence(file))
            if verbosity > 1:
                for note in file.notes:
                    self.stdout.write(f"    {note}")
        if verbosity == 1:
            self._print_notes(report)
        if verbosity > 0:
            self.stdout.write("\n".join(report.table()))

    def _print_notes(self, report: Report) -> None:
        """Print how often each kind of note and of skipping came up."""
        kinds = Counter(note.partition(":")[0] for file in report for note in file.notes)
        kinds += Counter(_skipped(file) for file in report if file.outcome is Outcome.SKIPPED)
        for kind, times in kinds.most_common():
            self.stdout.write(f"{times:6} × {kind}")
        if kinds:
            self.stdout.write("Each file's own line: --verbosity 2\n")


def _ending(refused: int, *, is_dry_run: bool) -> str:
    files = "1 file" if refused == 1 else f"{refused} files"
    if is_dry_run:
        return f"{files} would be refused; the rest would be imported."
    return f"{files} {'was' if refused == 1 else 'were'} refused; the rest was imported."


def _skipped(file: FileReport) -> str:
    return f"skipped – {file.reason.partition(':')[0]}"


def _save(report: Report, path: Path) -> None:
    try:
        text = json.dumps(report.as_data(), ensure_ascii=False, indent=1)
        path.write_text(text, "utf-8", "backslashreplace")
    except OSError as error:
        raise CommandError(f"The report cannot be written to {path}: {error.strerror}") from error
