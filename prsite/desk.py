"""The desk: Django admin under the publication's name, which loses no text when a login ends."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import Resolver404, ResolverMatch, resolve, reverse
from django.utils.cache import add_never_cache_headers
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.views.i18n import JavaScriptCatalog

from posts.acting import acting

# What editors reach for, in the order they do. Models that are not named here come last.
ORDER = ("Post", "Picture", "Author", "Category", "Series", "Tag", "Page")

MOST_NOTICES = 50

# The forms whose text is carried over a login, and the field of the login page that carries it.
WRITING = {"admin:posts_post_add", "admin:posts_post_change"}
KEPT = "kept"
# PostgreSQL cannot store it, and nobody types it: a text that holds it is taken without it.
NUL = "\0"
BRING_TEXT = WRITING | {"admin:posts_post_autosave", "admin:posts_post_autosave_new"}


class Desk(admin.AdminSite):
    """The admin site that editors work at, with its models in an order of use."""

    enable_nav_sidebar = False  # The bar at the top of each page names the same places.
    index_title = _("Desk")

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self.site_header = format_lazy(_("{name} desk"), name=settings.SITE.name)
        self.site_title = self.site_header

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Return the applications with the publication first and its models in order of use."""
        apps = super().get_app_list(request, app_label)
        for app in apps:
            app["models"].sort(key=_place)
        return sorted(apps, key=lambda app: app["app_label"] != "posts")

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Return what every page of the desk knows; `desk_nav` holds the links of its bar."""
        context = super().each_context(request)
        models = [model for app in context["available_apps"] for model in app["models"]]
        context["desk_nav"] = [
            place
            for model in models
            if model["object_name"] in ORDER
            for place in (model, *_beside(model))
        ]
        return context

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """Show what there is to do, with what the account has been told and not looked at yet."""
        seen = apps.get_model("posts", "Post").objects.at_desk_for(request.user)
        notices = apps.get_model("posts", "Notice")._default_manager.filter(
            account=request.user.pk, post__in=seen.order_by().values("pk")
        )
        context = {"notices": notices[:MOST_NOTICES], **(extra_context or {})}
        return super().index(request, context)

    def i18n_javascript(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:  # noqa: ARG002
        """Give the desk's scripts their words in the language of the site, beside Django's own."""
        response: Any = JavaScriptCatalog.as_view()(request)
        return response

    # ------------------------------------------------------------ a login that ended

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Any:  # noqa: FBT001, FBT002
        """Guard a view, and let it know who is at work.

        A text sent without a login is carried along while one logs in. What no database can take,
        NUL characters and keys longer than any, is refused here for all views.
        """
        guarded = super().admin_view(view, cacheable)

        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if _has_nul(request.GET) or _has_nul(request.POST):
                if not _brings_text(request):
                    return _refused()
                _leave_nul_out(request)
            try:
                with acting(request.user):
                    response: HttpResponse = guarded(request, *args, **kwargs)
                    if isinstance(response, TemplateResponse):
                        response.render()  # Here, for what its queries stumble over.
            except OverflowError as error:  # SQLite says so of a key that it cannot hold.
                raise Http404 from error
            is_lost = request.method == "POST" and not self.has_permission(request)
            return self.ask_to_log_in(request) if is_lost and _is_writing(request) else response

        return answer

    def ask_to_log_in(self, request: HttpRequest) -> HttpResponse:
        """Show the login page with the form that was sent, to be given back after the login."""
        address = request.get_full_path()
        context = {
            **self.each_context(request),
            "title": _("Log in"),
            "app_path": f"{reverse('admin:login')}?{urlencode({'next': address})}",
            "next": address,
            "form": AdminAuthenticationForm(request),
            KEPT: signing.dumps(dict(request.POST.lists()), salt=KEPT, compress=True),
        }
        response = TemplateResponse(request, "admin/login.html", context)
        add_never_cache_headers(response)
        return response

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Log in, and give back the form that the login page carried along."""
        kept = request.POST.get(KEPT, "")
        response = super().login(request, {KEPT: kept, **(extra_context or {})})
        if not kept or response.status_code != HTTPStatus.FOUND:
            return response
        return self._give_back(request, response["Location"], kept) or response

    def _give_back(self, request: HttpRequest, address: str, kept: str) -> HttpResponse | None:
        """Return the form at `address` filled with what was kept, if it is a form of a text."""
        try:
            fields = signing.loads(kept, salt=KEPT)
            match = resolve(urlsplit(address).path)
        except (signing.BadSignature, Resolver404):
            return None
        if match.view_name not in WRITING:
            return None
        request.POST = _sent(fields)  # type: ignore[assignment]  # The setter takes any QueryDict.
        return self.rescue(request, match, address)

    def rescue(self, request: HttpRequest, match: ResolverMatch, address: str) -> HttpResponse:
        """Show the form of a post again as it was sent, with a fresh token, and save nothing."""
        posts: Any = self.get_model_admin(apps.get_model("posts", "Post"))
        answer: HttpResponse = posts.rescue(request, match.kwargs.get("object_id"), address)
        return answer


def around(request: HttpRequest) -> dict[str, Any] | None:
    """Return what a page of the desk shows around itself; None where nobody is at the desk."""
    match = request.resolver_match
    if match is None or "admin" not in match.app_names or not admin.site.has_permission(request):
        return None
    return admin.site.each_context(request)


def at_desk(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int
) -> HttpResponse:
    """Answer within the desk; no cache keeps it, as it names who looks at it."""
    response = render(request, template, context, status=status)
    add_never_cache_headers(response)
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """Refuse a form whose token is not valid; a text that an editor sent is shown again instead.

    The token changes with each login, so a form opened before it is refused. Only a form that this
    publication itself sent is given back: on another site's word nothing is put into it.
    """
    desk = admin.site
    match = request.resolver_match
    if isinstance(desk, Desk) and match and _is_writing(request) and _is_from_here(request):
        _leave_nul_out(request)
        if not desk.has_permission(request):
            return desk.ask_to_log_in(request)
        return desk.rescue(request, match, request.get_full_path())
    if context := around(request):
        return at_desk(request, "admin/403.html", context | {"is_form": True}, status=403)
    return render(request, "403.html", status=HTTPStatus.FORBIDDEN)


def _is_writing(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and match.view_name in WRITING


def _brings_text(request: HttpRequest) -> bool:
    """Tell whether the request brings a text, which must not be lost for what is amiss in it."""
    match = request.resolver_match
    return request.method == "POST" and match is not None and match.view_name in BRING_TEXT


def _has_nul(sent: QueryDict) -> bool:
    return any(NUL in text for name, values in sent.lists() for text in (name, *values))


def _leave_nul_out(request: HttpRequest) -> None:
    # The setters take any QueryDict.
    request.GET = _without_nul(request.GET)  # type: ignore[assignment]
    request.POST = _without_nul(request.POST)  # type: ignore[assignment]


def _without_nul(sent: QueryDict) -> QueryDict:
    return _sent(
        {
            name.replace(NUL, ""): [value.replace(NUL, "") for value in values]
            for name, values in sent.lists()
        }
    )


def _refused() -> HttpResponse:
    return HttpResponse(
        _("The address or the form holds a character that cannot be stored (NUL)."),
        status=HTTPStatus.BAD_REQUEST,
        content_type="text/plain; charset=utf-8",
    )


def _is_from_here(request: HttpRequest) -> bool:
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def _sent(fields: dict[str, list[str]]) -> QueryDict:
    sent = QueryDict(mutable=True)
    for name, values in fields.items():
        sent.setlist(name, values)
    return sent


def _beside(model: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the places of the desk that follow a model: the calendar, behind the posts."""
    if model["object_name"] != "Post" or not model["perms"].get("view"):
        return []
    address = reverse("admin:posts_post_calendar")
    place = {"name": _("Calendar"), "object_name": "Calendar", "admin_url": address}
    return [{**place, "add_url": None}]


def _place(model: dict[str, Any]) -> int:
    name = model["object_name"]
    return ORDER.index(name) if name in ORDER else len(ORDER)
