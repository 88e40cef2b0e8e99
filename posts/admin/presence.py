"""Presence: who else has the form of a post open, and since when."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from posts.admin.autosave import KEY, WELL_FORMED
from posts.models import Post, Presence
from posts.moments import at_time, in_words

# Said as the page is left.
LEAVING = "leaving"


class PostPresence(admin.ModelAdmin):
    """Tells editors of each other while they have a post open."""

    def get_urls(self) -> list[URLPattern]:
        """Add where an opened form makes itself heard."""
        view = self.admin_site.admin_view(self.presence)
        return [
            path("<int:object_id>/presence/", view, name="posts_post_presence"),
            *super().get_urls(),
        ]

    @method_decorator(require_POST)
    def presence(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Note that a form is open, or is no more, and say who else has the post open.

        Who may only look at the post is told, and not noted.
        """
        post = self.get_queryset(request).filter(pk=object_id).first()
        if not isinstance(post, Post):
            raise Http404
        if not self.has_view_or_change_permission(request, post):
            raise PermissionDenied
        key = request.POST.get(KEY, "")
        if LEAVING in request.POST:
            Presence.objects.filter(post=post, user=request.user.pk, key=key).delete()
            return HttpResponse(status=204)
        if WELL_FORMED.match(key) and self.may_write(request, post):  # type: ignore[attr-defined]
            Presence.objects.note(post.pk, user=request.user, key=key)
        return JsonResponse({"others": _others(request, post)})

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Say who has the post open, and note that this account has, where it may write."""
        post = kwargs.get("obj")
        if post is not None and post.pk:
            if key := context.get(KEY):
                Presence.objects.note_opened(post.pk, user=request.user, key=key)
            context["presence_url"] = reverse("admin:posts_post_presence", args=[post.pk])
            context["others"] = _others(request, post)
        return super().render_change_form(request, context, *args, **kwargs)


def _others(request: HttpRequest, post: Post) -> str:
    """Return a sentence for each other account that has the post open; nothing where none has."""
    others = Presence.objects.others(post.pk, than=request.user)
    return " ".join(
        _("%(who)s has had it open since %(when)s.") % {"who": who, "when": _when(since)}
        for who, since in others
    )


def _when(moment: datetime) -> str:
    """Return the time of a moment, with its day where that is not today."""
    is_today = timezone.localtime(moment).date() == timezone.localdate()
    return at_time(moment) if is_today else in_words(moment)
