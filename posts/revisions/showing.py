"""A post as a revision has it, to be shown and never to be saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from posts.models import Author, Category, Picture, Post, Revision, Series, Tag
from posts.rendering import PictureInfo
from posts.revisions.snapshots import FIELDS, MOMENTS, Snapshot, moment


@dataclass(frozen=True, slots=True)
class Shown:
    """What an article's page needs of a post beside what is public anyway."""

    post: Post
    authors: list[Author]
    tags: list[Tag]
    # As it is now: an embargo may have been made longer since.
    embargo_until: datetime | None


def shown(revision: Revision) -> Shown:
    """Return the post as it stands in a revision. Six queries; nothing is written.

    What was deleted since is shown by its name where a page shows no more of it, and else left out.
    The text is rendered where it or the words beside its pictures are not those that are stored,
    with one query more for pictures that came later. Raises RenderRefused, and Post.DoesNotExist.
    """
    snapshot = revision.snapshot
    post = Post._base_manager.select_related("content").get(pk=revision.post_id)
    embargo_until = post.embargo_until if post.is_under_embargo else None
    for name in snapshot.keys() & set(FIELDS):  # Of old, a snapshot had fewer.
        setattr(post, name, moment(snapshot[name]) if name in MOMENTS else snapshot[name])
    post.category = _found(Category, snapshot["category"])
    post.series = _found(Series, snapshot["series"])
    pictures, are_stored = _pictures(snapshot)
    post.lead_picture = pictures.get(snapshot["lead"])
    if snapshot["body"] != post.body or not are_stored:
        post.body = snapshot["body"]
        post.render(find_pictures=lambda names: _told(pictures, names))
    return Shown(post, _authors(snapshot), _tags(snapshot), embargo_until)


def _found(model: Any, named: dict[str, Any] | None) -> Any:
    return model.objects.filter(pk=named["key"]).first() if named else None


def _authors(snapshot: Snapshot) -> list[Author]:
    """Return who signs, in order."""
    named = snapshot["authors"]
    known = Author.objects.select_related("portrait").in_bulk([one["key"] for one in named])
    return [known.get(one["key"]) or Author(name=one["name"], slug=one["slug"]) for one in named]


def _tags(snapshot: Snapshot) -> list[Tag]:
    """Return the tags by name, as pages list them."""
    named = {one["key"]: one for one in snapshot["tags"]}
    known = list(Tag.objects.filter(pk__in=named).order_by("name"))
    gone = named.keys() - {tag.pk for tag in known}
    return known + [Tag(name=named[key]["name"], slug=named[key]["slug"]) for key in sorted(gone)]


def _pictures(snapshot: Snapshot) -> tuple[dict[str, Picture], bool]:
    """Return the pictures with the words that stood beside them, and whether they still do."""
    written = snapshot["pictures"]
    described = Picture.objects.filter(awaits_words=False)
    found = {picture.name: picture for picture in described.filter(name__in=written)}
    are_stored = True
    for name, picture in found.items():
        for field, words in written[name].items():
            are_stored &= getattr(picture, field) == words
            setattr(picture, field, words)
    return found, are_stored


def _told(pictures: dict[str, Picture], names: frozenset[str]) -> Mapping[str, PictureInfo]:
    """Return what the renderer asks for; of a picture that came later, what there is now."""
    described = Picture.objects.filter(awaits_words=False)
    later = described.filter(name__in=names - pictures.keys())
    known = pictures | {picture.name: picture for picture in later}
    return {name: known[name].info() for name in names & known.keys()}
