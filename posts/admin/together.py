"""Two editors at one post: whoever saves second gets both changes, or both to choose from."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _

from posts.admin.autosave import KEY
from posts.admin.history import label_of, written
from posts.admin.moments import in_words
from posts.admin.rescue import show_typed
from posts.forms import as_typed, brought_up_to_date, obstacles_in, without_row_keys
from posts.models import Picture, Post, Revision, Status, WorkingCopy
from posts.models.revision import Cause
from posts.numbers import number
from posts.revisions import (
    Clashed,
    Snapshot,
    copy_of,
    copy_shown,
    digest_of,
    kept,
    latest,
    merge,
    put,
    take,
    words_aside,
)
from posts.revisions.restoring import publication_of

# The fields of the form that say which revision it was opened with, and, where that is one of
# unpublished changes, which stored one has been seen beside it.
BASE, STORED = "base", "stored_seen"
# Beside unpublished changes: the revision whose status and dates the form was opened with.
OPENED = "opened_as"
# What the text was as it clashed: until it is another, nothing is settled.
UNSETTLED = "unsettled"
# The button that keeps changes aside.
ASIDE = "_aside"


class PostTogether(admin.ModelAdmin):
    """Keeps a revision with every save, and merges it with what others saved meanwhile."""

    def _changeform_view(
        self, request: HttpRequest, object_id: str | None, *args: Any
    ) -> HttpResponse:
        """Answer the form; what it changes is kept as a revision."""
        post = self._named(request, object_id)
        key = post.pk if post else None
        if request.method != "POST":
            # Before the post is read for the form, which must not be older than it says.
            request._base = latest(key).pk if key else None  # type: ignore[attr-defined]
            return super()._changeform_view(request, object_id, *args)  # type: ignore[misc]
        request.POST = without_row_keys(request.POST)  # type: ignore[assignment]
        with kept([key] if key else [], by=request.user) as keeping:
            request._keeping = keeping  # type: ignore[attr-defined]
            self._bring_up_to_date(request, key)
            return super()._changeform_view(request, object_id, *args)  # type: ignore[misc]

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> type[Any]:
        """Return the form; after a clash one that takes no text in which it is not settled."""
        form: Any = super().get_form(request, *args, **kwargs)
        unsettled = request.POST.get(UNSETTLED)
        if not unsettled or not getattr(request, "_saves", False):
            return form
        return type(form.__name__, (_Settled, form), {"unsettled": unsettled})

    def _named(self, request: HttpRequest, object_id: str | None) -> Post | None:
        """Return the post that an address names; None where it names none."""
        found = self.get_object(request, object_id) if object_id else None
        return found if isinstance(found, Post) else None

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001
        """Save, then merge with what was saved since the form was opened. Raises Clashed."""
        super().save_related(request, form, formsets, change)
        request._keeping.posts.add(form.instance.pk)  # type: ignore[attr-defined]
        if not change:
            return
        ours = take(form.instance.pk)
        merged = self._merged(request, form.instance, ours)
        request._merged = merged  # type: ignore[attr-defined]
        if digest_of(merged) != digest_of(ours):
            put(form.instance.pk, merged, by=request.user)

    def _merged(self, request: HttpRequest, post: Post, ours: Snapshot) -> Snapshot:
        """Return what was just stored, merged with what it did not know of. Raises Clashed.

        A form that shows unpublished changes, or that adds to them, is merged with these first, and
        then with what was stored since they were begun.
        """
        copy = copy_of(post.pk)
        stored = post.revisions.filter(is_stored=True).first()
        base = self._opened_with(request, post)
        knows_copy = copy is not None and self._counts(request, post)
        if copy and knows_copy:
            ours = _with_words_aside(ours, copy)
        theirs = copy.revision if copy and knows_copy else stored
        pairs = [(base or theirs, theirs)]
        if copy and knows_copy:
            pairs.append((_revision(request, post, STORED) or copy.base, stored))
        met = None
        shown = self._publication_shown(request, post) if knows_copy else {}
        for before, since in pairs:
            if before is None or since is None or before.digest == since.digest:
                continue
            # When readers see the post is nothing that changes kept aside could say.
            now = since.snapshot if since.is_stored else since.snapshot | shown
            ours, clashes = merge(before.snapshot | shown, ours, now)
            met = since
            if clashes:
                raise Clashed(ours, clashes, since)
            if ASIDE not in request.POST:
                self._show_before_publishing(request, ours, before, since)
        if met:
            self._check(request, ours, met)
            request._keeping.cause = Cause.MERGED  # type: ignore[attr-defined]
            message = _(
                "%(who)s saved this post at %(when)s, while you wrote. Both changes are in it now."
            )
            messages.info(request, message % who_and_when(met))
        return ours

    def _show_before_publishing(
        self, request: HttpRequest, merged: Snapshot, before: Revision, since: Revision
    ) -> None:
        """Raise Clashed where words would be published that nobody has who may publish has seen.

        What others saved meanwhile stands in the form then, to be looked at and published.
        """
        if merged["status"] != Status.PUBLISHED:
            return
        meanwhile = Revision.objects.filter(post=since.post_id, is_stored=since.is_stored)
        unseen = meanwhile.filter(number__gt=before.number or 0, number__lte=since.number)
        if unseen.filter(is_public=False).exists():
            message = _(
                "%(who)s saved this post at %(when)s, while you wrote. Nothing is published yet:"
                " look at what is in the form now, and publish that."
            )
            messages.warning(request, message % who_and_when(since))
            raise Clashed(merged, [], since)

    def _opened_with(self, request: HttpRequest, post: Post) -> Revision | None:
        """Return the revision that the form was opened with; None where it does not say.

        One that is gone is one of which nothing is known: whatever differs then clashes.
        """
        named = request.POST.get(BASE)
        found = _revision(request, post, BASE)
        if found or not named:
            return found
        nothing = dict.fromkeys(take(post.pk))
        blank = nothing | {"body": "", "further": [], "tags": [], "pictures": {}}
        return Revision(post=post, digest="", snapshot=blank)

    def _bring_up_to_date(self, request: HttpRequest, key: int | None) -> None:
        """Take fields as they are now where this editor has not touched them.

        The form is then judged by what would come of it: of a post that was published meanwhile it
        could not say any more that it is a draft, or that nobody signs it.
        """
        post = Post.objects.filter(pk=key).first() if key else None
        base = _revision(request, post, BASE) if post else None
        if post is None or base is None:
            return
        copy, opened, now = copy_of(post.pk), base.snapshot, take(post.pk)
        if copy and self._counts(request, post):
            opened = opened | self._publication_shown(request, post)
            now = copy.revision.snapshot | publication_of(now)
        request.POST = brought_up_to_date(request.POST, typed_of(opened), typed_of(now))  # type: ignore[assignment]

    def _counts(self, request: HttpRequest, post: Post) -> bool:
        """Tell whether what is sent is about the unpublished changes of a post."""
        is_kept_aside = ASIDE in request.POST and copy_shown(post.pk) is not None
        return is_kept_aside or is_based_on_changes(request, post)

    def _publication_shown(self, request: HttpRequest, post: Post) -> Snapshot:
        """Return the status and dates that a form with unpublished changes was opened with."""
        opened = _revision(request, post, OPENED)
        return publication_of(opened.snapshot) if opened else {}

    def _check(self, request: HttpRequest, merged: Snapshot, theirs: Revision) -> None:
        """Refuse what is ready on neither side alone, such as a live post that nobody signs."""
        if merged["status"] != Status.PUBLISHED:
            return
        found = obstacles_in(merged)
        for message in found.values():
            messages.error(request, message)
        if found:
            raise Clashed(merged, [], theirs)

    def show_clash(self, request: HttpRequest, clash: Clashed) -> HttpResponse:
        """Show the form with both changes in it, and what clashes side by side; save nothing."""
        clash.theirs = _kept_again(clash.theirs)
        told = who_and_when(clash.theirs)
        post = Post.objects.get(pk=clash.theirs.post_id)
        copy = copy_of(post.pk)
        shows_changes = copy is not None and self._counts(request, post)
        if self._takes_down(request, post):
            self._take_down(request, post)
            if clash.theirs.is_stored:
                clash.theirs = latest(post.pk)
        base = copy.revision if copy and shows_changes else clash.theirs
        seen = clash.theirs if shows_changes and clash.theirs.is_stored else None
        opened_as = latest(post.pk) if shows_changes else None
        fill(request, clash.merged, base=base, stored_seen=seen, opened_as=opened_as)
        rows = [
            {
                "label": label_of(one.field),
                "ours": written(one.field, one.ours),
                "theirs": written(one.field, one.theirs),
                "is_text": one.field == "body",
            }
            for one in clash.clashes
        ]
        if any(one.field == "body" and one.ours and one.theirs for one in clash.clashes):
            request._unsettled = _mark_of(clash.merged["body"])  # type: ignore[attr-defined]
        context = {"clashes": rows, "are_of_changes": seen is not None, **told}
        key = str(clash.theirs.post_id)
        response: HttpResponse = self._changeform_view(request, key, "", context)
        return response

    def _takes_down(self, request: HttpRequest, post: Post) -> bool:
        """Tell whether the form that clashed was to take the post from readers, by who may.

        It was opened with another status than it sends; what was there already nobody asked for.
        """
        wanted, opened = request.POST.get("status"), _revision(request, post, BASE)
        if wanted not in {Status.DRAFT, Status.UNPUBLISHED} or ASIDE in request.POST:
            return False
        is_changed = opened is not None and opened.snapshot["status"] != wanted
        is_out = post.status == Status.PUBLISHED
        return is_changed and is_out and self.has_change_permission(request, post)

    def _take_down(self, request: HttpRequest, post: Post) -> None:
        """Unpublish at once: two texts that clash are no reason to leave a post before readers."""
        with kept([post.pk], by=request.user):
            Post.objects.filter(pk=post.pk).unpublish()
        message = _(
            "The post is unpublished: readers do not see it any more. Its text is not saved."
        )
        messages.warning(request, message)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Tell the form which revision it shows, or was opened with."""
        post = kwargs.get("obj")
        if post is not None and post.pk:
            opened = getattr(request, "_base", None)
            context[BASE] = request.POST.get(BASE) or opened or latest(post.pk).pk
            context[STORED] = request.POST.get(STORED)
            context[OPENED] = request.POST.get(OPENED)
            clashed = getattr(request, "_unsettled", None)
            context[UNSETTLED] = clashed or request.POST.get(UNSETTLED)
        return super().render_change_form(request, context, *args, **kwargs)


class _Settled:
    """A form that does not pass while both versions of a passage stand in it as they clashed."""

    unsettled: str

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        form: Any = self
        if _mark_of(form.cleaned_data.get("body") or "") == self.unsettled:
            message = _("Both versions stand in the text still. Keep one, or make one of both.")
            form.add_error("body", message)


def _mark_of(text: str) -> str:
    """Return what tells a text from any other."""
    plain = text.replace("\r\n", "\n").strip()
    return blake2b(plain.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def fill(
    request: HttpRequest,
    snapshot: Snapshot,
    *,
    base: Revision,
    stored_seen: Revision | None = None,
    opened_as: Revision | None = None,
) -> None:
    """Have the form show a snapshot, as if it had been typed and could not be saved."""
    typed = typed_of(snapshot)
    typed[BASE] = str(base.pk)
    if KEY in request.POST:
        typed[KEY] = request.POST[KEY]  # It is the same form still: its unsaved text is this one.
    for name, revision in ((STORED, stored_seen), (OPENED, opened_as)):
        if revision:
            typed[name] = str(revision.pk)
    show_typed(request, typed)


def typed_of(snapshot: Snapshot) -> QueryDict:
    """Return the form that holds a snapshot, as it would be sent."""
    found = Picture.objects.filter(name=snapshot["lead"]).values_list("pk", flat=True)
    return as_typed(snapshot, lead=found.first())


def _kept_again(revision: Revision) -> Revision:
    """Return the revision as it is stored: what was found during a save was rolled back with it."""
    latest(revision.post_id)
    same = Revision.objects.filter(post=revision.post_id, is_stored=revision.is_stored)
    return same.filter(digest=revision.digest).first() or revision


def _with_words_aside(ours: Snapshot, copy: WorkingCopy) -> Snapshot:
    """Add the words beside pictures that come with the changes; the form has no field for them."""
    aside = words_aside(copy)
    shown = {name: aside.get(name, words) for name, words in ours["pictures"].items()}
    return ours | {"pictures": shown}


def is_based_on_changes(request: HttpRequest, post: Post) -> bool:
    """Tell whether the form was opened with unpublished changes rather than with what is stored."""
    base = _revision(request, post, BASE)
    return base is not None and not base.is_stored


def _revision(request: HttpRequest, post: Post, name: str) -> Revision | None:
    return post.revisions.filter(pk=number(request.POST.get(name) or "")).first()


def who_and_when(revision: Revision) -> dict[str, str]:
    """Return who made a revision, and when, in words."""
    who = revision.made_by.get_username() if revision.made_by else _("Somebody")
    return {"who": who, "when": in_words(revision.made_at)}
