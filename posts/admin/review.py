"""The review of a post: handing in, approving, returning, and notes beside the text."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from posts.admin.moments import in_words
from posts.forms import MessageForm, NoteForm, ReturnForm
from posts.models import Decision, Note, Notice, Post, Review
from posts.numbers import number
from posts.reviewing import decide, newest, open_review, remark, settle, submit
from posts.revisions import latest, paragraphs_of

# The button that saves a post and hands it in.
HAND_IN = "_review"
MOST_PAST = 20  # reviews that the page lists


class PostReview(admin.ModelAdmin):
    """Adds the page of reviews and notes to the admin of posts, and a panel to the form."""

    def get_urls(self) -> list[URLPattern]:
        """Add the page of a post's reviews and notes."""
        view = self.admin_site.admin_view(self.review)
        return [
            path("<int:object_id>/review/", view, name="posts_post_review"),
            *super().get_urls(),
        ]

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def review(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Show the text with its notes and the post's reviews; a POST does one act of them."""
        post = self.get_queryset(request).filter(pk=object_id).first()
        if not isinstance(post, Post):
            raise Http404
        if not self.has_view_permission(request, post):
            raise PermissionDenied
        forms: dict[str, Any] = {}
        if request.method == "POST":
            try:
                forms = self._act_on_review(request, post)
            except Post.DoesNotExist as error:  # Deleted meanwhile.
                raise Http404 from error
            if not forms:
                return HttpResponseRedirect(_address(post.pk))
        Notice.objects.filter(account=request.user.pk, post=post).delete()
        return self._page(request, post, forms)

    def _page(self, request: HttpRequest, post: Post, forms: dict[str, Any]) -> HttpResponse:
        revision = newest(post.pk)
        body = revision.snapshot["body"]
        review = open_review(post.pk)
        notes = list(post.notes.select_related("made_by", "settled_by"))
        passages = paragraphs_of(body)
        rows, elsewhere = _beside(passages, [note for note in notes if not note.settled_at])
        for note in notes:
            note.may_settle = self._may_settle(request, note)  # type: ignore[attr-defined]
        chosen = number(request.GET.get("on", ""))
        initial = {"passage": passages[chosen - 1] if 0 < chosen <= len(passages) else ""}
        past = Review.objects.exclude(decision=Decision.OPEN).filter(post=post)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Review of “%(title)s”") % {"title": post.title},
            "opts": self.opts,
            "original": post,
            "review": review,
            "since": in_words(review.submitted_at) if review else "",
            "is_changed": review is not None and review.revision_id != revision.pk,
            "number": revision.number,
            "stored": None if revision.is_stored else latest(post.pk).number,
            "rows": rows,
            "notes": elsewhere,
            "settled": [note for note in notes if note.settled_at],
            "past": past.select_related("submitted_by", "decided_by")[:MOST_PAST],
            "may_submit": self.may_write(request, post),  # type: ignore[attr-defined]
            "may_decide": self.has_publish_permission(request),  # type: ignore[attr-defined]
            "note_form": forms.get("note") or NoteForm(body=body, initial=initial),
            "submit_form": forms.get("submit") or MessageForm(prefix="submit"),
            "approve_form": forms.get("approve") or MessageForm(prefix="approve"),
            "return_form": forms.get("return") or ReturnForm(prefix="return"),
        }
        return TemplateResponse(request, "admin/posts/post/review.html", context)

    # ------------------------------------------------------------ acts

    def _act_on_review(self, request: HttpRequest, post: Post) -> dict[str, Any]:
        """Do what the button says; return the form that is not filled in right, by its name."""
        act = request.POST.get("act", "")
        if act == "settle":
            note = get_object_or_404(post.notes, pk=number(request.POST.get("note", "")))
            if not self._may_settle(request, note):
                raise PermissionDenied
            settle(note, by=request.user)
            messages.success(request, _("The note is settled."))
            return {}
        if act not in {"submit", "withdraw", "approve", "return", "note"}:
            raise Http404
        if not self._may(request, post, act):
            raise PermissionDenied
        form = self._form(request, post, act)
        if not form.is_valid():
            return {act: form}
        self._do(request, post, act, form.cleaned_data)
        return {}

    def _may(self, request: HttpRequest, post: Post, act: str) -> bool:
        if act in {"approve", "return"}:
            return bool(self.has_publish_permission(request))  # type: ignore[attr-defined]
        if act == "note":
            return self.has_view_permission(request, post)
        return bool(self.may_write(request, post))  # type: ignore[attr-defined]

    def _form(self, request: HttpRequest, post: Post, act: str) -> Any:
        if act == "note":
            return NoteForm(request.POST, body=newest(post.pk).snapshot["body"])
        form_class = ReturnForm if act == "return" else MessageForm
        return form_class(request.POST, prefix=act)

    def _do(self, request: HttpRequest, post: Post, act: str, said: dict[str, Any]) -> None:
        if act == "note":
            remark(post, by=request.user, text=said["text"], passage=said["passage"])
            messages.success(request, _("The note is kept, and those concerned are told."))
            return
        if act == "submit":
            submit(post, by=request.user, message=said["said"])
            messages.success(request, _("Handed in. Whoever may publish is told."))
            return
        decision = {
            "approve": Decision.APPROVED,
            "return": Decision.RETURNED,
            "withdraw": Decision.WITHDRAWN,
        }[act]
        seen = number(request.POST.get("seen", "")) if act == "approve" else None
        if decide(post, decision, by=request.user, answer=said["said"], seen=seen) is None:
            warning = _("What you saw is not in review any more. Nothing was decided: look again.")
            messages.warning(request, warning)
            return
        messages.success(request, decision.label)

    def _may_settle(self, request: HttpRequest, note: Note) -> bool:
        is_own = note.made_by_id == request.user.pk
        return is_own or bool(self.may_write(request, note.post))  # type: ignore[attr-defined]

    # ------------------------------------------------------------ the form

    def _changeform_view(
        self, request: HttpRequest, object_id: str | None, *args: Any
    ) -> HttpResponse:
        """Save the form, and hand in what it saved where its button says so."""
        wants_review = HAND_IN in request.POST
        response: HttpResponse = super()._changeform_view(request, object_id, *args)  # type: ignore[misc]
        is_saved = response.status_code == 302
        if wants_review and is_saved:
            # None where the post is unknown or another's, which leads back to the start.
            for post in Post.objects.filter(pk__in=request._keeping.posts):  # type: ignore[attr-defined]
                submit(post, by=request.user)
                messages.success(request, _("Handed in. Whoever may publish is told."))
        return response

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Tell the panel whether the post is in review, and how many notes wait."""
        post = kwargs.get("obj")
        context["may_publish"] = self.has_publish_permission(request)  # type: ignore[attr-defined]
        if post and post.pk:
            context["review"] = review = open_review(post.pk)
            context["review_since"] = in_words(review.submitted_at) if review else ""
            context["last_review"] = _decided(post)
            context["open_notes"] = post.notes.filter(settled_at=None).select_related("made_by")
            context["review_url"] = _address(post.pk)
        return super().render_change_form(request, context, *args, **kwargs)


def _beside(
    passages: list[str], notes: list[Note]
) -> tuple[list[tuple[int, str, list[Note]]], list[Note]]:
    """Return each paragraph with its number and notes, and the notes that stand beside none."""
    rows: list[tuple[int, str, list[Note]]] = [
        (number, passage, []) for number, passage in enumerate(passages, start=1)
    ]
    elsewhere = []
    for note in notes:
        beginning = paragraphs_of(note.passage)[:1]
        found = [row for row in rows if beginning and beginning[0] in row[1]]
        if found:
            found[0][2].append(note)
        else:
            elsewhere.append(note)
    return rows, elsewhere


def _decided(post: Post) -> Review | None:
    """Return what came of the last review, unless the post has been written on since."""
    decided = post.reviews.exclude(decision__in=[Decision.OPEN, Decision.WITHDRAWN])
    return decided.select_related("decided_by").order_by("-decided_at").first()


def _address(post: int) -> str:
    return reverse("admin:posts_post_review", args=[post])
