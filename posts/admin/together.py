"""Two editors at one post: whoever saves second gets both changes, or both to choose from."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from posts.admin.history import label_of, written
from posts.admin.moments import in_words
from posts.forms import as_typed, without_row_keys
from posts.models import Picture, Post, Revision
from posts.models.revision import Cause
from posts.revisions import (
    Clashed,
    Snapshot,
    copy_of,
    digest_of,
    kept,
    latest,
    merge,
    put,
    take,
)

# The field of the form that says which revision it was opened with.
BASE = "base"


class PostTogether(admin.ModelAdmin):
    """Keeps a revision with every save, and merges it with what others saved meanwhile."""

    def _changeform_view(
        self, request: HttpRequest, object_id: str | None, *args: Any
    ) -> HttpResponse:
        """Answer the form; what it changes is kept as a revision."""
        if request.method != "POST":
            return super()._changeform_view(request, object_id, *args)  # type: ignore[misc]
        request.POST = without_row_keys(request.POST)  # type: ignore[assignment]
        posts = Post.objects.filter(pk=object_id).values_list("pk", flat=True) if object_id else []
        with kept(posts, by=request.user) as keeping:
            request._keeping = keeping  # type: ignore[attr-defined]
            return super()._changeform_view(request, object_id, *args)  # type: ignore[misc]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001
        """Save, then merge with what was saved since the form was opened. Raises Clashed."""
        super().save_related(request, form, formsets, change)
        request._keeping.posts.add(form.instance.pk)  # type: ignore[attr-defined]
        if not change:
            return
        ours = take(form.instance.pk)
        merged = self.merged(request, form.instance, ours)
        if digest_of(merged) != digest_of(ours):
            put(form.instance.pk, merged)

    def merged(self, request: HttpRequest, post: Post, ours: Snapshot) -> Snapshot:
        """Return what was just stored, merged with what it did not know of. Raises Clashed.

        First with what the form would show now, then, where that is a working copy, with what was
        stored since it was begun.
        """
        copy = copy_of(post.pk)
        stored = post.revisions.filter(is_stored=True).first()
        theirs = copy.revision if copy else stored
        base = post.revisions.filter(pk=_number(request.POST.get(BASE, ""))).first() or theirs
        pairs = [(base, theirs), *([(copy.base, stored)] if copy else [])]
        for before, since in pairs:
            if before is None or since is None or before.digest == since.digest:
                continue
            ours, clashes = merge(before.snapshot, ours, since.snapshot)
            if clashes:
                raise Clashed(ours, clashes, since)
            self._say_that_it_was_merged(request, since)
        return ours

    def _say_that_it_was_merged(self, request: HttpRequest, theirs: Revision) -> None:
        request._keeping.cause = Cause.MERGED  # type: ignore[attr-defined]
        message = _(
            "%(who)s saved this post at %(when)s, while you wrote. Both changes are in it now."
        )
        messages.info(request, message % who_and_when(theirs))

    def show_clash(self, request: HttpRequest, clash: Clashed) -> HttpResponse:
        """Show the form with both changes in it, and what clashes side by side; save nothing."""
        fill(request, clash.merged, base=clash.theirs)
        rows = [
            {
                "label": label_of(one.field),
                "ours": written(one.field, one.ours),
                "theirs": written(one.field, one.theirs),
                "is_text": one.field == "body",
            }
            for one in clash.clashes
        ]
        context = {"clashes": rows, **who_and_when(clash.theirs)}
        key = str(clash.theirs.post_id)
        response: HttpResponse = self._changeform_view(request, key, "", context)
        return response

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Tell the form which revision it shows, or was opened with."""
        post = kwargs.get("obj")
        if post is not None and post.pk:
            context[BASE] = request.POST.get(BASE) or latest(post.pk).pk
        return super().render_change_form(request, context, *args, **kwargs)


def fill(request: HttpRequest, snapshot: Snapshot, *, base: Revision) -> None:
    """Have the form show a snapshot, as if it had been typed and could not be saved."""
    found = Picture.objects.filter(name=snapshot["lead"]).values_list("pk", flat=True)
    typed = as_typed(snapshot, lead=found.first())
    typed[BASE] = str(base.pk)
    request.FILES  # noqa: B018  # To ask for these later would read the form anew.
    request.POST = typed  # type: ignore[assignment]
    request.method = "POST"
    request._is_rescued = True  # type: ignore[attr-defined]


def who_and_when(revision: Revision) -> dict[str, str]:
    """Return who made a revision, and when, in words."""
    who = revision.made_by.get_username() if revision.made_by else _("Somebody")
    return {"who": who, "when": in_words(revision.made_at)}


def _number(typed: str) -> int:
    """Return the key that a form sent, or one that there is not."""
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 19 else 0
