"""The history of a post: its revisions, what differs between two of them, and the way back."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.fields.json import KT
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from posts.admin.moments import in_words, what_readers_see
from posts.checking import Report, blocking, report_on
from posts.forms import obstacles_in
from posts.forms.publication import NEEDS_AUTHOR
from posts.models import FormerAddress, Post, Revision, Status, WorkingCopy
from posts.models.address import path_of
from posts.numbers import number
from posts.rendering import RenderRefused
from posts.revisions import (
    Difference,
    Snapshot,
    copy_of,
    differences,
    latest,
    publish_due,
    restore,
    restore_aside,
    take,
)
from posts.revisions.restoring import publication_of
from posts.revisions.snapshots import MOMENTS, moment

REVISIONS_ON_A_PAGE = 30

LABELS = {
    "body": gettext_lazy("text"),
    "further": gettext_lazy("also filed under"),
    "authors": gettext_lazy("authors"),
    "tags": gettext_lazy("tags"),
    "lead": gettext_lazy("lead picture"),
    "pictures": gettext_lazy("words beside pictures"),
}


class PostHistory(admin.ModelAdmin):
    """Shows the revisions of a post in place of the log that Django keeps."""

    object_history_template = "admin/posts/post/history.html"

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """List revisions and compare two; a POST names one or brings one back."""
        post = self.get_object(request, object_id)
        if not isinstance(post, Post):
            raise Http404
        if not self.has_view_or_change_permission(request, post):
            raise PermissionDenied
        if publish_due(timezone.now()):
            post.refresh_from_db()
        if request.method == "POST":
            return self._act(request, post)
        stored, copy = latest(post.pk), copy_of(post.pk)
        is_out = post.status == Status.PUBLISHED
        revisions = post.revisions.select_related("made_by").defer("snapshot")
        revisions = revisions.annotate(
            text=KT("snapshot__body"), restored_number=F("restored_from__number")
        )
        page = Paginator(revisions, REVISIONS_ON_A_PAGE).get_page(request.GET.get("page"))
        after, before = self._chosen(request, post)
        context = {
            **self.admin_site.each_context(request),
            "title": _("History of “%(title)s”") % {"title": post.title},
            "opts": self.opts,
            "object": post,
            "page": page,
            "rows": [(revision, _words_of(revision)) for revision in page],
            "before": before,
            "after": after,
            "differences": [_told(one) for one in differences(before.snapshot, after.snapshot)],
            "chosen": [
                (one, _publication(one), _moves_to(post, one))
                for one in dict.fromkeys([before, after])
            ],
            "is_out": is_out,
            "state": post.state(),
            "copy": copy,
            "there": {stored.number, is_out and copy and copy.revision.number},
            "may_write": self.may_write(request, post),  # type: ignore[attr-defined]
            "may_change": self.has_change_permission(request, post),
            "may_publish": self.has_publish_permission(request),  # type: ignore[attr-defined]
            **(extra_context or {}),
        }
        return TemplateResponse(request, self.object_history_template, context)

    def _chosen(self, request: HttpRequest, post: Post) -> tuple[Revision, Revision]:
        """Return the later and the earlier of the two that are compared; the last two if unsaid."""
        given = [request.GET.get(name, "") for name in ("to", "from")]
        wanted = [number(one) for one in given if one.isascii() and one.isdecimal()]
        known = list(post.revisions.filter(number__in=[one for one in wanted if one < 2**31]))
        if len(known) < len(set(wanted)):
            raise Http404
        if len(wanted) < 2:
            known = list(post.revisions.all()[:2])
        return known[0], known[-1]

    # ------------------------------------------------------------ acts

    def _act(self, request: HttpRequest, post: Post) -> HttpResponse:
        if not self.may_write(request, post):  # type: ignore[attr-defined]
            raise PermissionDenied
        revision = get_object_or_404(
            post.revisions, number=number(request.POST.get("revision", ""))
        )
        if "name" not in request.POST:
            return self._restore(request, revision)
        if not self.has_change_permission(request, post):
            raise PermissionDenied
        self._name(request, revision)
        return HttpResponseRedirect(request.path)

    def _name(self, request: HttpRequest, revision: Revision) -> None:
        revision.name = " ".join(request.POST["name"].split())[:80]
        revision.save(update_fields=["name"])
        done = _("Named “%(name)s”; it is kept for ever.") if revision.name else _("Name removed.")
        messages.success(request, done % {"name": revision.name})

    def _restore(self, request: HttpRequest, revision: Revision) -> HttpResponse:
        """Bring a revision back; of a post that is out as changes that readers do not see yet.

        Unless it was asked for that they see them at once.
        """
        with transaction.atomic():
            # Locked first: it may just be published by somebody else.
            post = Post.objects.select_for_update(of=("self",)).get(pk=revision.post_id)
            if post.status == Status.PUBLISHED and "publish" not in request.POST:
                return self._restore_aside(request, post, revision)
            if not self.has_change_permission(request, post):
                raise PermissionDenied
            self._restore_whole(request, post, revision)
        return HttpResponseRedirect(request.path)

    def _restore_aside(self, request: HttpRequest, post: Post, revision: Revision) -> HttpResponse:
        if not self.may_write(request, post):  # type: ignore[attr-defined]
            raise PermissionDenied
        before = copy_of(post.pk)
        lost = restore_aside(revision, by=request.user)
        message = _(
            "Revision %(number)d is in the form now, as changes kept aside. Until they are"
            " published the post stays as it was."
        )
        messages.success(request, message % {"number": revision.number})
        if before:
            message = _("The changes kept aside before are in the history, as revision %(number)d.")
            messages.info(request, message % {"number": before.revision.number})
        if before and before.goes_live_at:
            messages.warning(request, _("They do not go live at their minute any more."))
        for one in lost:
            messages.warning(request, one)
        return HttpResponseRedirect(reverse("admin:posts_post_change", args=[post.pk]))

    def _restore_whole(self, request: HttpRequest, post: Post, revision: Revision) -> None:
        with_publication = "publication" in request.POST
        if with_publication and not self._may_bring_back_publication(request, revision):
            raise PermissionDenied
        slug = post.slug
        try:
            with transaction.atomic():
                before = _report(post) if post.status == Status.PUBLISHED else None
                _refuse_obstacles(post, revision.snapshot, with_publication=with_publication)
                restored = restore(revision, by=request.user, with_publication=with_publication)
                WorkingCopy.objects.filter(revision=revision).delete()  # It is stored now.
                if restored.post.status == Status.PUBLISHED and not restored.post.bylines.exists():
                    raise IntegrityError(NEEDS_AUTHOR)  # Who signed it cannot be had again.
                if restored.post.status == Status.PUBLISHED:
                    _refuse_errors(_report(post), before=before)
        except (RenderRefused, IntegrityError) as error:
            messages.error(request, _("It cannot be brought back: %(why)s") % {"why": error})
            return
        message = format_html(
            _("Brought back as it was on {}. {}"),
            in_words(revision.made_at),
            what_readers_see(restored.post),
        )
        messages.success(request, message)
        former = FormerAddress.objects.filter(path=path_of("post", slug), post=post)
        if restored.post.slug != slug and former.exists():
            moved = _("Its address has changed. The one before, “%(slug)s”, leads on to it.")
            messages.info(request, moved % {"slug": slug})
        for lost in restored.lost:
            messages.warning(request, lost)
        self._say_what_is_aside(request, restored.post)

    def _say_what_is_aside(self, request: HttpRequest, post: Post) -> None:
        """Tell of changes that are to come on top of what was brought back."""
        copy = copy_of(post.pk) if post.status == Status.PUBLISHED else None
        if copy and copy.goes_live_at:
            message = _("There are changes kept aside, which go live on %(when)s all the same.")
            messages.warning(request, message % {"when": in_words(copy.goes_live_at)})
        elif copy:
            messages.info(request, _("There are changes kept aside still; the form shows them."))

    def _may_bring_back_publication(self, request: HttpRequest, revision: Revision) -> bool:
        """Tell whether the account may decide about status and dates, and about the embargo."""
        may_publish: bool = self.has_publish_permission(request)  # type: ignore[attr-defined]
        now = revision.post.embargo_until
        then = moment(revision.snapshot.get("embargo_until"))
        is_shorter = now is not None and (then is None or then < now)
        return may_publish and (not is_shorter or request.user.has_perm("posts.shorten_embargo"))


def _words_of(revision: Any) -> int:
    """Return how long the text is of a revision that was loaded with it, as `text`."""
    return sum(any(map(str.isalnum, word)) for word in revision.text.split())


def _report(post: Post) -> Report:
    """Return what the checks say of a post as it is stored now."""
    return report_on(Post.objects.select_related("content", "lead_picture").get(pk=post.pk))


def _refuse_obstacles(post: Post, snapshot: Snapshot, *, with_publication: bool) -> None:
    """Raise IntegrityError where the post would be out without what a published one needs."""
    stored = take(post.pk)
    whole = stored | snapshot  # Of old, a snapshot had fewer fields.
    if not with_publication:
        whole |= publication_of(stored)
    found = obstacles_in(whole) if whole["status"] == Status.PUBLISHED else {}
    if found:
        raise IntegrityError(" ".join(found.values()))


def _refuse_errors(now: Report, *, before: Report | None) -> None:
    """Raise IntegrityError where the checks find what keeps a post from going out."""
    held = blocking(now, before=(lambda: before) if before else None)
    if held:
        raise IntegrityError(" ".join(str(finding) for finding in held))


def label_of(field: str) -> str:
    """Return what the desk calls a field of a snapshot."""
    label = LABELS.get(field) or Post._meta.get_field(field).verbose_name  # type: ignore[union-attr]
    return capfirst(str(label))


def written(field: str, value: Any) -> str:
    """Return a value of a snapshot in words; of a text, the text."""
    if field == "body":
        return str(value)
    if field in MOMENTS:
        at = moment(value)
        return in_words(at) if at else _("none")
    if field == "status":
        return str(Status(value).label)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(one["name"] for one in value) or _("none")
    if isinstance(value, dict):
        return str(value["name"])
    return _("none") if value in {None, ""} else str(value)


def _publication(revision: Revision) -> str:
    """Return the status of a revision and when it goes live, in words."""
    snapshot = revision.snapshot
    goes_live = moment(snapshot["published_at"])
    status = written("status", snapshot["status"])
    return f"{status}, {in_words(goes_live)}" if goes_live else status


def _moves_to(post: Post, revision: Revision) -> str:
    """Return the slug that a live post would get with a revision; empty where it keeps its own."""
    slug = str(revision.snapshot["slug"])
    if not post.is_live or slug == post.slug:
        return ""
    is_taken = Post._base_manager.filter(slug=slug).exclude(pk=post.pk).exists()
    is_former = FormerAddress.objects.filter(path=path_of("post", slug)).exclude(post=post)
    return "" if is_taken or is_former.exists() else slug


def _told(difference: Difference) -> dict[str, Any]:
    """Return a difference as the page shows it: dates and choices in words."""
    name = difference.field
    paragraphs = [
        (number, [piece._replace(text=_in_words(name, piece.text)) for piece in pieces])
        for number, pieces in difference.paragraphs
    ]
    came, went = difference.words
    return {
        "label": label_of(name),
        "paragraphs": paragraphs,
        "is_text": name == "body",
        "came": came,
        "went": went,
    }


def _in_words(name: str, text: str) -> str:
    if name in {*MOMENTS, "status"}:
        return written(name, text)
    if name == "is_pinned":
        return _("yes") if text == "True" else _("no")
    return text
