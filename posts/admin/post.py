"""Posts on the desk: the list, the form, and who may do what."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.contrib.admin.views.main import ChangeList
from django.db import IntegrityError, models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from posts import search
from posts.admin.access import PostAccess
from posts.admin.actions import PostActions
from posts.admin.ahead import PostAhead
from posts.admin.autosave import PostAutosave, saved_tag
from posts.admin.calendar import PostCalendar
from posts.admin.cards import PostCards
from posts.admin.checking import PostChecks
from posts.admin.desk import DeskAdmin, PartInline
from posts.admin.filters import POST_FILTERS
from posts.admin.history import PostHistory
from posts.admin.links import PostLinks
from posts.admin.longlist import BoundedPaginator, PostList
from posts.admin.moments import in_words, moment_column, what_readers_see
from posts.admin.moving import PostMoving
from posts.admin.picking import pick_url
from posts.admin.presence import PostPresence
from posts.admin.preview import PostPreview
from posts.admin.rescue import PostRescue, is_rescued
from posts.admin.review import PostReview
from posts.admin.together import PostTogether
from posts.admin.working import PostWorkingCopy
from posts.changes import gathered
from posts.forms import BylineForm, BylineFormSet, PostForm
from posts.models import Byline, Post, State
from posts.querysets import sees_every_post
from posts.revisions import Clashed

# Classes of the fieldsets, by which the template finds each one's place in the two columns.
MAIN, TEXT, LEAD, PUBLISHING, FILING = "main", "text", "lead", "publishing", "filing"


# What SQLite and PostgreSQL name when two posts meet at one slug, or at one part of a series.
TAKEN = ("posts_post.slug", "posts_post_slug", "series_part", "post_part_is_unique_in_series")


class BylineInline(PartInline, admin.StackedInline):
    """Who signs the post, in the order of the names."""

    model = Byline
    form = BylineForm
    formset = BylineFormSet
    template = "admin/posts/post/byline.html"
    autocomplete_fields = ("author",)
    fields = ("author", "position")
    extra = 0
    verbose_name = gettext_lazy("author")
    verbose_name_plural = gettext_lazy("authors")

    def get_extra(self, request: HttpRequest, obj: Post | None = None, **kwargs: Any) -> int:  # noqa: ARG002
        """Offer an empty row where nobody signs yet."""
        return 0 if obj and obj.pk and obj.bylines.exists() else 1


@admin.register(Post)
class PostAdmin(
    PostActions,
    PostReview,
    PostCalendar,
    PostMoving,
    PostAhead,
    PostHistory,
    PostPreview,
    PostLinks,
    PostRescue,
    PostChecks,
    PostCards,
    PostAutosave,
    PostPresence,
    PostWorkingCopy,
    PostTogether,
    PostAccess,
    DeskAdmin,
):
    """Posts, for the people who write and publish them."""

    form = PostForm
    inlines = (BylineInline,)
    autocomplete_fields = ("series", "lead_picture")
    change_form_template = "admin/posts/post/change_form.html"

    list_display = (
        "title",
        "state",
        "goes_live",
        "category",
        "signed_by",
        "number",
        "saved",
    )
    list_select_related = ("category",)
    list_filter = POST_FILTERS
    paginator = BoundedPaginator
    search_fields = ("search_entry__words", "slug")
    search_help_text = gettext_lazy(
        "Searches titles, standfirsts, texts, authors and tags, and finds a post by its address."
        " Of very many, those made last are listed."
    )
    date_hierarchy = "published_at"

    fieldsets = (
        (
            pgettext_lazy("title and standfirst of a post", "Heading"),
            {"classes": [MAIN], "fields": ("title", "slug", "standfirst")},
        ),
        (gettext_lazy("Text"), {"classes": [TEXT], "fields": ("body",)}),
        (gettext_lazy("Lead picture"), {"classes": [LEAD], "fields": ("lead_picture",)}),
        (
            gettext_lazy("Search and social"),
            {"classes": [MAIN], "fields": ("search_title", "search_description")},
        ),
        (
            gettext_lazy("Publishing"),
            {
                "classes": [PUBLISHING],
                "fields": (
                    "status",
                    "published_at",
                    "embargo_until",
                    "expires_at",
                    "revised_at",
                    "is_pinned",
                ),
            },
        ),
        (
            gettext_lazy("Filing"),
            {
                "classes": [FILING],
                "fields": (
                    "category",
                    "further_categories",
                    ("series", "series_part"),
                    "tags",
                    "language",
                ),
            },
        ),
    )

    # ------------------------------------------------------------ list

    goes_live = staticmethod(moment_column("published_at", gettext_lazy("goes live")))
    saved = staticmethod(moment_column("updated_at", gettext_lazy("saved")))

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:  # noqa: ARG002
        """Use the list that loads bylines."""
        return PostList

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """Order posts of a state that has a date by that, which there is an index for."""
        has_date = request.GET.get("state") in {State.LIVE, State.SCHEDULED, State.EXPIRED}
        return ("-published_at", "-pk") if has_date else ("-updated_at", "-pk")

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet, search_term: str
    ) -> tuple[models.QuerySet, bool]:
        """Keep posts that the index of words finds, or the one at an address.

        Each facet asks again; the index is asked once a request.
        """
        if not search_term.strip():
            return queryset, False
        known = request.__dict__.setdefault("found_posts", {})
        if search_term not in known:
            known[search_term] = _found(search_term, request.user)
        return queryset.filter(pk__in=known[search_term]), False

    @admin.display(description=gettext_lazy("state"))
    def state(self, post: Post) -> SafeString:
        """Show where the post stands now."""
        state = post.state()
        said = [format_html('<span class="state state-{}">{}</span>', state.value, state.label)]
        if getattr(post, "is_in_review", False):
            review = format_html('<span class="state state-review">{}</span>', _("In review"))
            # A draft in review is just that; what is out is so beside it.
            said = [review] if state is State.DRAFT else [*said, review]
        if getattr(post, "has_changes", False):
            changes = _("with unpublished changes")
            said.append(format_html('<span class="quiet">{}</span>', changes))
        return format_html_join(" ", "{}", ([each] for each in said))

    @admin.display(description=gettext_lazy("authors"))
    def signed_by(self, post: Post) -> str:
        """Show the names in order."""
        return ", ".join(author.name for author in post.byline)

    # ------------------------------------------------------------ saving

    def _changeform_view(
        self, request: HttpRequest, object_id: str | None, *args: Any
    ) -> HttpResponse:
        """Answer the form within its transaction, and announce what it changed once."""
        self.open_form(request, self._named(request, object_id))
        with gathered():
            return super()._changeform_view(request, object_id, *args)

    # ------------------------------------------------------------ two at once

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer the form; look again where a rival took its slug or part while it was saved.

        The first save was rolled back whole. The second look finds the place taken and says so
        beside the field, with everything that was typed.
        """
        try:
            try:
                return super().changeform_view(request, *args, **kwargs)
            except IntegrityError as error:
                if not any(name in str(error) for name in TAKEN):
                    raise
                return super().changeform_view(request, *args, **kwargs)
        except Clashed as clash:
            return self.show_clash(request, clash)

    def get_readonly_fields(self, request: HttpRequest, obj: Post | None = None) -> list[str]:  # noqa: ARG002
        """Show what is decided by those who may publish, without offering it to others."""
        return [] if self.has_publish_permission(request) else ["status", "lead_story"]

    def get_fieldsets(self, request: HttpRequest, obj: Post | None = None) -> Any:
        """Show in words what others decide."""
        fieldsets: Any = super().get_fieldsets(request, obj)
        if self.has_publish_permission(request):
            return fieldsets
        return [
            (name, {**options, "fields": [_to_look_at(field) for field in options["fields"]]})
            for name, options in fieldsets
        ]

    # ------------------------------------------------------------ form

    @admin.display(description=gettext_lazy("also filed under"))
    def further_categories(self, post: Post) -> str:
        """Show the further sections to those who may only look."""
        filed = post.categories.all()
        further = [category.name for category in filed if category.pk != post.category_id]
        return ", ".join(further) or _("Nowhere else.")

    @admin.display(description=Post._meta.get_field("is_pinned").verbose_name)
    def lead_story(self, post: Post) -> str:
        """Say whether the post leads the front page, to those who may only look."""
        return _("Yes") if post.is_pinned else "–"

    def view_on_site(self, obj: models.Model) -> str | None:
        """Return the article's address while readers can see it; others have their preview."""
        return obj.get_absolute_url() if isinstance(obj, Post) and obj.is_live else None

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Add what the bar above the form says, which is about the post as it is stored."""
        key = kwargs["obj"].pk if kwargs.get("obj") else None
        stored = Post.objects.select_related("lead_picture").get(pk=key) if key else None
        context["preview_url"] = _preview_url(stored)
        context["upload_url"] = reverse("admin:posts_picture_upload")
        context["max_bytes"] = settings.PICTURE_MAX_BYTES
        context["may_upload"] = request.user.has_perm("posts.add_picture")
        context["pick_url"] = pick_url() if _may_pick(request) else ""
        shows_copy = getattr(request, "_shows_copy", False)
        context["is_rescued"] = is_rescued(request) and not shows_copy
        if stored:
            context["stored"] = stored
            context["lead_picture"] = stored.lead_picture
            context["state"] = stored.state()
            context["reach"] = what_readers_see(stored)
            context["saved"] = in_words(stored.updated_at)
        return super().render_change_form(request, context, *args, **kwargs)

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> type[Any]:
        """Return the form, which knows what the account may do about an embargo."""
        form: Any = super().get_form(request, *args, **kwargs)
        may_shorten = request.user.has_perm("posts.shorten_embargo")
        return type(form.__name__, (form,), {"may_shorten_embargo": may_shorten})

    def formfield_for_dbfield(
        self, db_field: models.Field, request: HttpRequest, **kwargs: Any
    ) -> Any:
        """Tell the field of tags where it finds known ones, and of a date who decides about it."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and db_field.name == "tags":
            field.widget.attrs["data-suggest"] = reverse("admin:autocomplete")
        if field and db_field.name == "published_at" and not self.has_publish_permission(request):
            field.help_text = _("When you would have it go live. Whoever publishes it decides.")
        return field

    def response_add(
        self, request: HttpRequest, obj: Post, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Say what readers see now, and go where the button said."""
        if IS_POPUP_VAR in request.POST:
            return super().response_add(request, obj, post_url_continue)
        return self._saved(request, obj)

    def response_change(self, request: HttpRequest, obj: Post) -> HttpResponse:
        """Say what readers see now, and go where the button said."""
        if IS_POPUP_VAR in request.POST:
            return super().response_change(request, obj)
        return self._saved(request, obj)

    def _saved(self, request: HttpRequest, post: Post) -> HttpResponse:
        # As it is stored: others' changes may be in it that the form did not have.
        stored = Post.objects.get(pk=post.pk)
        message = format_html(_("Saved “{}”. {}"), stored.title, what_readers_see(stored))
        self.message_user(request, message, messages.SUCCESS, extra_tags=saved_tag(request))
        if "_continue" not in request.POST:
            return self.response_post_save_change(request, post)
        context: dict[str, Any] = {
            "preserved_filters": self.get_preserved_filters(request),
            "opts": self.opts,
        }
        form = reverse("admin:posts_post_change", args=[post.pk])
        return HttpResponseRedirect(add_preserved_filters(context, form))


def _found(asked: str, user: Any) -> list[int]:
    """Return the keys of the posts that answer a search at the desk. Three queries at most.

    Of those that the account sees: others are not to take the places of the last ones found.
    """
    among = None if sees_every_post(user) else Post.objects.at_desk_for(user)
    query = search.parse(asked)
    slug = asked.strip().strip("/").rpartition("/")[2].replace("\0", "")
    found = bool(query) and (
        search.keys_of(query, among) or search.keys_of(query.beginning(), among)
    )
    return [*(found or []), *Post.objects.filter(slug=slug).values_list("pk", flat=True)]


def _to_look_at(field: Any) -> Any:
    return "lead_story" if field == "is_pinned" else field


def _may_pick(request: HttpRequest) -> bool:
    """Tell whether the account may look at the library, as its list asks."""
    return any(request.user.has_perm(f"posts.{verb}_picture") for verb in ("view", "change"))


def _preview_url(post: Post | None) -> str:
    if post is None:
        return reverse("admin:posts_post_preview_new")
    return reverse("admin:posts_post_preview", args=[post.pk])
