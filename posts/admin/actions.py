"""What can be done to many posts at once from their list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import CHANGE, LogEntry
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from posts.changes import gathered
from posts.checking import errors_of
from posts.forms import RetagForm, SectionForm, obstacles
from posts.models import Post, Status
from posts.models.revision import Cause
from posts.querysets import PostQuerySet
from posts.revisions import kept

# How many posts a question lists by title, which is a page of the list, and a report by reason.
MOST_LISTED = 50
MOST_REFUSALS = 10


class PostActions(admin.ModelAdmin):
    """Publish, unpublish, retag and change the section of the chosen posts."""

    actions = ("publish", "unpublish", "retag", "change_section")

    @admin.action(description=gettext_lazy("Publish selected posts"), permissions=["publish"])
    def publish(self, request: HttpRequest, queryset: PostQuerySet) -> None:
        """Publish what is ready, and name what is not with the reason."""
        ready, refused, late = [], [], []
        chosen = list(queryset.order_by().values_list("pk", flat=True))
        # Judged under the lock: nobody writes between that and the publishing.
        with kept(chosen, by=request.user, cause=Cause.BULK):
            posts = Post.objects.filter(pk__in=chosen)
            failing = errors_of(posts.exclude(status=Status.PUBLISHED))
            for post in posts.select_related("category"):
                found = [*_obstacles(post), *failing.get(post.pk, [])]
                if found:
                    refused.append(f"{post}: {' '.join(found)}")
                    continue
                ready.append(post.pk)
                if post.published_at and post.date_if_published() != post.published_at:
                    late.append(_("“%(title)s”") % {"title": post})
            count = Post.objects.filter(pk__in=ready).publish()
        self._say_why(request, refused)
        self._report(request, count, _("Published"), ready)
        if late:
            message = _("Their planned dates had passed, so these are dated anew: %(titles)s")
            named = ", ".join(late[:MOST_LISTED]) + (" …" if len(late) > MOST_LISTED else "")
            self.message_user(request, message % {"titles": named}, messages.WARNING)

    @admin.action(description=gettext_lazy("Unpublish selected posts"), permissions=["publish"])
    def unpublish(self, request: HttpRequest, queryset: PostQuerySet) -> None:
        """Take back what was published; drafts have nothing to take back."""
        out = queryset.filter(status=Status.PUBLISHED)
        chosen = list(out.order_by().values_list("pk", flat=True))
        with kept(chosen, by=request.user, cause=Cause.BULK):
            count = Post.objects.filter(pk__in=chosen).unpublish()
        self._report(request, count, _("Unpublished"), chosen)

    @admin.action(
        description=gettext_lazy("Change tags of selected posts…"), permissions=["change"]
    )
    def retag(self, request: HttpRequest, queryset: PostQuerySet) -> HttpResponse | None:
        """Ask which tags to add and remove, then do it."""
        return self._ask(request, queryset, RetagForm, "retag", _("Change tags"))

    @admin.action(
        description=gettext_lazy("Change section of selected posts…"), permissions=["change"]
    )
    def change_section(self, request: HttpRequest, queryset: PostQuerySet) -> HttpResponse | None:
        """Ask for the new section, then move the posts there."""
        return self._ask(request, queryset, SectionForm, "change_section", _("Change section"))

    def _ask(
        self,
        request: HttpRequest,
        queryset: PostQuerySet,
        form_class: type[RetagForm | SectionForm],
        action: str,
        title: str,
    ) -> HttpResponse | None:
        """Show the form; on its answer apply it to the posts the account may change."""
        posts = self._changeable(request, queryset)
        form = form_class(request.POST if "apply" in request.POST else None, posts=posts)
        if not form.is_valid():
            return self._question(request, posts, form, action, title)
        chosen = list(posts.order_by().values_list("pk", flat=True))
        with kept(chosen, by=request.user, cause=Cause.BULK), gathered():
            form.apply()
            self._report(request, len(chosen), title, chosen)
        return None

    def _question(
        self, request: HttpRequest, posts: PostQuerySet, form: forms.Form, action: str, title: str
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": title,
            "form": form,
            "posts": posts[:MOST_LISTED],
            "total": posts.count(),
            "most_listed": MOST_LISTED,
            "is_across": request.POST.get("select_across") == "1",
            "action": action,
            "action_checkbox_name": ACTION_CHECKBOX_NAME,
            "media": self.media,
        }
        return TemplateResponse(request, "admin/posts/post/bulk.html", context)

    def _changeable(self, request: HttpRequest, queryset: PostQuerySet) -> PostQuerySet:
        """Keep what the account may change: published posts are for those who may publish."""
        posts = queryset.order_by("pk")
        changeable: PostQuerySet = self.changeable(request, posts)  # type: ignore[attr-defined]
        left = posts.count() - changeable.count()
        if left:
            message = ngettext(
                "%d post was left alone: what is published takes the permission to publish.",
                "%d posts were left alone: what is published takes the permission to publish.",
                left,
            )
            self.message_user(request, message % left, messages.WARNING)
        return changeable

    def _say_why(self, request: HttpRequest, refused: list[str]) -> None:
        """Say what keeps posts from being published, for the first few one by one."""
        for message in refused[:MOST_REFUSALS]:
            self.message_user(request, message, messages.ERROR)
        rest = len(refused) - MOST_REFUSALS
        if rest > 0:
            message = ngettext(
                "%d more post is not ready either.", "%d more posts are not ready either.", rest
            )
            self.message_user(request, message % rest, messages.ERROR)

    def _report(self, request: HttpRequest, count: int, done: str, chosen: list[int]) -> None:
        """Say how many posts were changed, and keep it in each one's history."""
        changed = Post.objects.filter(pk__in=chosen)
        if chosen:
            LogEntry.objects.log_actions(str(request.user.pk), changed, CHANGE, change_message=done)
        message = ngettext("%(done)s: %(count)d post.", "%(done)s: %(count)d posts.", count)
        level = messages.SUCCESS if count else messages.WARNING
        self.message_user(request, message % {"done": done, "count": count}, level)


def _obstacles(post: Post) -> list[str]:
    found: dict[str, Any] = obstacles(
        category=post.category,
        has_author=bool(post.byline),
        published_at=post.date_if_published(),
        expires_at=post.expires_at,
        embargo_until=post.embargo_until,
        at=timezone.now(),
    )
    return list(found.values())
