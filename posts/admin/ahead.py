"""What readers will see at a moment to come: pages as of then, and what changes until then."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from posts.admin.moments import in_words
from posts.forms import AheadForm
from posts.forms.clocks import is_in_calendar
from posts.models import Category
from posts.planning import Missing, between, page_as_of
from posts.revisions import publish_due

# How an address writes a moment: in UTC, to the second.
STAMP = "%Y%m%dT%H%M%SZ"
USUALLY_AHEAD = timedelta(days=1)
MOST_LISTED = 200
# Links of a page that lead to pages, and its search.
LINKS = re.compile(
    r"""(<a\b[^>]*?\shref="|<form\b[^>]*?\saction=")(/(?!/|admin/|media/|static/)[^"]*)"""
)


class PostAhead(admin.ModelAdmin):
    """Shows the site as readers will see it at a moment to come."""

    def get_urls(self) -> list[URLPattern]:
        """Add the list of what changes until a moment, and pages as of it."""
        guard = self.admin_site.admin_view
        return [
            path("ahead/", guard(self.ahead), name="posts_post_ahead"),
            path("ahead/<str:stamp>/", guard(self.page_ahead), name="posts_post_ahead_home"),
            path(
                "ahead/<str:stamp>/<path:place>",
                guard(self.page_ahead),
                name="posts_post_ahead_at",
            ),
            *super().get_urls(),
        ]

    @method_decorator(require_safe)
    def ahead(self, request: HttpRequest) -> HttpResponse:
        """Ask for a moment; list what changes until then, and lead to pages as of it."""
        self._check_sight(request)
        now = timezone.now()
        publish_due(now)
        form = AheadForm(request.GET if "at" in request.GET else None)
        form.initial["at"] = usual = (now + USUALLY_AHEAD).replace(second=0, microsecond=0)
        at = usual if not form.is_bound else form.cleaned_data["at"] if form.is_valid() else None
        context = {
            **self.admin_site.each_context(request),
            "title": _("What readers will see"),
            "opts": self.opts,
            "desk_place": "Calendar",
            "form": form,
            "at": at,
            "when": in_words(at) if at else "",
        }
        if at:
            found = between(self.get_queryset(request), now, at, most=MOST_LISTED + 1)  # type: ignore[arg-type]
            context |= {
                "happenings": found[:MOST_LISTED],
                "most_listed": MOST_LISTED,
                "has_more": len(found) > MOST_LISTED,
                "pages": _pages(at),
            }
        return _for_the_desk_alone(
            TemplateResponse(request, "admin/posts/post/ahead.html", context)
        )

    @method_decorator(require_safe)
    def page_ahead(self, request: HttpRequest, stamp: str, place: str = "") -> HttpResponse:
        """Show a page as readers will get it at a moment, with a line above that says so."""
        self._check_sight(request)
        at = _read(stamp)
        if at <= timezone.now():
            messages.warning(request, _("That moment has passed. Choose one to come."))
            return HttpResponseRedirect(reverse("admin:posts_post_ahead"))
        request.ahead = {"when": in_words(at), "url": _list_of(at)}  # type: ignore[attr-defined]
        try:
            response = page_as_of(request, f"/{place}", at)
        except Missing:
            response = self._text_told(request, at, place, text="")
            response.status_code = HTTPStatus.NOT_FOUND
            return _for_the_desk_alone(response)
        return _for_the_desk_alone(self._page_shown(request, at, place, response))

    def _check_sight(self, request: HttpRequest) -> None:
        """Let in who may see every post."""
        if not request.user.has_perm("posts.view_post"):
            raise PermissionDenied

    def _page_shown(
        self, request: HttpRequest, at: datetime, place: str, response: HttpResponse
    ) -> HttpResponse:
        """Return a page whose links lead to pages as of the same moment; a feed as its text."""
        home = reverse("admin:posts_post_ahead_home", args=[at.strftime(STAMP)])
        if "Location" in response:
            return HttpResponseRedirect(f"{home}{response['Location'].lstrip('/')}")
        kind = response.get("Content-Type", "")
        if kind.startswith("image/"):
            raise Http404
        text = response.content.decode()
        if not kind.startswith("text/html"):
            return self._text_told(request, at, place, text=text)
        return HttpResponse(LINKS.sub(lambda found: f"{found[1]}{home}{found[2][1:]}", text))

    def _text_told(
        self, request: HttpRequest, at: datetime, place: str, *, text: str
    ) -> HttpResponse:
        """Show what is no page, in a page of the desk."""
        context = {
            **self.admin_site.each_context(request),
            "title": _("/%(place)s as of %(when)s") % {"place": place, "when": in_words(at)},
            "opts": self.opts,
            "desk_place": "Calendar",
            "when": in_words(at),
            "list_url": _list_of(at),
            "text": text,
        }
        return TemplateResponse(request, "admin/posts/post/ahead_text.html", context)


def _list_of(at: datetime) -> str:
    local = timezone.localtime(at).isoformat(timespec="minutes").replace("+", "%2B")
    return f"{reverse('admin:posts_post_ahead')}?at={local}"


def _pages(at: datetime) -> list[dict[str, str]]:
    """Return the pages that are worth a look, with their addresses as of a moment."""
    home = reverse("admin:posts_post_ahead_home", args=[at.strftime(STAMP)])
    places = [
        (_("Front page"), reverse("posts:home")),
        (_("Latest"), reverse("posts:latest")),
        (_("Feed"), reverse("posts:feed", args=["atom.xml"])),
    ]
    sections = Category.objects.filter(is_in_navigation=True).only("name", "slug")
    places += [(section.name, section.get_absolute_url()) for section in sections]
    return [{"name": name, "url": f"{home}{place.lstrip('/')}"} for name, place in places]


def _read(stamp: str) -> datetime:
    """Return the moment that an address writes. Raises Http404."""
    try:
        at = datetime.strptime(stamp, STAMP).replace(tzinfo=UTC)
    except ValueError as error:
        raise Http404 from error
    if at.strftime(STAMP) != stamp or not is_in_calendar(at):
        raise Http404
    return at


def _for_the_desk_alone(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
