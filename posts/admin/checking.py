"""What the checks find in a post: shown beside the form, and in the way of publishing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from posts.admin.cards import card_context
from posts.admin.library import sees_pages
from posts.admin.problems import Wrong
from posts.admin.rescue import is_rescued
from posts.admin.together import ASIDE
from posts.admin.working import MINUTE, KeptAside
from posts.checking import Finding, Report, Sight, blocking, report_on
from posts.models import AuditEntry, CheckOverride, Event, Post, Status
from posts.revisions import copy_of

# What the form sends of a decision to publish in spite of errors: why, and which ones were seen.
REASON, SEEN = "_checks_reason", "_checks_seen"
LONGEST_REASON = 500


class PostChecks(admin.ModelAdmin):
    """Shows what the checks say of what is typed; errors are published with a reason only."""

    def get_urls(self) -> list[URLPattern]:
        """Add where the checks of what is typed are asked for."""
        view = self.admin_site.admin_view(self.checks)
        return [
            path("checks/", view, name="posts_post_checks_new"),
            path("<int:object_id>/checks/", view, name="posts_post_checks"),
            *super().get_urls(),
        ]

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def checks(self, request: HttpRequest, object_id: int | None = None) -> HttpResponse:
        """Answer with the parts of the form that follow what is typed. Stores nothing.

        A text that cannot be rendered is a 422: the parts stay as they are.
        """
        stored: Post | None = self._stored(request, object_id)  # type: ignore[attr-defined]
        post, typed = stored or Post(), None
        if request.method == "POST":
            form = self.typed_form(request, stored)  # type: ignore[attr-defined]
            if "body" in form.errors:
                return HttpResponse(status=422)
            post, typed = form.instance, self._beside(request, form)
        context = {**_shown(request, post, typed), "may_override": self._may_override(request)}
        response = render(request, "admin/posts/post/parts.html", context)
        response["Cache-Control"] = "no-store"
        return response

    def _beside(self, request: HttpRequest, form: Any) -> dict[str, bool]:
        """Return what is typed of section and byline, which the post of the form does not tell."""
        authors = self._signed(request, form.instance)  # type: ignore[attr-defined]
        return {
            "is_filed": form.cleaned_data.get("category") is not None,
            "is_signed": bool(authors),
        }

    def _may_override(self, request: HttpRequest) -> bool:
        may_publish: bool = self.has_publish_permission(request)  # type: ignore[attr-defined]
        return may_publish

    # ------------------------------------------------------------ the form

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> type[Any]:
        """Return the form; where it is saved, one that refuses to publish errors."""
        form: Any = super().get_form(request, *args, **kwargs)
        if not getattr(request, "_saves", False) or is_rescued(request):
            return form
        return type(form.__name__, (_Checked, form), {"request": request})

    def _changeform_view(
        self, request: HttpRequest, object_id: str | None, *args: Any
    ) -> HttpResponse:
        """Answer the form; what it saves is checked."""
        request._saves = request.method == "POST"  # type: ignore[attr-defined]
        return super()._changeform_view(request, object_id, *args)  # type: ignore[misc]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001
        """Save, and with it keep the reason for publishing in spite of errors."""
        super().save_related(request, form, formsets, change)
        keep_reason(request, form.instance)

    def keep_aside(self, request: HttpRequest, aside: KeptAside) -> HttpResponse:
        """Keep changes aside; those that go live at a minute may need a reason, too."""
        response: HttpResponse = super().keep_aside(request, aside)  # type: ignore[misc]
        copy = copy_of(aside.post)
        if copy and copy.goes_live_at:  # Without a minute nothing was published by that.
            keep_reason(request, copy.post)
        return response

    def _minute(self, request: HttpRequest) -> Any:
        """Return the minute that was picked. Raises ValidationError where errors block it."""
        held: list[Finding] = getattr(request, "_held", [])
        if held and request.POST.get(MINUTE):
            raise ValidationError(
                [_("The changes are kept without a minute: errors block publishing."), *_said(held)]
            )
        return super()._minute(request)  # type: ignore[misc]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Show what the checks say of what the form shows."""
        form = context["adminform"].form
        post = form.instance
        key = post.pk
        context |= _shown(request, post, self._beside(request, form) if form.is_bound else None)
        context["may_override"] = self._may_override(request)
        context["checks_reason"] = request.POST.get(REASON, "")
        context["is_held"] = bool(getattr(request, "_held", []))
        context["refused"] = [_wrong(finding) for finding in getattr(form, "refused", ())]
        context["checks_url"] = (
            reverse("admin:posts_post_checks", args=[key])
            if key
            else reverse("admin:posts_post_checks_new")
        )
        if key:
            context["overrides"] = CheckOverride.objects.filter(post=key).select_related("made_by")
        return super().render_change_form(request, context, *args, **kwargs)


class _Checked:
    """A form that does not pass with errors that would go out and that nobody gave a reason for."""

    request: HttpRequest
    refused: Sequence[Finding] = ()  # What it did not pass for.

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        form: Any = self
        post: Post = form.instance
        if "body" in form.errors or post.status != Status.PUBLISHED:
            return
        found, self.request._overridden = _decide(self.request, post)  # type: ignore[attr-defined]
        held = [finding for finding in found if finding.problem.field not in form.errors]
        self.request._held = held  # type: ignore[attr-defined]
        if held and not (ASIDE in self.request.POST and _stored(post)):
            form.add_error(None, _refusal(held))
            self.refused = held


def _decide(request: HttpRequest, post: Post) -> tuple[list[Finding], list[Finding]]:
    """Return the errors that block, and those that the reason that was given lets pass."""
    stored = _stored(post)
    if stored and ASIDE in request.POST and not request.POST.get(MINUTE):
        return [], []
    sight = _sight(request)
    now = report_on(post, sight=sight)
    found = blocking(now, before=(lambda: report_on(stored, sight=sight)) if stored else None)
    seen = set(request.POST.getlist(SEEN)) if request.POST.get(REASON, "").strip() else set()
    held = [finding for finding in found if finding.fingerprint not in seen]
    return held, [finding for finding in found if finding.fingerprint in seen]


def _sight(request: HttpRequest) -> Sight:
    """Return what the account may know of."""
    return Sight(Post.objects.visible_to(request.user), pages=sees_pages(request))


def _stored(post: Post) -> Post | None:
    """Return the post as it is stored, if it is published or scheduled already."""
    out = Post.objects.filter(pk=post.pk, status=Status.PUBLISHED)
    return out.select_related("content", "lead_picture").first() if post.pk else None


def keep_reason(request: HttpRequest, post: Post) -> None:
    """Keep the reason for publishing in spite of errors, in the transaction that does it."""
    overridden: list[Finding] = getattr(request, "_overridden", [])
    if not overridden:
        return
    reason = request.POST[REASON].strip()[:LONGEST_REASON]
    said = [[finding.check.name, str(finding)] for finding in overridden]
    CheckOverride.objects.create(
        post=post,
        findings=said,
        reason=reason,
        made_by=request.user,  # type: ignore[misc]
    )
    detail = " ".join([*(f"{name}: {words}" for name, words in said), _("Reason: %s") % reason])
    AuditEntry.objects.record(Event.CHECKS_OVERRIDDEN, by=request.user, post=post, detail=detail)
    request._overridden = []  # type: ignore[attr-defined]


def _refusal(held: list[Finding]) -> str:
    message = ngettext(
        "Not published: %d error must be fixed first, or a reason given beside the form.",
        "Not published: %d errors must be fixed first, or a reason given beside the form.",
        len(held),
    )
    return message % len(held)


def _wrong(finding: Finding) -> Wrong:
    problem = finding.problem
    return Wrong(finding.what, problem.remedy, problem.anchor, problem.place.line)


def _said(held: list[Finding]) -> list[str]:
    return [str(finding) for finding in held]


def _shown(request: HttpRequest, post: Post, typed: dict[str, bool] | None) -> dict[str, Any]:
    """Return what the parts of the form that follow the text show of a post."""
    report: Report = report_on(post, sight=_sight(request), typed=typed)
    done, total = len(report.done), len({one.check for one in report.findings}) + len(report.done)
    return {
        "report": report,
        # Of an empty form nothing is worth saying, unless somebody means to publish it.
        "is_begun": report.said.is_begun or post.status == Status.PUBLISHED,
        "checks_done": done,
        "checks_total": total,
        "outline": report.said.headings,
        "shown_post": post,
        **card_context(post),
    }
