"""Pictures on the desk, and the door through which a text uploads its own."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from posts.admin.counts import count_of
from posts.admin.desk import DeskAdmin, ListsPostsAdmin
from posts.admin.moments import moment_column
from posts.forms import PictureForm
from posts.models import Picture, PictureUse, Post

MOST_LISTED = 20


class UsedFilter(admin.SimpleListFilter):
    """Tell pictures that some post shows from those that none does."""

    title = _("use")
    parameter_name = "used"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:  # noqa: ARG002
        """Offer both sides."""
        return [("yes", _("In a post")), ("no", _("In no post"))]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:  # noqa: ARG002
        """Keep the side that was asked for."""
        in_text = PictureUse.objects.filter(name=models.OuterRef("name"))
        is_used = models.Exists(in_text) | models.Q(led_posts__isnull=False)
        if self.value() == "yes":
            return queryset.filter(is_used).distinct()
        return queryset.exclude(is_used) if self.value() == "no" else queryset


@admin.register(Picture)
class PictureAdmin(ListsPostsAdmin, DeskAdmin):
    """Pictures with what they show, and where."""

    form = PictureForm
    list_display = (
        "thumbnail",
        "name",
        "alt_text",
        "credit",
        "size",
        "use_count",
        "uploaded",
    )
    list_display_links = ("name",)
    list_filter = ("is_decorative", UsedFilter)
    search_fields = ("name", "alt", "caption", "credit")
    date_hierarchy = "uploaded_at"
    fieldsets = (
        (None, {"fields": ("preview", "file", "name")}),
        (_("In words"), {"fields": ("alt", "is_decorative", "caption", "credit")}),
        (_("On the page"), {"fields": ("focus", "shown_in")}),
    )

    # ------------------------------------------------------------ list

    uploaded = staticmethod(moment_column("uploaded_at", _("uploaded")))

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Picture]:
        """Count the posts that lead with each picture or show it in their text, once each."""
        texts = PictureUse.objects.filter(name=models.OuterRef("name")).order_by()
        both = texts.filter(post__lead_picture=models.OuterRef("pk"))
        return (
            super()
            .get_queryset(request)
            .annotate(
                post_total=count_of(Post.objects.all(), "lead_picture")
                + _count_by_name(texts)
                - _count_by_name(both)
            )
        )

    @admin.display(description=_("picture"))
    def thumbnail(self, picture: Picture) -> SafeString:
        """Show the smallest rendition; its name stands in the next column."""
        return _image(picture, css_class="thumbnail", alt="")

    @admin.display(description=_("alt text"), ordering="alt")
    def alt_text(self, picture: Picture) -> str:
        """Show what the picture says in words, or that it says nothing."""
        return str(_("Decorative")) if picture.is_decorative else picture.alt

    @admin.display(description=_("size"), ordering="width")
    def size(self, picture: Picture) -> str:
        """Show width and height in pixels."""
        return f"{picture.width} × {picture.height}"

    @admin.display(description=_("used"), ordering="post_total")
    def use_count(self, picture: Picture) -> str:
        """Show in how many posts the picture appears."""
        total: int = picture.post_total  # type: ignore[attr-defined]
        return ngettext("in %d post", "in %d posts", total) % total

    # ------------------------------------------------------------ form

    @admin.display(description=_("as it is"))
    def preview(self, picture: Picture) -> SafeString:
        """Show the picture at the width of the form."""
        return _image(picture, css_class="preview", alt=picture.alt)

    @admin.display(description=_("shown in"))
    def shown_in(self, picture: Picture) -> SafeString | str:
        """Link to the posts that show the picture and may be named, the first twenty."""
        posts = picture.posts_in_sight.filter(pk__in=posts_with(picture))[:MOST_LISTED]  # type: ignore[attr-defined]
        rows = [(reverse("admin:posts_post_change", args=[post.pk]), post.title) for post in posts]
        return format_html_join("", '<p><a href="{}">{}</a></p>', rows) or gettext(
            "No post shows this picture."
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Picture | None = None) -> list[str]:  # noqa: ARG002
        """Fix the name once texts may call the picture by it."""
        return ["preview", "shown_in", *(["name"] if obj else [])]

    def get_fieldsets(self, request: HttpRequest, obj: Picture | None = None) -> Any:
        """Leave out what a picture that is not there yet cannot show."""
        if obj:
            return super().get_fieldsets(request, obj)
        return [
            (
                title,
                {
                    "fields": [
                        name for name in options["fields"] if name not in {"preview", "shown_in"}
                    ]
                },
            )
            for title, options in self.fieldsets
        ]

    # ------------------------------------------------------------ deleting

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Name the posts whose text shows a picture, before the picture goes."""
        deleted, counts, lacking, protected = super().get_deleted_objects(objs, request)
        uses = PictureUse.objects.filter(name__in=[picture.name for picture in objs])
        notes = [
            format_html(
                gettext(
                    'The text of <a href="{}">{}</a> shows {} and would show its alt text instead.'
                ),
                reverse("admin:posts_post_change", args=[use.post_id]),
                use.post,
                use.name,
            )
            for use in uses.select_related("post")
        ]
        return [*deleted, *notes], counts, lacking, protected

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet) -> None:  # noqa: ARG002
        """Delete one by one, so that files go and texts are rendered anew."""
        for picture in queryset:
            picture.delete()

    # ------------------------------------------------------------ uploads out of a text

    def get_urls(self) -> list[URLPattern]:
        """Add the address that the editor uploads to."""
        upload = self.admin_site.admin_view(require_POST(self.upload))
        return [path("upload/", upload, name="posts_picture_upload"), *super().get_urls()]

    def upload(self, request: HttpRequest) -> JsonResponse:
        """Take one picture with its words; answer with what the text needs to call it.

        A file that is no picture, or one without words, is a 400 that says what is wrong.
        """
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = PictureForm({"focus": "middle", **request.POST.dict()}, request.FILES)
        if not form.is_valid():
            return JsonResponse({"errors": form.errors}, status=400)
        picture = form.save()
        self.log_addition(request, picture, [{"added": {}}])
        return JsonResponse(_described(picture), status=201)


def posts_with(picture: Picture) -> models.QuerySet:
    """Return the keys of posts that lead with `picture` or show it in their text."""
    leads = Post.objects.filter(lead_picture=picture).order_by().values("pk")
    return leads.union(PictureUse.objects.filter(name=picture.name).values("post_id"))


def _count_by_name(uses: models.QuerySet) -> Any:
    counted = uses.values("name").annotate(count=models.Count("pk")).values("count")
    return models.functions.Coalesce(
        models.Subquery(counted, output_field=models.IntegerField()), 0
    )


def _image(picture: Picture, *, css_class: str, alt: str) -> SafeString:
    if not picture.file:
        return SafeString("")
    info = picture.info()
    url = info.renditions[0].url if info.renditions else info.url
    return format_html(
        '<img class="{}" src="{}" width="{}" height="{}" alt="{}" loading="lazy">',
        css_class,
        url,
        picture.width,
        picture.height,
        alt,
    )


def _described(picture: Picture) -> dict[str, Any]:
    return {
        "name": picture.name,
        # Without alt text here, the text follows the picture's own when that is improved.
        "markdown": f"![]({picture.name})",
        "url": picture.get_absolute_url(),
        "width": picture.width,
        "height": picture.height,
    }
