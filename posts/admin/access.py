"""Who may see, write, change and publish which posts at the desk. Every endpoint asks here.

An account works at all posts (`change_post`), at its own (`change_own_post`), or at its own until
they are published (`change_own_draft`). What readers see is changed by those who may publish, and
by nobody else.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from posts.models import Post, Status
from posts.numbers import number
from posts.querysets import sees_every_post

# Whoever may change own posts may change own drafts.
OWN_POSTS, OWN_DRAFTS = "posts.change_own_post", "posts.change_own_draft"


class PostAccess(admin.ModelAdmin):
    """Answers for each post what an account may do with it."""

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        """Keep the posts that the account may see at the desk; others are not there for it."""
        posts: Any = super().get_queryset(request)
        kept: models.QuerySet = posts.at_desk_for(request.user)
        return kept

    def _get_obj_does_not_exist_redirect(
        self, request: HttpRequest, opts: Any, object_id: str
    ) -> HttpResponse:
        """Say of a post that readers see that it is not the account's; of others as of none."""
        post = Post.objects.published().filter(pk=number(object_id)).first()
        if post is None:
            return super()._get_obj_does_not_exist_redirect(request, opts, object_id)  # type: ignore[misc]
        message = format_html(
            _("You may not change “{}”. Readers see it at {}."),
            post.title,
            format_html(
                '<a href="{}">{}</a>', post.get_absolute_url(), unquote(post.get_absolute_url())
            ),
        )
        messages.warning(request, message)
        return HttpResponseRedirect(reverse("admin:index"))

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """Tell whether the account may decide what readers see."""
        return may_publish(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Show the desk to those who write their own posts too."""
        return super().has_module_permission(request) or _writes_own(request)

    def has_view_permission(self, request: HttpRequest, obj: Post | None = None) -> bool:
        """Show every post to those who may view all, and to others their own."""
        if sees_every_post(request.user):
            return True
        return _writes_own(request) and (obj is None or is_own(request, obj))

    def has_change_permission(self, request: HttpRequest, obj: Post | None = None) -> bool:
        """Let those change a post who may write it; one that is out, those who may publish.

        In the form of a post that is out, others may write what is then kept aside.
        """
        if not self._is_writer(request, obj):
            return False
        if obj is None or obj.status != Status.PUBLISHED or self.has_publish_permission(request):
            return True
        return getattr(request, "_proposes", None) == obj.pk

    def has_delete_permission(self, request: HttpRequest, obj: Post | None = None) -> bool:
        """Let those delete who may; and own posts that were never out, those who may write them."""
        if not self.has_change_permission(request, obj):
            return False
        if super().has_delete_permission(request, obj):
            return True
        return obj is not None and obj.number is None and is_own(request, obj)

    def changeable(self, request: HttpRequest, posts: models.QuerySet) -> models.QuerySet:
        """Keep of the posts that the account may see those that it may change."""
        user = request.user
        if not self.has_publish_permission(request):
            posts = posts.exclude(status=Status.PUBLISHED)
        may_change_all = user.has_perm("posts.change_post")
        if not may_change_all:
            posts = posts.filter(pk__in=Post.objects.own_to(user).order_by().values("pk"))
        only_drafts = not (may_change_all or user.has_perm(OWN_POSTS))
        return posts.filter(status=Status.DRAFT) if only_drafts else posts

    def may_propose(self, request: HttpRequest, post: Post) -> bool:
        """Tell whether the account may write changes of this post for others to publish."""
        is_out = post.status == Status.PUBLISHED and not self.has_publish_permission(request)
        return is_out and self._is_writer(request, post)

    def may_write(self, request: HttpRequest, post: Post) -> bool:
        """Tell whether the account may type into the form of this post."""
        return self.has_change_permission(request, post) or self.may_propose(request, post)

    def open_form(self, request: HttpRequest, post: Post | None) -> bool:
        """Tell whether the account may type into the form, which is opened to it if so.

        Of a post that is out the form is open to those too who may but propose changes.
        """
        if post is None:
            return self.has_add_permission(request)
        if self.may_propose(request, post):
            request._proposes = post.pk  # type: ignore[attr-defined]
        return self.has_change_permission(request, post)

    def save_model(self, request: HttpRequest, obj: Post, form: Any, change: bool) -> None:  # noqa: FBT001
        """Save; a new post belongs to whoever began it."""
        if not change:
            obj.started_by = request.user  # type: ignore[assignment]
        super().save_model(request, obj, form, change)

    def delete_model(self, request: HttpRequest, obj: Post) -> None:
        """Delete the post, unless it was published since it was asked about."""
        with transaction.atomic():
            self._refuse_unless_deletable(request, Post.objects.filter(pk=obj.pk))
            super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        """Delete the posts, unless one was published since they were asked about."""
        with transaction.atomic():
            chosen = Post.objects.filter(pk__in=queryset.order_by().values("pk"))
            self._refuse_unless_deletable(request, chosen)
            super().delete_queryset(request, queryset)

    def _refuse_unless_deletable(self, request: HttpRequest, posts: models.QuerySet) -> None:
        """Lock posts, and raise PermissionDenied if one is not the account's to delete."""
        for post in posts.select_for_update(of=("self",)).order_by("pk"):
            if not self.has_delete_permission(request, post):
                raise PermissionDenied

    def _is_writer(self, request: HttpRequest, post: Post | None) -> bool:
        """Tell whether the account may write this post, be it out or not."""
        user = request.user
        if user.has_perm("posts.change_post"):
            return True
        if post is None:
            return _writes_own(request)
        if not is_own(request, post):
            return False
        is_draft = post.status == Status.DRAFT
        return user.has_perm(OWN_POSTS) or (is_draft and user.has_perm(OWN_DRAFTS))


def may_publish(request: HttpRequest) -> bool:
    """Tell whether the account decides what readers see, of posts and of all else."""
    return request.user.has_perm("posts.publish_post")


def is_own(request: HttpRequest, post: Post) -> bool:
    """Tell whether the post is the account's own. One query at most; none where it is known."""
    known: dict[int, bool] = request.__dict__.get("own_posts", {})
    if post.pk in known:
        return known[post.pk]
    if post.started_by_id == request.user.pk:
        return True
    return post.pk is not None and post.bylines.filter(author__user=request.user.pk).exists()


def learn_own(request: HttpRequest, posts: Iterable[Post]) -> None:
    """Learn in one query which of these posts are the account's own; none if all may be changed."""
    if not request.user.has_perm("posts.change_post"):
        keys = {post.pk for post in posts}
        own = Post.objects.own_to(request.user).filter(pk__in=keys).order_by()
        known = dict.fromkeys(keys, False) | dict.fromkeys(own.values_list("pk", flat=True), True)
        request.__dict__["own_posts"] = known


def _writes_own(request: HttpRequest) -> bool:
    return any(request.user.has_perm(name) for name in (OWN_POSTS, OWN_DRAFTS))
