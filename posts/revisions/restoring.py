"""Bringing a snapshot back: everything in it that the publication still can hold."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from posts.changes import gathered
from posts.models import Author, Category, Page, Picture, Post, Revision, Series, Status, Tag
from posts.models.address import FormerAddress, path_of
from posts.models.revision import Cause
from posts.revisions.keeping import kept
from posts.revisions.snapshots import FIELDS, MOMENTS, Snapshot, moment, reference, take

if TYPE_CHECKING:
    from posts.acting import Account

PUBLICATION = ("status", "published_at", "embargo_until", "expires_at", "is_pinned")


def publication_of(snapshot: Snapshot) -> Snapshot:
    """Return what of a snapshot decides whether and when readers see the post."""
    return {name: snapshot.get(name) for name in PUBLICATION}


class Restored(NamedTuple):
    """The post as it is stored now, and what could not be brought back, in words."""

    post: Post
    lost: list[str]


def restore(revision: Revision, *, by: Account | None, with_publication: bool = True) -> Restored:
    """Bring a revision back, and keep that as a new one.

    Without `with_publication` the post stays as public as it is, at its dates. Raises
    RenderRefused, and IntegrityError where the database refuses what it once took.
    """
    snapshot = dict(revision.snapshot)
    key, cause = revision.post_id, Cause.RESTORED
    with locked(key, snapshot), kept([key], by=by, cause=cause, restored_from=revision):
        if not with_publication:
            now = take(key)
            snapshot |= {name: now[name] for name in PUBLICATION}
        return put(key, snapshot, by=by)


@contextmanager
def locked(key: int, snapshot: Snapshot) -> Iterator[None]:
    """Lock a post that a snapshot is put into, and all that show a picture which gets other words.

    In the order of their keys and before any picture, as every save does.
    """
    with transaction.atomic():
        _lock(key, snapshot)
        yield


def put(key: int, snapshot: Snapshot, *, by: Account | None) -> Restored:
    """Store a snapshot in the post with this key. Part of the caller's transaction.

    What was deleted since is made again where a name is all it takes and the account may make it; a
    picture is not. Without an account all that is allowed.
    """
    lost: list[str] = []
    find = _Finder(by, lost)
    with locked(key, snapshot), gathered():
        post = Post._base_manager.select_related("content").get(pk=key)
        for name in snapshot.keys() & set(FIELDS):  # Of old, a snapshot had fewer.
            setattr(post, name, moment(snapshot[name]) if name in MOMENTS else snapshot[name])
        post.body = snapshot["body"]
        post.category = find(Category, snapshot["category"])
        post.series = find(Series, snapshot["series"], "title")
        post.lead_picture = _lead(snapshot["lead"], lost)
        _make_room(post, lost)
        if post.status == Status.DRAFT and post.number:
            post.status = Status.UNPUBLISHED  # What was out is no draft any more.
        post.save()
        post.file_under(filter(None, (find(Category, one) for one in snapshot["further"])))
        post.sign(filter(None, (find(Author, one) for one in snapshot["authors"])))
        post.tags.set(list(filter(None, (find(Tag, one) for one in snapshot["tags"]))))
        if by is None or by.has_perm("posts.change_picture"):  # type: ignore[union-attr]
            _describe(snapshot, by)
    return Restored(post, lost)


def found_again(snapshot: Snapshot) -> tuple[Snapshot, list[str]]:
    """Return a snapshot without what was deleted since, and that in words.

    Tags stay: they are made again where somebody uses them.
    """
    lost: list[str] = []
    find = _Finder(None, lost, makes_none=True)
    found = snapshot | {
        "category": reference(find(Category, snapshot["category"])),
        "series": reference(find(Series, snapshot["series"], "title"), "title"),
        "lead": snapshot["lead"] if _lead(snapshot["lead"], lost) else "",
    }
    for name, model in (("further", Category), ("authors", Author)):
        found[name] = [reference(row) for one in snapshot[name] if (row := find(model, one))]
    return found, lost


class _Finder:
    """Finds the rows that a snapshot names, and makes those again that the account may make."""

    def __init__(self, by: Account | None, lost: list[str], *, makes_none: bool = False) -> None:
        self.by, self.lost, self.makes_none = by, lost, makes_none

    def __call__(self, model: Any, named: dict[str, Any] | None, name: str = "name") -> Any:
        """Return the row, or one of its slug, or a new one; None where there is none to be had."""
        if named is None:
            return None
        known = model.objects.filter(pk=named["key"]).first()
        known = known or model.objects.filter(slug=named["slug"]).first()
        if known:
            return known
        options = model._meta
        # Tags are made by whoever writes; of all else an account may make some.
        permission = f"posts.add_{options.model_name}"
        may_make = self.by is None or model is Tag or self.by.has_perm(permission)  # type: ignore[union-attr]
        if self.makes_none or not may_make:
            words = {"kind": options.verbose_name, "name": named["name"]}
            self.lost.append(_("The %(kind)s “%(name)s” was deleted.") % words)
            return None
        own = {"is_in_navigation": False} if model is Category else {}
        return model.objects.create(**{name: named["name"], "slug": named["slug"]}, **own)


def _lead(name: str, lost: list[str]) -> Picture | None:
    found = Picture.objects.filter(name=name).first() if name else None
    if name and found is None:
        lost.append(_("The picture “%(name)s” was deleted.") % {"name": name})
    return found


def _make_room(post: Post, lost: list[str]) -> None:
    """Leave what another post has taken meanwhile to that post."""
    others = Post._base_manager.exclude(pk=post.pk)
    is_former = FormerAddress.objects.filter(path=path_of("post", post.slug)).exclude(post=post)
    if others.filter(slug=post.slug).exists() or is_former.exists():
        stored = Post._base_manager.values_list("slug", flat=True).get(pk=post.pk)
        lost.append(_("The address “%(slug)s” is another post's now.") % {"slug": post.slug})
        post.slug = stored
    if post.series and others.filter(series=post.series, series_part=post.series_part).exists():
        lost.append(
            _("Part %(part)d of the series is another post's now.") % {"part": post.series_part}
        )
        post.series_part = post.series.next_part()


def _lock(key: int, snapshot: Snapshot) -> None:
    keys, is_held = _touched(key, snapshot), False
    while not is_held:
        with transaction.atomic():
            posts = Post._base_manager.select_for_update().filter(pk__in=keys)
            list(posts.order_by("pk").values("pk"))
            # A picture may have got other words while this waited: then all are locked anew.
            keys, held = _touched(key, snapshot), keys
            is_held = keys <= held
            transaction.set_rollback(not is_held)


def _touched(key: int, snapshot: Snapshot) -> set[int]:
    shown = [picture.posts().values_list("pk", flat=True) for picture, _w in _differing(snapshot)]
    return {key}.union(*shown)


def _describe(snapshot: Snapshot, by: Account | None) -> None:
    """Give pictures the words back that stood beside them.

    Without the permission to publish only those that no published post and no page shows.
    """
    may_publish = by is None or by.has_perm("posts.publish_post")  # type: ignore[union-attr]
    for picture, words in _differing(snapshot):
        if may_publish or not _is_public(picture):
            for name, value in words.items():
                setattr(picture, name, value)
            picture.save()


def _differing(snapshot: Snapshot) -> list[tuple[Picture, dict[str, Any]]]:
    """Return the pictures that have other words now, each with those of the snapshot."""
    pictures = snapshot["pictures"]
    found = Picture.objects.filter(name__in=pictures).order_by("pk")
    return [
        (picture, pictures[picture.name])
        for picture in found
        if any(getattr(picture, name) != value for name, value in pictures[picture.name].items())
    ]


def _is_public(picture: Picture) -> bool:
    is_out = picture.posts().filter(status=Status.PUBLISHED).exists()
    return is_out or Page.objects.filter(body__contains=picture.name).exists()
