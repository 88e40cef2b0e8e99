"""Writing: an entry becomes a post, or brings up to date the post it became before."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from posts.changes import gathered
from posts.importers import fingerprints
from posts.importers.bodies import Body
from posts.importers.entry import Entry
from posts.importers.library import Library, fold
from posts.importers.paths import place_of
from posts.importers.values import ImportOptions, Outcome
from posts.models import (
    Author,
    Byline,
    Category,
    FormerAddress,
    ImportRecord,
    Post,
    Status,
    Tag,
    Tagging,
)
from posts.models.revision import Cause
from posts.revisions import kept

_WORDS = re.compile(r"\w+")
ANOTHER = (
    "another post was imported from this path; --name keeps two trees apart, "
    "--overwrite takes the file's version"
)
EDITED = "changed on the desk since the import; --overwrite takes the file's version"


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry with all that planning settled, ready to be written."""

    entry: Entry
    body: Body
    source: str
    slug: str
    digest: str


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a draft, and what had to be said about it."""

    outcome: Outcome
    reason: str = ""
    notes: tuple[str, ...] = ()


class Writer:
    """Writes drafts one at a time; every method is part of the caller's transaction."""

    def __init__(
        self,
        library: Library,
        options: ImportOptions,
        *,
        records: Mapping[str, ImportRecord],
        pictures: Mapping[str, int],
    ) -> None:
        self.library, self.options = library, options
        self.records, self.pictures = records, pictures

    def write(self, draft: Draft) -> Written:
        """Create, update or leave the draft's post. Raises RenderRefused."""
        with gathered():
            return self._write(draft)

    def _write(self, draft: Draft) -> Written:
        record = self.records.get(draft.source)
        if record is None:
            return self._create(draft)
        is_same = record.source_digest == draft.digest
        if is_same and not self.options.is_overwriting:
            return Written(Outcome.UNCHANGED)
        post = Post.objects.select_related("content").get(pk=record.post_id)
        is_edited = fingerprints.of_post(post) != record.post_digest
        if is_edited and not self.options.is_overwriting:
            return Written(Outcome.SKIPPED, EDITED)
        if is_same and not is_edited:
            return Written(Outcome.UNCHANGED)
        if not (self.options.is_overwriting or _is_same_post(draft, post)):
            return Written(Outcome.SKIPPED, ANOTHER)
        return self._update(draft, post, record)

    def _create(self, draft: Draft) -> Written:
        post = Post()
        notes = self._save(draft, post)
        categories, authors, tags = self._belongings(draft.entry, post)
        if len(categories) > 1:
            post.file_under(categories)
        Byline.objects.bulk_create(
            Byline(post=post, author=author, position=position)
            for position, author in enumerate(authors)
        )
        self._tag(post, tags, known=set())
        digest = fingerprints.of_parts(
            post,
            categories=[category.pk for category in categories],
            tags=[tag.pk for tag in tags],
            authors=[author.pk for author in authors],
        )
        ImportRecord.objects.create(
            source=draft.source, post=post, source_digest=draft.digest, post_digest=digest
        )
        notes += self._keep_addresses(post, draft.entry)
        return Written(Outcome.CREATED, notes=notes)

    def _update(self, draft: Draft, post: Post, record: ImportRecord) -> Written:
        with kept([post.pk], by=None, cause=Cause.IMPORTED):
            return self._overwrite(draft, post, record)

    def _overwrite(self, draft: Draft, post: Post, record: ImportRecord) -> Written:
        notes = self._save(draft, post)
        categories, authors, tags = self._belongings(draft.entry, post)
        post.file_under(categories)
        post.sign(authors)
        self._tag(post, tags, known=set(post.taggings.values_list("tag_id", flat=True)))
        record.source_digest = draft.digest
        record.post_digest = fingerprints.of_post(post)
        record.save()
        notes += self._keep_addresses(post, draft.entry)
        return Written(Outcome.UPDATED, notes=notes)

    def _save(self, draft: Draft, post: Post) -> tuple[str, ...]:
        """Put the draft into the post and save it; return notes."""
        entry = draft.entry
        post.title, post.slug, post.standfirst = entry.title, draft.slug, entry.standfirst
        post.status, post.language = self._status(entry), entry.language
        post.published_at, post.expires_at = entry.published_at, entry.expires_at
        post.revised_at = entry.revised_at
        post.category = self._categories(entry, post)[0]
        post.lead_picture_id = self.pictures.get(draft.body.lead)
        post.body = draft.body.markdown
        notes = self._set_series(post, entry)
        post.save()
        return notes

    def _belongings(
        self, entry: Entry, post: Post
    ) -> tuple[list[Category], list[Author], list[Tag]]:
        """Return the rows that hang on the post, each once, made where they were missing."""
        authors = dict.fromkeys(map(self.library.author, entry.people))
        tags = dict.fromkeys(map(self.library.tag, entry.tags))
        return self._categories(entry, post), list(authors), list(tags)

    def _status(self, entry: Entry) -> str:
        if self.options.status == Status.PUBLISHED and entry.published_at is None:
            return Status.DRAFT
        return self.options.status or entry.status

    def _categories(self, entry: Entry, post: Post) -> list[Category]:
        is_public = post.status == Status.PUBLISHED
        names = entry.categories or (self.options.category or entry.section or "General",)
        found = [self.library.category(name, is_public=is_public) for name in names]
        return list(dict.fromkeys(found))

    def _set_series(self, post: Post, entry: Entry) -> tuple[str, ...]:
        """Put the post in its series; a part that another post has becomes the next free one."""
        post.series = self.library.one_series(entry.series) if entry.series else None
        post.series_part = entry.part if post.series else None
        if post.series is None or post.series_part is None:
            return ()
        rivals = post.series.posts.filter(series_part=post.series_part).exclude(pk=post.pk)
        if not rivals.exists():
            return ()
        taken, post.series_part = post.series_part, post.series.next_part()
        return (f"part {taken} of “{entry.series}” is taken: became part {post.series_part}",)

    def _tag(self, post: Post, tags: list[Tag], *, known: set[int]) -> None:
        """Leave the post with these tags; `known` are the keys of those that it has."""
        surplus = known - {tag.pk for tag in tags}
        if surplus:
            post.taggings.filter(tag_id__in=surplus).delete()
        # Rows made in bulk announce nothing; the save before them touched the post already.
        Tagging.objects.bulk_create(
            Tagging(content_object=post, tag=tag) for tag in tags if tag.pk not in known
        )

    def _keep_addresses(self, post: Post, entry: Entry) -> tuple[str, ...]:
        """Lead the entry's old paths to the post, apart from those that lead elsewhere."""
        own = post.get_absolute_url().strip("/")
        wanted = [path for path in entry.old_paths if path.strip("/") != own]
        if not wanted:
            return ()
        known = dict(FormerAddress.objects.filter(path__in=wanted).values_list("path", "post_id"))
        FormerAddress.objects.bulk_create(
            FormerAddress(path=path, post=post) for path in wanted if path not in known
        )
        return tuple(
            f"the old address {path[:120]} already leads elsewhere"
            for path, owner in known.items()
            if owner != post.pk
        )


def _is_same_post(draft: Draft, post: Post) -> bool:
    """Tell whether a file is a new version of a post, or another tree's file at the same path.

    Title, date or most of the words must agree. A date that the path tells proves nothing.
    """
    entry = draft.entry
    is_dated_alike = entry.published_at is not None and entry.published_at == post.published_at
    if fold(entry.title) == fold(post.title):
        return True
    if is_dated_alike and not place_of(entry.path, frozenset()).date:
        return True
    new, old = (set(_WORDS.findall(text)) for text in (draft.body.markdown, post.body))
    return 2 * len(new & old) > len(new | old)
