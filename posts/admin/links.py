"""Preview links of a post: made, listed and revoked at the desk."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from posts.addresses import absolute
from posts.admin.moments import in_words
from posts.forms import PreviewLinkForm
from posts.models import AuditEntry, Event, Post, PreviewLink, Revision
from posts.models.audit import minute
from posts.models.preview_link import PreviewLinkQuerySet
from posts.numbers import number
from posts.revisions import copy_of, latest

LISTED = 50  # the newest


class PostLinks(admin.ModelAdmin):
    """Adds the page of a post's preview links."""

    def get_urls(self) -> list[URLPattern]:
        """Add the page."""
        view = self.admin_site.admin_view(self.links)
        return [
            path("<int:object_id>/links/", view, name="posts_post_links"),
            *super().get_urls(),
        ]

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def links(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """List the links; a POST makes one, which is shown this once, or revokes one or all."""
        post = self.get_queryset(request).filter(pk=object_id).first()
        if not isinstance(post, Post):
            raise Http404
        if not self.has_view_or_change_permission(request, post):
            raise PermissionDenied
        if request.method != "POST":
            return self._list(request, post)
        if "revoke" in request.POST or "revoke_all" in request.POST:
            return self._revoke(request, post)
        return self._make(request, post)

    def _make(self, request: HttpRequest, post: Post) -> HttpResponse:
        if not self.has_change_permission(request, post):
            raise PermissionDenied
        if request.POST.get("newest", _newest(post)) != _newest(post):
            warning = _("A link was made since this page was opened. No second one was made now.")
            messages.warning(request, warning)
            return HttpResponseRedirect(request.path)
        form = PreviewLinkForm(request.POST, revisions=_choices(post))
        if not form.is_valid():
            return self._list(request, post, form=form)
        with transaction.atomic():
            link, token = PreviewLink.objects.make(
                form.revision,
                by=request.user,
                expires_at=form.expires_at,
                note=" ".join(form.cleaned_data["note"].split()),
            )
            _record(Event.PREVIEW_MADE, request, post, link)
        # Shown at once: to lead elsewhere first, the token would have to be stored.
        address = absolute(reverse("posts:preview", args=[token]))
        return self._list(request, post, made=link, address=address)

    def _revoke(self, request: HttpRequest, post: Post) -> HttpResponse:
        links = self._revocable(request, post)
        if "revoke_all" not in request.POST:
            links = links.filter(pk=number(request.POST["revoke"]))
            if not links:
                raise Http404
        with transaction.atomic():
            going = list(links.select_for_update(of=("self",)).select_related("revision"))
            keys = [link.pk for link in going]
            PreviewLink.objects.filter(pk__in=keys).update(
                revoked_at=timezone.now(), revoked_by=request.user
            )
            for link in going:
                _record(Event.PREVIEW_REVOKED, request, post, link)
        done = ngettext(
            "%d link was revoked: it leads nowhere now.",
            "%d links were revoked: they lead nowhere now.",
            len(going),
        )
        messages.success(request, done % len(going))
        return HttpResponseRedirect(request.path)

    def _revocable(self, request: HttpRequest, post: Post) -> PreviewLinkQuerySet:
        """Return the active links that the account may revoke: its own, or all if it publishes."""
        active = PreviewLink.objects.active().filter(post=post)
        if self.has_publish_permission(request):  # type: ignore[attr-defined]
            return active
        return active.filter(made_by=request.user.pk)

    def _list(self, request: HttpRequest, post: Post, **more: Any) -> HttpResponse:
        links = PreviewLink.objects.filter(post=post).defer("revision__snapshot")
        may_make = self.has_change_permission(request, post)
        if may_make and "form" not in more:
            more["form"] = PreviewLinkForm(revisions=_choices(post))
        context = {
            **self.admin_site.each_context(request),
            "newest": _newest(post),
            "title": _("Preview links of “%(title)s”") % {"title": post.title},
            "opts": self.opts,
            "object": post,
            "links": links.select_related("made_by", "revision", "revoked_by")[:LISTED],
            "revocable": set(self._revocable(request, post).values_list("pk", flat=True)),
            "may_make": may_make,
            **more,
        }
        return TemplateResponse(request, "admin/posts/post/links.html", context)


def _choices(post: Post) -> list[tuple[Revision, str]]:
    """Return what a link can show: the post as it is stored, and the changes kept aside."""
    stored = latest(post.pk)
    words = {"number": stored.number, "when": in_words(stored.made_at)}
    choices = [(stored, _("The post as it is saved: revision %(number)d of %(when)s") % words)]
    if copy := copy_of(post.pk):
        words = {"number": copy.revision.number, "when": in_words(copy.saved_at)}
        told = _("The post with the changes kept aside: revision %(number)d of %(when)s") % words
        choices.append((copy.revision, told))
    return choices


def _record(event: Event, request: HttpRequest, post: Post, link: PreviewLink) -> None:
    """Tell the audit log, without the note: nobody could take a name out of the log again."""
    detail = _("link %(link)d, revision %(revision)d, until %(until)s") % {
        "link": link.pk,
        "revision": link.revision.number,
        "until": minute(link.expires_at),
    }
    AuditEntry.objects.record(event, by=request.user, post=post, detail=detail)


def _newest(post: Post) -> str:
    """Return the key of the link that was made last: a page that is sent twice has an older one."""
    keys = PreviewLink.objects.filter(post=post).order_by("-pk").values_list("pk", flat=True)
    return str(keys.first() or 0)
