"""The library: the list of pictures as a grid, with what each shows, weighs, and where."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db import models
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from posts.admin.counts import count_of
from posts.admin.moments import moment_column
from posts.models import Picture, PictureUse, Post
from posts.uses import is_shown, uses_of

NAME, UPLOADED, WEIGHT, USE = "name", "uploaded", "heaviness", "use_count"


class UsedFilter(admin.SimpleListFilter):
    """Tell pictures that a post or a page shows from those that none does."""

    title = gettext_lazy("use")
    parameter_name = "used"

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        super().__init__(request, *args)
        # The list makes its filters several times over; what is in use is asked once a request.
        known = request.__dict__
        self.condition = known["shown"] = known.get("shown") or is_shown()

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:  # noqa: ARG002
        """Offer both sides."""
        return [("yes", gettext_lazy("In use")), ("no", gettext_lazy("Nowhere in use"))]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:  # noqa: ARG002
        """Keep the side that was asked for."""
        if self.value() == "yes":
            return queryset.filter(self.condition)
        return queryset.exclude(self.condition) if self.value() == "no" else queryset


class WordsFilter(admin.SimpleListFilter):
    """Tell pictures that have an alt text from those that need none, and those that lack it."""

    title = gettext_lazy("alt text")
    parameter_name = "words"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:  # noqa: ARG002
        """Offer the three; what is to be done comes first."""
        return [
            ("missing", gettext_lazy("To be written")),
            ("there", gettext_lazy("Written")),
            ("decorative", gettext_lazy("Decorative")),
        ]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:  # noqa: ARG002
        """Keep what was asked for."""
        match self.value():
            case "missing":
                return queryset.filter(awaits_words=True)
            case "there":
                return queryset.filter(awaits_words=False, is_decorative=False)
            case "decorative":
                return queryset.filter(is_decorative=True)
        return queryset


class PictureList(ChangeList):
    """A page of pictures with where each is shown, in a number of queries that does not grow."""

    def get_results(self, request: HttpRequest) -> None:
        """Load the page, and what posts and pages show of it."""
        super().get_results(request)
        pictures: list[Any] = list(self.result_list)
        sight, sees_all = Post.objects.visible_to(request.user), sees_pages(request)
        found = uses_of(pictures, sight=sight, sees_all=sees_all)
        for picture in pictures:
            picture.uses = found[picture.pk]
            picture.weights = weights_of(picture)
        self.result_list = pictures

    def orders(self) -> list[dict[str, Any]]:
        """Return the orders to choose from, with the addresses of the list in each."""
        offered = [
            (_("Newest"), UPLOADED, "-"),
            (_("Name"), NAME, ""),
            (_("Heaviest"), WEIGHT, "-"),
            (_("Most used"), USE, "-"),
        ]
        asked = self.params.get("o", "")
        rows = []
        for label, column, sign in offered:
            order = f"{sign}{list(self.list_display).index(column)}"
            is_chosen = order == asked or (not asked and column == UPLOADED)
            link = self.get_query_string({"o": order})
            rows.append({"label": label, "link": link, "is_chosen": is_chosen})
        return rows


class PictureLibrary(admin.ModelAdmin):
    """Lists pictures as a grid."""

    change_list_template = "admin/posts/picture/change_list.html"
    list_display = (NAME, UPLOADED, WEIGHT, USE)
    list_filter = (UsedFilter, WordsFilter)
    search_fields = ("name", "alt", "caption", "credit")
    search_help_text = gettext_lazy("Searches names, alt texts, captions and credits.")
    date_hierarchy = "uploaded_at"

    uploaded = staticmethod(moment_column("uploaded_at", gettext_lazy("uploaded")))

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:  # noqa: ARG002
        """Use the list that knows where pictures are shown."""
        return PictureList

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

    @admin.display(description=gettext_lazy("weight"), ordering="weight")
    def heaviness(self, picture: Picture) -> str:
        """Show what the file and its copies weigh."""
        return weights_of(picture)

    @admin.display(description=gettext_lazy("used"), ordering="post_total")
    def use_count(self, picture: Picture) -> int:
        """Return in how many posts the picture appears as they are stored."""
        return picture.post_total  # type: ignore[attr-defined]


def sees_pages(request: HttpRequest) -> bool:
    """Tell whether the account may know of standing pages that readers do not see."""
    return request.user.has_perm("posts.view_page") or request.user.has_perm("posts.change_page")


def weights_of(picture: Picture) -> str:
    """Return in words what the upload weighs and what readers get; nothing where nobody knows."""
    if picture.weight is None:
        return ""
    copies = sorted(picture.rendition_weights)
    words = {"whole": filesizeformat(picture.weight)}
    if not copies:
        return _("%(whole)s, as readers get it") % words
    words |= {"least": filesizeformat(copies[0]), "most": filesizeformat(copies[-1])}
    if len(copies) == 1:
        return _("%(whole)s; readers get %(least)s") % words
    return _("%(whole)s; readers get %(least)s to %(most)s") % words


def _count_by_name(uses: models.QuerySet) -> Any:
    counted = uses.values("name").annotate(count=models.Count("pk")).values("count")
    return models.functions.Coalesce(
        models.Subquery(counted, output_field=models.IntegerField()), 0
    )
