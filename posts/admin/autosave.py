"""Text that is not saved is kept as it is typed, and offered when the form is opened again."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
    QueryDict,
)
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from posts.admin.history import label_of
from posts.admin.rescue import show_typed
from posts.forms import as_typed, differing_fields, is_typed_alike, without_row_keys
from posts.models import Autosave, Post
from posts.moments import at_time, in_words
from posts.revisions import Difference, Snapshot, copy_shown, latest
from posts.revisions.differing import of_texts

# The field by which an opened form is known, what its address asks for, and who opened it.
KEY, UNSAVED, OWNER = "key", "unsaved", "_owner"
WELL_FORMED = re.compile(r"form-[a-zA-Z0-9]{12}\Z")
# What belongs to a request rather than to the text.
NOT_TYPED = re.compile(r"csrfmiddlewaretoken|_.*|discard\Z")
# More than the longest text that can be rendered, with room for all other fields.
MOST_CHARACTERS = 2_000_000


class PostAutosave(admin.ModelAdmin):
    """Keeps what is typed, in a place of its own: no revision, no status, nothing for readers."""

    def get_urls(self) -> list[URLPattern]:
        """Add where a form is sent while it is written."""
        view = self.admin_site.admin_view(self.autosave)
        return [
            path("autosave/", view, name="posts_post_autosave_new"),
            path("<int:object_id>/autosave/", view, name="posts_post_autosave"),
            *super().get_urls(),
        ]

    @method_decorator(require_POST)
    def autosave(self, request: HttpRequest, object_id: int | None = None) -> HttpResponse:
        """Keep the form as it is sent, and answer with the time.

        Or throw away what is kept; or only tell how the text that is sent differs.
        """
        post = self._allowed(request, object_id)
        if request.POST.get(OWNER, str(request.user.pk)) != str(request.user.pk):
            # The form was opened by somebody else, whose login has ended in this browser.
            return JsonResponse({"refused": _("Another account has opened this form.")}, status=409)
        key = _key_of(request, object_id)
        own = Autosave.objects.filter(user=request.user, key=key)  # type: ignore[misc]
        if "discard" in request.POST:
            own.delete()
            messages.success(request, _("The unsaved text was thrown away."))
            return HttpResponseRedirect(_address(object_id))
        fields = {
            name: values for name, values in request.POST.lists() if not NOT_TYPED.match(name)
        }
        if sum(len(value) for values in fields.values() for value in values) > MOST_CHARACTERS:
            return JsonResponse({"refused": _("The text is too long to be kept.")}, status=413)
        if "compare" in request.POST:
            context = {"differs": _differing(_shown(post), request.POST.get("body", ""))}
            return TemplateResponse(request, "admin/posts/post/typed.html", context)
        Autosave.objects.update_or_create(
            user=request.user,  # type: ignore[misc]
            key=key,
            defaults={"post": post, "fields": fields},
        )
        return JsonResponse({"kept": at_time(timezone.now())})

    def _allowed(self, request: HttpRequest, object_id: int | None) -> Post | None:
        if object_id is None:
            if not self.has_add_permission(request):
                raise PermissionDenied
            return None
        post = self.get_queryset(request).filter(pk=object_id).first()
        if post is None:
            raise Http404
        if not self.open_form(request, post):  # type: ignore[attr-defined]
            raise PermissionDenied
        return post

    # ------------------------------------------------------------ the form

    def _changeform_view(
        self, request: HttpRequest, object_id: str | None, *args: Any
    ) -> HttpResponse:
        """Fill the form with what was not saved, where that is asked for."""
        key = request.GET.get(UNSAVED)
        if request.method == "GET" and key:
            kept = Autosave.objects.filter(user=request.user.pk, key=key).first()
            if kept and str(kept.post_id or "") == str(object_id or ""):
                show_typed(request, _as_sent(kept))
        return super()._changeform_view(request, object_id, *args)  # type: ignore[misc]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001
        """Save, and with it forget what was not saved."""
        super().save_related(request, form, formsets, change)
        self.forget_unsaved(request, form.instance.pk if change else None)

    def forget_unsaved(self, request: HttpRequest, post: int | None) -> None:
        """Throw away what was typed into this form: it is saved."""
        key = _key_of(request, post)
        Autosave.objects.filter(user=request.user.pk, key=key).delete()

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Offer what was not saved, and tell the form where to send itself."""
        post = kwargs.get("obj")
        may_save = (
            self.has_change_permission(request, post) if post else self.has_add_permission(request)
        )
        if may_save:
            context["autosave_url"] = _autosave_url(post.pk if post else None)
            context[KEY] = _own_key(request) or _new_key()
        # Who may not save any more, since the post was published, gets the words back all the same.
        if request.method == "GET" or getattr(request, "_shows_copy", False):
            context["unsaved"] = self._offers(request, post)
        return super().render_change_form(request, context, *args, **kwargs)

    def _offers(self, request: HttpRequest, post: Post | None) -> list[dict[str, Any]]:
        """Return what to say of each text that is not saved; one that was saved after all goes."""
        kept = list(Autosave.objects.filter(user=request.user.pk, post=post))
        shown = _shown(post)
        stored = as_typed(shown, lead=post.lead_picture_id) if post and shown else None
        if stored:
            same = [one for one in kept if is_typed_alike(_as_sent(one), stored)]
            Autosave.objects.filter(pk__in=[one.pk for one in same]).delete()
            kept = [one for one in kept if one not in same]
        return [_offer(one, shown, stored) for one in kept]


def _shown(post: Post | None) -> Snapshot | None:
    """Return what the form of a post shows: unpublished changes, or what is stored."""
    if post is None:
        return None
    copy = copy_shown(post.pk)
    return (copy.revision if copy else latest(post.pk)).snapshot


def _differing(shown: Snapshot | None, text: str) -> Difference:
    """Return how a text that was typed differs from what the form shows."""
    before = shown["body"] if shown else ""
    return Difference("body", list(of_texts(before, text.replace("\r\n", "\n"))))


def _offer(kept: Autosave, shown: Snapshot | None, stored: QueryDict | None) -> dict[str, Any]:
    """Return what the page says about unsaved text: when it was typed, and how it differs."""
    fields = differing_fields(_as_sent(kept), stored) if stored else []
    typed = kept.text_of("body").replace("\r\n", "\n")
    return {
        "title": str(kept),
        "when": in_words(kept.typed_at),
        "differs": _differing(shown, typed),
        "fields": ", ".join(label_of(name) for name in fields if name != "body"),
        "text": typed,
        "address": f"{_address(kept.post_id)}?{UNSAVED}={kept.key}",
        "discard_url": _autosave_url(kept.post_id),
        "key": kept.key,
    }


def _as_sent(kept: Autosave) -> QueryDict:
    sent = QueryDict(mutable=True)
    for name, values in kept.fields.items():
        sent.setlist(name, values)
    return without_row_keys(sent)


def _key_of(request: HttpRequest, post: int | None) -> str:
    """Return the key of the form: each one that is opened has its own, and takes none away."""
    return _own_key(request) or (f"post-{post}" if post else "new")


def _own_key(request: HttpRequest) -> str:
    """Return the key that the form sent, if it is a sound one."""
    key = request.POST.get(KEY, "")
    return key if WELL_FORMED.match(key) else ""


def saved_tag(request: HttpRequest) -> str:
    """Return what a message says to the script of the page: which form it is that was saved."""
    key = _own_key(request)
    return f"saved-{key}" if key else ""


def _new_key() -> str:
    return f"form-{get_random_string(12)}"


def _address(post: int | None) -> str:
    if post is None:
        return reverse("admin:posts_post_add")
    return reverse("admin:posts_post_change", args=[post])


def _autosave_url(post: int | None) -> str:
    if post is None:
        return reverse("admin:posts_post_autosave_new")
    return reverse("admin:posts_post_autosave", args=[post])
