"""How pictures come in: out of a text, many at once, and the words that some still need."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from posts.admin.access import may_publish
from posts.forms import PictureForm, WordsForm
from posts.models import Picture
from posts.models.focus import MIDDLE
from posts.numbers import number
from posts.revisions import kept
from posts.uses import in_public

# How many pictures one page asks for words.
MOST_ASKED = 30
# Of how many posts revisions are kept when a picture is saved that they show.
MOST_KEPT = 1000


class PictureUploads(admin.ModelAdmin):
    """Takes pictures that are dropped, pasted or chosen, with a script and without."""

    def get_urls(self) -> list[URLPattern]:
        """Add where pictures are sent to, and where they get their words."""
        views = {"upload": require_POST(self.upload), "several": self.several, "words": self.words}
        return [
            path(f"{name}/", self.admin_site.admin_view(view), name=f"posts_picture_{name}")
            for name, view in views.items()
        ] + super().get_urls()

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Offer to add pictures above the list, and say how many need words."""
        context = self._context(request)
        return super().changelist_view(request, {**context, **(extra_context or {})})

    # ------------------------------------------------------------ with a script

    def upload(self, request: HttpRequest) -> JsonResponse:
        """Take one picture with its words; answer with what a text needs to call it.

        201 for a new one, 200 for one that is there already with the same bytes. A file that is no
        picture, or one without words, is a 400 that says what is wrong; with `later` the words may
        come later.
        """
        if not self.has_add_permission(request):
            raise PermissionDenied
        file = request.FILES.get("file")
        form = _form(request, request.POST.dict(), file, may_wait="later" in request.POST)
        if self._take(request, form):
            return JsonResponse(_described(form.instance), status=201)
        twin = form.described_twin()
        if twin is None:
            return JsonResponse({"errors": form.errors}, status=400)
        if twin.awaits_words and not form.may_wait and "alt" in form.errors:
            return JsonResponse({"errors": {"alt": form.errors["alt"]}}, status=400)
        return JsonResponse(_described(twin))

    # ------------------------------------------------------------ without one

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def several(self, request: HttpRequest) -> HttpResponse:
        """Take many files in their order, say of each that was not taken why, and ask for words."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        files = request.FILES.getlist("files")
        if request.method != "POST" or not files:
            context = {"title": _("Add pictures"), **self._context(request)}
            if request.method == "POST":
                messages.error(request, _("Choose one picture or more."))
            return TemplateResponse(request, "admin/posts/picture/several.html", context)
        taken = sum(self._take_file(request, file) for file in files)
        if taken:
            message = ngettext("Added %d picture.", "Added %d pictures.", taken) % taken
            messages.success(request, message)
        page = "words" if taken else "changelist"
        return HttpResponseRedirect(reverse(f"admin:posts_picture_{page}"))

    def _take_file(self, request: HttpRequest, file: UploadedFile) -> bool:
        form = _form(request, {}, file, may_wait=True)
        if self._take(request, form):
            return True
        for error in [error for errors in form.errors.values() for error in errors]:
            level = messages.INFO if form.twin else messages.ERROR
            words = format_html("{}: {}", file.name, error) if form.twin else str(error)
            self.message_user(request, words, level)
        return False

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def words(self, request: HttpRequest) -> HttpResponse:
        """Ask what the pictures show that nobody has described yet, in the order they came in."""
        if not (self.has_add_permission(request) or self.has_change_permission(request)):
            raise PermissionDenied
        waiting = _waiting(request)
        if request.method == "POST":
            # Only those that were asked for; what somebody else has described meanwhile stays.
            waiting = waiting.filter(pk__in=_keys(request.POST.getlist("picture")))
        asked = [
            WordsForm(request.POST or None, instance=picture, prefix=str(picture.pk))
            for picture in waiting[:MOST_ASKED]
        ]
        if request.method == "POST" and all(form.is_valid() for form in asked):
            return self._describe(request, [form for form in asked if form.has_changed()])
        title = _("What do these pictures show?")
        has_errors = any(form.is_bound and form.errors for form in asked)
        context = {"title": title, "forms": asked, "has_errors": has_errors}
        return TemplateResponse(
            request, "admin/posts/picture/words.html", self._context(request) | context
        )

    def _describe(self, request: HttpRequest, forms: list[WordsForm]) -> HttpResponse:
        for form in forms:
            with saved_by(request, form.instance):
                picture = form.save()
            self.log_change(request, picture, [{"changed": {"fields": form.changed_data}}])
        if forms:
            count = len(forms)
            message = ngettext("Described %d picture.", "Described %d pictures.", count) % count
            messages.success(request, message)
        page = "words" if forms and _waiting(request).exists() else "changelist"
        return HttpResponseRedirect(reverse(f"admin:posts_picture_{page}"))

    # ------------------------------------------------------------ either way

    def _take(self, request: HttpRequest, form: PictureForm) -> bool:
        """Store what was sent; False where the form says why it is not."""
        if not form.is_valid():
            return False
        try:
            with saved_by(request, form.instance):
                picture = form.save()
        except OSError as error:
            # A disk that is full is no fault of the file, which can be sent again.
            message = _("%(name)s could not be stored: %(why)s. Try again later.")
            words = {"name": form.cleaned_data["file"].name, "why": error.strerror or error}
            form.add_error("file", message % words)
            return False
        self.log_addition(request, picture, [{"added": {}}])
        return True

    def _context(self, request: HttpRequest) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "may_upload": self.has_add_permission(request),
            "upload_url": reverse("admin:posts_picture_upload"),
            "several_url": reverse("admin:posts_picture_several"),
            "words_url": reverse("admin:posts_picture_words"),
            "waiting": _waiting(request).count(),
            "max_bytes": settings.PICTURE_MAX_BYTES,
        }


def _waiting(request: HttpRequest) -> models.QuerySet[Picture]:
    """Return the pictures that the account may describe and nobody has, in the order they came in.

    What readers would see at once is for those to describe who may publish.
    """
    waiting = Picture.objects.filter(awaits_words=True).order_by("uploaded_at", "pk")
    if may_publish(request):
        return waiting
    names = in_public(list(waiting.values_list("name", flat=True)))
    return waiting.exclude(name__in=names)


@contextmanager
def saved_by(request: HttpRequest, picture: Picture) -> Iterator[None]:
    """Keep revisions of the posts that show the picture, which is saved in the block.

    Of one that very many show none are kept: they are found later, as after any change elsewhere.
    """
    posts = set(_showing(picture))
    if len(posts) > MOST_KEPT:
        yield
        return
    with kept(posts, by=request.user) as keeping:
        yield
        if not posts:  # It may have got its name only now.
            keeping.posts.update(_showing(picture))


def _showing(picture: Picture) -> list[int]:
    return list(picture.posts().values_list("pk", flat=True)[: MOST_KEPT + 1])


def _form(
    request: HttpRequest, typed: dict[str, Any], file: UploadedFile | None, *, may_wait: bool
) -> PictureForm:
    form = PictureForm({"focus": MIDDLE, **typed}, {"file": file} if file else {})
    form.may_wait, form.may_publish = may_wait, may_publish(request)
    return form


def _keys(typed: list[str]) -> list[int]:
    """Return the keys among what was sent."""
    return [key for key in map(number, typed) if key]


def _described(picture: Picture) -> dict[str, Any]:
    return {
        "name": picture.name,
        # Without alt text here, the text follows the picture's own when that is improved.
        "markdown": f"![]({picture.name})",
        "url": picture.get_absolute_url(),
        "page": reverse("admin:posts_picture_change", args=[picture.pk]),
        "width": picture.width,
        "height": picture.height,
    }
