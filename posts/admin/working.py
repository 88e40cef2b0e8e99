"""Changes of a post that is out: kept aside, shown in the form, published now or at a minute."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from posts.admin.autosave import saved_tag
from posts.admin.history import label_of
from posts.admin.moments import in_words
from posts.admin.together import ASIDE, fill, is_based_on_changes
from posts.forms import MinuteField
from posts.models import AuditEntry, Event, Post, Status, WorkingCopy
from posts.models.revision import Cause
from posts.revisions import (
    Snapshot,
    copy_of,
    copy_shown,
    latest,
    publish_due,
    set_aside,
    take,
    words_aside,
)
from posts.revisions.restoring import PUBLICATION, publication_of

MINUTE = "changes_go_live_at"


class KeptAside(Exception):
    """What was saved is to be kept aside: the save is taken back."""

    def __init__(self, post: int, snapshot: Snapshot) -> None:
        super().__init__()
        self.post, self.snapshot = post, snapshot


class PostWorkingCopy(admin.ModelAdmin):
    """Lets a post that is out be worked at without anybody seeing it."""

    def get_urls(self) -> list[URLPattern]:
        """Add where changes are thrown away."""
        view = self.admin_site.admin_view(self.discard_changes)
        return [
            path("<int:object_id>/changes/discard/", view, name="posts_post_discard_changes"),
            *super().get_urls(),
        ]

    @method_decorator(require_POST)
    def discard_changes(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Throw the changes away; the history still has them."""
        publish_due(timezone.now())
        copy = copy_of(object_id)
        if copy is None or not self.get_queryset(request).filter(pk=object_id).exists():
            raise Http404
        may_propose: bool = self.may_propose(request, copy.post)  # type: ignore[attr-defined]
        is_own = may_propose and _is_by_one(copy, request.user.pk)
        if not (is_own or self.has_change_permission(request, copy.post)):
            raise PermissionDenied
        with transaction.atomic():
            AuditEntry.objects.record(Event.CHANGES_DISCARDED, by=request.user, post=copy.post)
            copy.delete()
        messages.success(request, _("The changes were thrown away. The history still has them."))
        return HttpResponseRedirect(_address(object_id))

    # ------------------------------------------------------------ the form

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """List posts as they are now: what is due is published first, as for any page."""
        publish_due(timezone.now())
        return super().changelist_view(request, *args, **kwargs)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer the form of a post as it is now; keep what is saved aside where that is asked."""
        publish_due(timezone.now())
        return super().changeform_view(request, *args, **kwargs)

    def _changeform_view(
        self, request: HttpRequest, object_id: str | None, *args: Any
    ) -> HttpResponse:
        """Show the changes where there are any, to those who may go on with them.

        What those send who may only propose changes is kept aside, whichever button it was.
        """
        if request.method == "POST" and hasattr(request, "_proposes"):
            sent = request.POST.copy()
            sent[ASIDE] = "1"
            request.POST = sent  # type: ignore[assignment]
        post: Post | None = self._named(request, object_id)  # type: ignore[attr-defined]
        copy = copy_shown(post.pk) if post else None
        if copy and request.method == "GET" and self.has_change_permission(request, post):
            stored = latest(copy.post_id)
            shown = copy.revision.snapshot | publication_of(stored.snapshot)
            fill(request, shown, base=copy.revision, opened_as=stored)
            request._shows_copy = True  # type: ignore[attr-defined]
        if not (post and ASIDE in request.POST):
            return super()._changeform_view(request, object_id, *args)  # type: ignore[misc]
        with transaction.atomic():
            # Locked until the changes are kept: nobody saves between the two.
            list(Post.objects.select_for_update().filter(pk=post.pk).values("pk"))
            try:
                with transaction.atomic():
                    return super()._changeform_view(request, object_id, *args)  # type: ignore[misc]
            except KeptAside as aside:
                return self.keep_aside(request, aside)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001
        """Save, and with it publish the changes; or keep all aside. Raises KeptAside."""
        super().save_related(request, form, formsets, change)
        if change and ASIDE in request.POST and _was_published(form.instance):
            # Words beside pictures come with the changes, be this account one to store them or not.
            words = {"pictures": request._merged["pictures"]}  # type: ignore[attr-defined]
            raise KeptAside(form.instance.pk, take(form.instance.pk) | words)
        if change and is_based_on_changes(request, form.instance):
            WorkingCopy.objects.filter(post=form.instance).delete()
            self._name_cause(request, form.instance)

    def _name_cause(self, request: HttpRequest, post: Post) -> None:
        """Have the history say that changes were published, unless it says that they met others."""
        keeping = request._keeping  # type: ignore[attr-defined]
        if post.status == Status.PUBLISHED and keeping.cause == Cause.SAVED:
            keeping.cause = Cause.PUBLISHED

    def keep_aside(self, request: HttpRequest, aside: KeptAside) -> HttpResponse:
        """Store the changes as the working copy, and say so."""
        copy, address = copy_of(aside.post), _address(aside.post)
        had_minute = copy.goes_live_at if copy else None
        try:
            goes_live_at = self._minute(request)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            # What errors keep from going out does not go out at the minute before either.
            goes_live_at = None if getattr(request, "_held", None) else had_minute
            # What was typed stays in the field, with what can be meant by it.
            address += f"?{urlencode({MINUTE: request.POST.get(MINUTE, '')[:40]})}"
        if not self.has_publish_permission(request):  # type: ignore[attr-defined]
            # What nobody who may publish has seen is not to go live at the minute they picked.
            goes_live_at = None
            if had_minute:
                warning = _("They do not go live at their minute any more: ask for a new one.")
                messages.warning(request, warning)
        set_aside(aside.post, aside.snapshot, by=request.user, goes_live_at=goes_live_at)
        self.forget_unsaved(request, aside.post)  # type: ignore[attr-defined]
        may_publish: bool = self.has_publish_permission(request)  # type: ignore[attr-defined]
        said = _said(goes_live_at, may_publish=may_publish)
        messages.success(request, said, extra_tags=saved_tag(request))
        self._say_what_stays(request, aside)
        return HttpResponseRedirect(address)

    def _say_what_stays(self, request: HttpRequest, aside: KeptAside) -> None:
        """Name what was changed and is no part of changes: when readers see the post."""
        stored = latest(aside.post).snapshot
        names = [name for name in PUBLICATION if aside.snapshot.get(name) != stored.get(name)]
        if names:
            message = _(
                "Status and dates are not kept aside. What you changed of them is as it was:"
                " %(names)s."
            )
            fields = ", ".join(label_of(name) for name in names)
            messages.warning(request, message % {"names": fields})

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Say whether the form shows changes that readers do not see, and whether it can."""
        post = kwargs.get("obj")
        if post and post.pk and self.has_change_permission(request, post):
            stored = Post.objects.get(pk=post.pk)
            context["may_keep_aside"] = stored.status == Status.PUBLISHED
            context["may_publish"] = self.has_publish_permission(request)  # type: ignore[attr-defined]
            context["discard_url"] = reverse("admin:posts_post_discard_changes", args=[post.pk])
            context["left_aside"] = copy_of(post.pk) if stored.status != Status.PUBLISHED else None
            if copy := copy_shown(post.pk):
                context["copy"] = copy
                context["words_aside"] = sorted(words_aside(copy))
                context["copy_saved"] = in_words(copy.saved_at)
                context["copy_goes_live"] = copy.goes_live_at and in_words(copy.goes_live_at)
            typed = request.GET.get(MINUTE) or request.POST.get(MINUTE)
            context["minute"] = _minute_field(typed or (copy.goes_live_at if copy else None))
        return super().render_change_form(request, context, *args, **kwargs)

    def _minute(self, request: HttpRequest) -> datetime | None:
        """Return the minute that was picked. Raises ValidationError."""
        field: Any = MinuteField(required=False)
        minute: datetime | None = field.clean(
            field.widget.value_from_datadict(request.POST, {}, MINUTE) or ""
        )
        if minute and minute <= timezone.now():
            raise ValidationError(
                _("Choose a minute to come for the changes. They are kept without one.")
            )
        return minute


def _is_by_one(copy: WorkingCopy, account: int | None) -> bool:
    """Tell whether nobody but one account has kept changes of the post aside.

    Of those that were published since, only such count as went out as they were.
    """
    kept_aside = copy.post.revisions.filter(is_stored=False)
    gone_out = copy.post.revisions.filter(cause=Cause.PUBLISHED).values_list("number", flat=True)
    since = kept_aside.filter(number__gt=gone_out.first() or 0)
    return not since.exclude(made_by=account).exists()


def _was_published(post: Post) -> bool:
    """Tell whether the post was published before it was saved just now."""
    before = post.revisions.filter(is_stored=True).first()
    return before is not None and before.snapshot["status"] == Status.PUBLISHED


def _said(goes_live_at: datetime | None, *, may_publish: bool) -> str:
    if goes_live_at:
        return format_html(
            _("Kept aside. Readers see the changes from {} on."), in_words(goes_live_at)
        )
    if may_publish:
        return _("Kept aside. Readers see the post as it was until you publish the changes.")
    return _("Kept aside. Readers see the post as it was until an editor publishes the changes.")


def _minute_field(value: datetime | str | None) -> Any:
    field: Any = MinuteField(required=False)
    return field.widget.render(MINUTE, field.prepare_value(value), {"id": f"id_{MINUTE}"})


def _address(post: int) -> str:
    return reverse("admin:posts_post_change", args=[post])
