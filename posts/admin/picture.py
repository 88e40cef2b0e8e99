"""Pictures on the desk: the library, the page of each, and what is in the way of deleting one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.forms import Script
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from posts.admin.access import may_publish
from posts.admin.desk import DeskAdmin, ListsPostsAdmin
from posts.admin.library import PictureLibrary, sees_pages, weights_of
from posts.admin.picking import PicturePicking
from posts.admin.uploads import PictureUploads, saved_by
from posts.forms import PictureForm
from posts.models import AuditEntry, Event, Picture, Post
from posts.uses import in_public, pages_with, posts_with

MOST_LISTED = 20
# Parts of the page of a picture that one to be added does not have yet.
OF_STORED = {"weights", "shown_in"}
STYLE = "desk/pictures.css"
FOCUS: Any = Script("desk/focus.js", type="module")


@admin.register(Picture)
class PictureAdmin(PictureLibrary, PictureUploads, PicturePicking, ListsPostsAdmin, DeskAdmin):
    """Pictures with what they show, and where."""

    form = PictureForm
    delete_confirmation_template = "admin/posts/picture/delete_confirmation.html"
    delete_selected_confirmation_template = "admin/posts/picture/delete_selected_confirmation.html"
    fieldsets = (
        (None, {"fields": ("focus", "name")}),
        (gettext_lazy("In words"), {"fields": ("alt", "is_decorative", "caption", "credit")}),
        (gettext_lazy("File"), {"fields": ("file", "weights")}),
        (gettext_lazy("On the page"), {"fields": ("shown_in",)}),
    )
    add_fieldsets = (
        (None, {"fields": ("file", "name")}),
        (gettext_lazy("In words"), {"fields": ("alt", "is_decorative", "caption", "credit")}),
        (gettext_lazy("On the page"), {"fields": ("focus",)}),
    )

    @property
    def media(self) -> forms.Media:
        """Add the style of the library, and the arrow keys on a picture."""
        return super().media + forms.Media(css={"all": [STYLE]}, js=[FOCUS])

    # ------------------------------------------------------------ form

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Return the picture, with the posts and pages that may be named to whoever asks."""
        picture: Any = super().get_object(request, *args, **kwargs)
        if picture is not None:
            picture.sees_pages = sees_pages(request)
        return picture

    @admin.display(description=gettext_lazy("weight"))
    def weights(self, picture: Picture) -> str:
        """Show size and weight of the file, and what readers get of it."""
        size = f"{picture.width} × {picture.height}"
        return ", ".join(filter(None, (size, weights_of(picture))))

    @admin.display(description=gettext_lazy("shown in"))
    def shown_in(self, picture: Picture) -> SafeString | str:
        """Link to the posts that show the picture and may be named, the first twenty, and pages."""
        named = posts_with(picture)
        sight = picture.posts_in_sight.filter(pk__in=named.order_by().values("pk"))  # type: ignore[attr-defined]
        rows = [(_address(post), post.title) for post in sight[:MOST_LISTED]]
        rest = named.count() - len(rows)
        pages = pages_with(picture, sees_all=picture.sees_pages)  # type: ignore[attr-defined]
        rows += [(_page_address(page.key), page.title) for page in pages]
        parts = [format_html('<p><a href="{}">{}</a></p>', *row) for row in rows]
        if rest > 0:
            words = ngettext("and %d more post", "and %d more posts", rest) % rest
            parts.append(format_html("<p>{}</p>", words))
        return format_html_join("", "{}", [(part,) for part in parts]) or _(
            "No post shows this picture."
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Picture | None = None) -> list[str]:  # noqa: ARG002
        """Fix the name once texts may call the picture by it."""
        return [*sorted(OF_STORED), *(["name"] if obj else [])]

    def get_fieldsets(self, request: HttpRequest, obj: Picture | None = None) -> Any:  # noqa: ARG002
        """Show the picture first, once there is one."""
        return self.fieldsets if obj else self.add_fieldsets

    def has_change_permission(self, request: HttpRequest, obj: Picture | None = None) -> bool:
        """Leave what readers see at once to those who may publish."""
        if not super().has_change_permission(request, obj):
            return False
        return obj is None or may_publish(request) or not in_public([obj.name])

    def get_form(
        self,
        request: HttpRequest,
        obj: Picture | None = None,
        change: bool = False,  # noqa: FBT001, FBT002
        **kwargs: Any,
    ) -> Any:
        """Tell the form whether the account may publish."""
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.may_publish = may_publish(request)
        return form

    # ------------------------------------------------------------ replacing

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer the form. A file that cannot be stored leaves all as it was, and says so."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except OSError as error:
            if request.method != "POST" or not request.FILES:
                raise
            message = _("The file could not be stored: %(why)s. Nothing has changed.")
            messages.error(request, message % {"why": error.strerror or error})
            return HttpResponseRedirect(request.get_full_path())

    def save_model(self, request: HttpRequest, obj: Picture, form: Any, change: bool) -> None:  # noqa: FBT001
        """Store the picture; tell how far a replaced file reaches."""
        with saved_by(request, obj):
            super().save_model(request, obj, form, change)
        if change and "file" in form.changed_data:
            detail = f"{obj.name}: {obj.width} × {obj.height}"
            AuditEntry.objects.record(Event.PICTURE_REPLACED, by=request.user, detail=detail)
            total = posts_with(obj).count()
            message = ngettext(
                "The file was replaced. %d post shows the new one.",
                "The file was replaced. %d posts show the new one.",
                total,
            )
            messages.success(request, message % total)

    # ------------------------------------------------------------ deleting

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Refuse to delete a picture that is in use, and name the posts and pages that show it."""
        deleted, counts, lacking, _protected = super().get_deleted_objects(objs, request)
        sight = Post.objects.visible_to(request.user)
        sees_all = sees_pages(request)
        in_the_way = [line for picture in objs for line in _in_the_way(picture, sight, sees_all)]
        # A post that leads with one is in the way; nobody asks to delete that post.
        return deleted, counts, set(lacking) - {Post._meta.verbose_name}, in_the_way

    def delete_model(self, request: HttpRequest, obj: Picture) -> None:
        """Delete the picture, and keep what that changes."""
        with saved_by(request, obj):
            super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """Delete one by one, so that files go and texts are rendered anew."""
        for picture in queryset:
            self.delete_model(request, picture)


def _in_the_way(picture: Picture, sight: Any, sees_all: bool) -> list[SafeString]:  # noqa: FBT001
    """Return a line for each post or page that shows a picture, the first twenty posts by title."""
    posts = posts_with(picture)
    named = list(sight.filter(pk__in=posts.order_by().values("pk"))[:MOST_LISTED])
    rows = [(_address(post), post.title) for post in named]
    pages = pages_with(picture, sees_all=sees_all)
    rows += [(_page_address(page.key), page.title) for page in pages]
    lines = [
        format_html(_('{} is shown in <a href="{}">{}</a>'), picture.name, *row) for row in rows
    ]
    rest = posts.count() - len(named)
    if rest > 0:
        words = ngettext(
            "%(name)s is shown in %(count)d more post",
            "%(name)s is shown in %(count)d more posts",
            rest,
        )
        lines.append(format_html("{}", words % {"name": picture.name, "count": rest}))
    return lines


def _address(post: Post) -> str:
    return reverse("admin:posts_post_change", args=[post.pk])


def _page_address(key: int) -> str:
    return reverse("admin:posts_page_change", args=[key])
