"""The import of a tree of Markdown files: scan, read, plan, then write one file at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path, PurePosixPath

from django.db import DataError, IntegrityError, transaction
from django.urls import reverse

from posts.importers import fingerprints
from posts.importers.bodies import prepare_body
from posts.importers.dataentry import enter
from posts.importers.datafiles import AuthorData, Datum, PictureData, read_data, subject_of
from posts.importers.entry import LONGEST_CATEGORY, Entry, read_entry
from posts.importers.library import Library
from posts.importers.paths import find_language_folders
from posts.importers.pictures import TreePictures, Wish, described, merged, take
from posts.importers.planning import Addresses, in_order, plan_slugs
from posts.importers.report import Report
from posts.importers.tree import LONGEST_TREE, TreeFile, printable, scan
from posts.importers.values import (
    FileReport,
    ImportOptions,
    ImportRefused,
    ImportSkipped,
    Kind,
    Outcome,
    Progress,
)
from posts.importers.writing import Draft, Writer
from posts.models import Author, FormerAddress, ImportRecord, Picture, Post
from posts.rendering import RenderRefused


def silent(done: int, total: int) -> None:
    """Show no progress."""


def import_markdown(root: Path, options: ImportOptions, progress: Progress = silent) -> Report:
    """Import every file below `root` and report what became of each.

    One transaction a file. Raises ImportRefused when `root` is no folder, or when the file of
    authors in `options` cannot be read.
    """
    return _Import(root, options, progress).run()


def _check_fits(what: str, text: str, longest: int) -> None:
    if len(text) > longest:
        raise ImportRefused(f"{what} has {len(text)} characters; {longest} fit. Shorten it.")


class _Import:
    """One run: the state that the steps hand on to each other."""

    def __init__(self, root: Path, options: ImportOptions, progress: Progress) -> None:
        self.options, self.progress = options, progress
        self.tree = printable(options.name or root.resolve().name)
        _check_fits("--category", options.category, LONGEST_CATEGORY)
        _check_fits("the tree's name (--name)", self.tree, LONGEST_TREE)
        self.files = scan(root)
        self.report = Report(self.tree, is_dry_run=options.is_dry_run)
        self.library = Library()
        self.pictures = TreePictures(self.files)
        self.wishes: dict[str, Wish] = {}
        self.portraits: list[tuple[AuthorData, str]] = []

    def run(self) -> Report:
        self._report_unread()
        self._enter_authors_file()
        for file in self.files:
            if file.kind is Kind.DATA and file.outcome is None:
                self._guarded(file, self._enter_data)
        entries = self._read_entries()
        drafts = self._plan(entries)
        self._take_pictures()
        self._write(drafts)
        return self.report

    # ------------------------------------------------------------ reporting

    def _report_unread(self) -> None:
        for file in self.files:
            if file.outcome is not None:
                self._add(file, file.outcome, file.reason)

    def _add(
        self,
        file: TreeFile,
        outcome: Outcome,
        reason: str = "",
        *,
        line: int | None = None,
        notes: tuple[str, ...] = (),
    ) -> None:
        path = str(file.path)
        self.report.add(FileReport(path, file.kind, outcome, reason, line, notes))

    def _guarded(self, file: TreeFile, step: Callable[[TreeFile], None]) -> bool:
        """Run a step for a file; a refusal becomes the file's outcome. Return whether it went."""
        try:
            step(file)
        except ImportRefused as refusal:
            self._add(file, Outcome.REFUSED, str(refusal), line=refusal.line)
        except ImportSkipped as reason:
            self._add(file, Outcome.SKIPPED, str(reason))
        except RenderRefused as refusal:
            self._add(file, Outcome.REFUSED, str(refusal))
        except (IntegrityError, DataError) as error:
            self._add(file, Outcome.REFUSED, f"the database refuses it: {error}")
        except OSError as error:
            self._add(file, Outcome.REFUSED, f"the system refuses it: {error.strerror or error}")
        except ValueError as error:
            self._add(file, Outcome.REFUSED, f"something in it makes no sense: {error}")
        else:
            return True
        self.library.forget()
        return False

    # ------------------------------------------------------------ data files

    def _enter_authors_file(self) -> None:
        path = self.options.authors_file
        if path is None:
            return
        file = TreeFile(PurePosixPath(path.name), path, Kind.DATA)
        try:
            data = read_data(PurePosixPath("authors" + path.suffix), file.read(), subject="authors")
            with self._transaction():
                enter(data, self.library, is_overwriting=self.options.is_overwriting)
        except ImportRefused as refusal:
            place = f"{path}:{refusal.line}" if refusal.line else path
            raise ImportRefused(f"{place}: {refusal}") from refusal
        except (RenderRefused, IntegrityError, DataError, ValueError) as error:
            raise ImportRefused(f"{path}: {error}") from error

    def _enter_data(self, file: TreeFile) -> None:
        if not subject_of(file.path):
            raise ImportSkipped("data of the old site that posts here do not use")
        data = read_data(file.path, file.read())
        notes = self._note_pictures(file.path, data)
        with self._transaction():
            counts = enter(data, self.library, is_overwriting=self.options.is_overwriting)
        order = (Outcome.CREATED, Outcome.UPDATED)
        outcome = next((outcome for outcome in order if counts[outcome]), Outcome.UNCHANGED)
        said = ", ".join(f"{counts[outcome]} {outcome}" for outcome in Outcome if counts[outcome])
        self._add(file, outcome, notes=(said, *notes) if said else notes)

    def _note_pictures(self, page: PurePosixPath, data: tuple[Datum, ...]) -> tuple[str, ...]:
        """Wish for the pictures that data describe; return a note for each that is not there."""
        notes = []
        for datum in data:
            if not isinstance(datum, PictureData | AuthorData):
                continue
            reference = datum.file if isinstance(datum, PictureData) else datum.portrait
            found = self.pictures.find(reference, page) if reference else None
            if found:
                self._note_picture(datum, found)
            elif reference:
                notes.append(f"picture not in the tree: {reference[:120]}")
        return tuple(notes)

    def _note_picture(self, datum: PictureData | AuthorData, found: TreeFile) -> None:
        name = self.pictures.name_of(found)
        if isinstance(datum, PictureData):
            self._wish(described(name, found, datum))
        else:
            self._wish(Wish(name, found, alt=datum.name))
            self.portraits.append((datum, name))

    def _wish(self, wish: Wish) -> None:
        known = self.wishes.get(wish.name)
        self.wishes[wish.name] = merged(known, wish) if known else wish

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """Run one file's transaction; a dry run takes everything back at its end."""
        with transaction.atomic():
            yield
            if self.options.is_dry_run:
                transaction.set_rollback(True)
        if self.options.is_dry_run:
            self.library.forget()
        else:
            self.library.keep()

    # ------------------------------------------------------------ reading and planning

    def _read_entries(self) -> dict[PurePosixPath, tuple[TreeFile, Entry]]:
        texts = [file for file in self.files if file.kind is Kind.POST and file.outcome is None]
        language_folders = find_language_folders(file.path for file in texts)
        parts = {part for file in self.files for part in file.path.parts}
        is_jekyll = bool(parts & {"_posts", "_config.yml"})
        entries: dict[PurePosixPath, tuple[TreeFile, Entry]] = {}

        def read(file: TreeFile) -> None:
            entry = read_entry(
                file.path,
                file.read(),
                language_folders=language_folders,
                splits_at_blanks=is_jekyll,
            )
            entries[file.path] = (file, entry)

        for file in texts:
            self._guarded(file, read)
        return entries

    def _plan(
        self, files: dict[PurePosixPath, tuple[TreeFile, Entry]]
    ) -> list[tuple[TreeFile, Draft]]:
        entries = in_order([entry for _file, entry in files.values()])
        self.records = {
            record.source: record
            for record in ImportRecord.objects.filter(source__startswith=f"{self.tree}/")
        }
        slugs_now = dict(Post.objects.values_list("pk", "slug"))
        current = {
            entry.path: slugs_now[self.records[self._source(entry)].post_id]
            for entry in entries
            if self._source(entry) in self.records
        }
        slugs = plan_slugs(entries, current, set(slugs_now.values()), self._former_slugs(entries))
        addresses = Addresses(entries, {**slugs, **current})
        drafts: list[tuple[TreeFile, Draft]] = []

        def prepare(file: TreeFile) -> None:
            entry = files[file.path][1]
            body = prepare_body(entry, addresses, self.pictures)
            for wish in body.wishes:
                self._wish(wish)
            digest = fingerprints.of_file(entry, body, self.options)
            source = self._source(entry)
            drafts.append((file, Draft(entry, body, source, slugs[entry.path], digest)))

        for entry in entries:
            self._guarded(files[entry.path][0], prepare)
        return drafts

    def _former_slugs(self, entries: list[Entry]) -> dict[str, PurePosixPath | None]:
        """Return the slugs at which posts were once found, each with the entry of its post."""
        paths = {
            self.records[self._source(entry)].post_id: entry.path
            for entry in entries
            if self._source(entry) in self.records
        }
        root = reverse("posts:latest")
        former = FormerAddress.objects.filter(path__startswith=root).values_list("path", "post_id")
        return {path.removeprefix(root).strip("/"): paths.get(post) for path, post in former}

    def _source(self, entry: Entry) -> str:
        return f"{self.tree}/{entry.path}"

    # ------------------------------------------------------------ writing

    def _take_pictures(self) -> None:
        wished = {wish.file.path: wish for wish in self.wishes.values()}

        def step(file: TreeFile) -> None:
            wish = wished.get(file.path)
            if twin := self.pictures.twin_of(file):
                raise ImportSkipped(
                    f"{twin.path} has the same name in other characters and is taken. Rename one."
                )
            if wish is None:
                raise ImportSkipped("no post and no data file refers to it")
            with transaction.atomic():
                outcome, reason = take(
                    wish,
                    is_overwriting=self.options.is_overwriting,
                    is_dry_run=self.options.is_dry_run,
                )
            notes = () if wish.alt or wish.is_decorative or reason else ("no alt text: decorative",)
            self._add(file, outcome, reason, notes=notes)

        for file in self.pictures:
            self._guarded(file, step)
        if not self.options.is_dry_run:
            self._hang_portraits()

    def _hang_portraits(self) -> None:
        for datum, name in self.portraits:
            author = self.library.author_keys.find(datum.key)
            picture = Picture.objects.filter(name=name).first()
            if isinstance(author, Author) and picture and author.portrait_id is None:
                author.portrait = picture
                author.save(update_fields=["portrait"])

    def _write(self, drafts: list[tuple[TreeFile, Draft]]) -> None:
        names = {draft.body.lead for _file, draft in drafts} - {""}
        pictures = dict(Picture.objects.filter(name__in=names).values_list("name", "pk"))
        writer = Writer(self.library, self.options, records=self.records, pictures=pictures)
        for done, (file, draft) in enumerate(drafts, start=1):
            self._guarded(file, partial(self._write_one, draft=draft, writer=writer))
            self.progress(done, len(drafts))

    def _write_one(self, file: TreeFile, draft: Draft, writer: Writer) -> None:
        with self._transaction():
            written = writer.write(draft)
        notes = (*draft.entry.notes, *draft.body.notes, *written.notes)
        self._add(file, written.outcome, written.reason, notes=notes)
