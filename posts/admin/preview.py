"""The preview of a post: the reading page itself, of what is typed or of what is stored.

Where it is a page of its own, the address asks for a band that says so; in a frame it has none.
"""

from __future__ import annotations

from typing import Any

from csp.constants import SELF
from csp.decorators import csp_replace
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods

from posts.admin.moments import in_words, what_readers_see
from posts.articles import article, more_from
from posts.forms import BylineFormSet
from posts.markup.article import article_page
from posts.models import Author, Post, State, Tag
from posts.models.slugs import slug_for
from posts.structured import article_graph

# What the address says where the page is to say that it is a preview.
BAND = "band"


class PostPreview(admin.ModelAdmin):
    """Adds addresses to the admin of posts that show a post as readers will see it."""

    def get_urls(self) -> list[URLPattern]:
        """Add the preview of a new post and that of a stored one."""
        view = self.admin_site.admin_view(self.preview)
        return [
            path("preview/", view, name="posts_post_preview_new"),
            path("<int:object_id>/preview/", view, name="posts_post_preview"),
            *super().get_urls(),
        ]

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    @method_decorator(xframe_options_sameorigin)
    @method_decorator(csp_replace({"frame-ancestors": [SELF]}))
    def preview(self, request: HttpRequest, object_id: int | None = None) -> HttpResponse:
        """Show the stored post, or with a POST of its whole form what that form would make of it.

        Stores nothing. A text that cannot be rendered is a 422 that says why, in plain words.
        """
        stored = self._stored(request, object_id)
        request._band = _standing(stored) if BAND in request.GET else ""  # type: ignore[attr-defined]
        if request.method != "POST":
            response = _page(request, stored or _blank(), _authors(stored), _tags(stored))
        else:
            response = self._typed(request, stored)
        response["X-Robots-Tag"] = "noindex"
        response["Cache-Control"] = "no-store"
        return response

    def _stored(self, request: HttpRequest, object_id: int | None) -> Post | None:
        """Return the post, if the account may do with it what the request asks."""
        if object_id is None:
            if not self.has_add_permission(request):
                raise PermissionDenied
            return None
        posts: Any = self.get_queryset(request)
        post: Post | None = posts.with_article().defer(None).filter(pk=object_id).first()
        if not self.has_view_permission(request, post):
            raise PermissionDenied
        if post is None:
            raise Http404
        if request.method == "POST" and not self.open_form(request, post):  # type: ignore[attr-defined]
            raise PermissionDenied
        return post

    def _typed(self, request: HttpRequest, stored: Post | None) -> HttpResponse:
        form = self.typed_form(request, stored)
        if "body" in form.errors:
            message = " ".join(str(error) for error in form.errors["body"])
            return HttpResponse(message, status=422, content_type="text/plain; charset=utf-8")
        post = form.instance
        if {"series", "series_part"} & set(form.errors):
            post.series = post.series_part = None
        tags = [_as_tag(name) for name in form.cleaned_data.get("tags", [])]
        return _page(request, post, self._signed(request, post), tags)

    def typed_form(self, request: HttpRequest, stored: Post | None) -> Any:
        """Return the form as it was sent; its post is what the form would make, not stored."""
        form_class = self.get_form(request, stored, change=stored is not None)
        form = form_class(request.POST, instance=stored)
        form.is_valid()  # Fields that are not right yet are left as they were.
        return form

    def _signed(self, request: HttpRequest, post: Post) -> list[Author]:
        """Return the authors in the order that the byline's rows give."""
        for formset_class, inline in self.get_formsets_with_inlines(request, post):
            options: Any = self.get_formset_kwargs(
                request, post, inline, formset_class.get_default_prefix()
            )
            formset = formset_class(**options)
            if isinstance(formset, BylineFormSet):
                formset.is_valid()
                return formset.authors()
        return []


def _blank() -> Post:
    post = Post()
    post.render()
    return post


def _as_tag(name: Tag | str) -> Tag:
    return name if isinstance(name, Tag) else Tag(name=name, slug=slug_for(name, fallback="tag"))


def _page(request: HttpRequest, post: Post, authors: list[Author], tags: list[Tag]) -> HttpResponse:
    post.slug = post.slug or slug_for(post.title, fallback="preview")
    shown = article(post, authors=authors, tags=tags, more=more_from(post))
    embargo = in_words(post.embargo_until) if post.is_under_embargo and post.embargo_until else ""
    context = {
        **article_page(shown),
        "structured": article_graph(post, authors=authors, tags=tags),
        "current_section": post.category,
        "embargo": embargo,
        "band": request._band,  # type: ignore[attr-defined]
    }
    return render(request, "posts/post.html", context)


def _standing(stored: Post | None) -> str:
    """Say where the post stands as it is stored."""
    state = stored.state() if stored else State.DRAFT
    is_dated = stored and state in {State.LIVE, State.SCHEDULED, State.EXPIRED}
    return what_readers_see(stored) if stored and is_dated else str(state.label)


def _authors(stored: Post | None) -> list[Author]:
    return stored.byline if stored else []


def _tags(stored: Post | None) -> list[Tag]:
    return stored.tags_by_name if stored else []
