"""Moving a post to another day, from the calendar: by hand, by keyboard, and without script."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from posts.admin.calendar import Asked
from posts.admin.moments import in_words
from posts.admin.together import who_and_when
from posts.changes import gathered
from posts.forms import MoveForm, as_chosen
from posts.forms.moving import PLAN, SCHEDULE
from posts.models import Post, State, Status
from posts.planning import plan_of
from posts.revisions import kept, latest, publish_due


class PostMoving(admin.ModelAdmin):
    """Gives a post another date, by the rules of every save."""

    def get_urls(self) -> list[URLPattern]:
        """Add the form that moves a post."""
        view = self.admin_site.admin_view(self.move)
        return [path("<int:object_id>/move/", view, name="posts_post_move"), *super().get_urls()]

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def move(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Ask for date and time, or move the post to them and lead back to the calendar.

        A move that is based on a plan which somebody has changed meanwhile changes nothing.
        """
        publish_due(timezone.now())
        post = self._movable(request, object_id)
        if request.method != "POST":
            return self._move_form(request, post, self._move_begun(request, post))
        try:
            with kept([post.pk], by=request.user), gathered():
                # Read again under its lock: somebody may just have moved it, or published it.
                return self._moved(request, self._movable(request, object_id))
        except IntegrityError as error:
            messages.error(request, _("It cannot be moved: %(why)s") % {"why": error})
        post = self._movable(request, object_id)
        return self._move_form(request, post, self._move_sent(request, post))

    def _movable(self, request: HttpRequest, key: int) -> Post:
        post: Any = self.get_queryset(request).filter(pk=key).first()
        if post is None:
            raise Http404
        if not self.has_change_permission(request, post):
            raise PermissionDenied
        found: Post = post
        return found

    def _moved(self, request: HttpRequest, post: Post) -> HttpResponse:
        form = self._move_sent(request, post)
        if form.data.get("seen") and form.data["seen"] != plan_of(post):
            return self._overtaken(request, post, form)
        if not form.is_valid():
            return self._move_form(request, post, form)
        before = plan_of(post)
        form.apply()
        if plan_of(post) == before:
            messages.info(request, _("“%(title)s” stays where it was.") % {"title": post})
        else:
            self.log_change(request, post, _("Moved to %(when)s") % {"when": _when(post)})
            messages.success(request, self._move_said(request, post))
        return HttpResponseRedirect(f"{_calendar(request)}#entry-{post.pk}")

    def _overtaken(self, request: HttpRequest, post: Post, form: MoveForm) -> HttpResponse:
        """Tell both: what somebody made of the post meanwhile, and what was asked for."""
        words = {**who_and_when(latest(post.pk)), "title": post.title, "now": _when(post)}
        message = _(
            "%(who)s changed “%(title)s” at %(when)s, after you had opened the calendar. It is now:"
            " %(now)s. Nothing of yours is saved; what you chose is below. Move it if that is to"
            " hold."
        )
        messages.warning(request, message % words)
        form.data = dict(form.data.items()) | {"seen": plan_of(post)}
        return self._move_form(request, post, form, status=409)

    # ------------------------------------------------------------ the form

    def _move_sent(self, request: HttpRequest, post: Post) -> MoveForm:
        may_publish: bool = self.has_publish_permission(request)  # type: ignore[attr-defined]
        return MoveForm(request.POST, post=post, may_publish=may_publish)

    def _move_begun(self, request: HttpRequest, post: Post) -> MoveForm:
        """Return the form as an address fills it: nothing of it is sent yet."""
        may_publish: bool = self.has_publish_permission(request)  # type: ignore[attr-defined]
        form = MoveForm(post=post, may_publish=may_publish, initial={"seen": plan_of(post)})
        if "at" in request.GET:
            widget: Any = form.fields["at"].widget
            form.initial["at"] = widget.value_from_datadict(request.GET, {}, "at")
        if request.GET.get("become") in {PLAN, SCHEDULE}:
            form.initial["become"] = request.GET["become"]
        return form

    def _move_form(
        self, request: HttpRequest, post: Post, form: MoveForm, *, status: int = 200
    ) -> HttpResponse:
        asks = form.question if form.is_bound else ""
        context = {
            **self.admin_site.each_context(request),
            "title": _("Move “%(title)s”") % {"title": post.title},
            "opts": self.opts,
            "desk_place": "Calendar",
            "post": post,
            "state": post.state(),
            "now": _when(post),
            "form": form,
            "asks": asks,
            "back": _asked(request).query(),
            "calendar_url": _calendar(request),
        }
        return TemplateResponse(request, "admin/posts/post/move.html", context, status=status)

    def _move_said(self, request: HttpRequest, post: Post) -> SafeString:
        """Say what the move means for readers."""
        if post.published_at is None:
            return format_html(_("“{}” is back on the shelf, without a date."), post.title)
        state, when = post.state(), in_words(post.published_at)
        if state is State.SCHEDULED:
            return format_html(_("“{}” goes live on {}."), post.title, when)
        if state in {State.LIVE, State.EXPIRED}:
            return format_html(_("“{}” is dated {}."), post.title, when)
        words = _("“{}” is planned for {}. It stays as it is: nobody but the desk sees it.")
        said = format_html(words, post.title, when)
        if not self.has_publish_permission(request):  # type: ignore[attr-defined]
            return said
        chosen = {**as_chosen(post.published_at), "become": SCHEDULE}
        address = reverse("admin:posts_post_move", args=[post.pk])
        query = urlencode({**chosen, "back": _asked(request).query()})
        link = format_html('<a href="{}?{}">{}</a>', address, query, _("Schedule it for then…"))
        return format_html("{} {}", said, link)


def _when(post: Post) -> str:
    """Say in one line what the plan of a post is."""
    if post.published_at is None:
        return _("%(state)s, without a date") % {"state": post.state().label}
    words = {"state": post.state().label, "when": in_words(post.published_at)}
    if post.status == Status.DRAFT:
        return _("%(state)s, planned for %(when)s") % words
    return _("%(state)s, %(when)s") % words


def _asked(request: HttpRequest) -> Asked:
    """Return what the calendar showed that a form was opened from."""
    sent = request.POST if request.method == "POST" else request.GET
    return Asked.read(QueryDict(sent.get("back", "")))


def _calendar(request: HttpRequest) -> str:
    return f"{reverse('admin:posts_post_calendar')}?{_asked(request).query()}"
