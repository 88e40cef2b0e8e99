"""What every form and list of the desk has in common."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin, IncorrectLookupParameters, InlineModelAdmin
from django.contrib.admin.views.main import ChangeList
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models, transaction
from django.forms import Script
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst

from posts.admin.problems import SaysWhatIsWrong
from posts.changes import gathered
from posts.forms import AddressField, DeskForm, MinuteField
from posts.models import (
    FormerAddress,
    ImportRecord,
    Note,
    Post,
    PreviewLink,
    Revision,
    WorkingCopy,
)

# Rows that only follow the post they belong to: deleting it asks no permission over them.
FOLLOWERS = {FormerAddress._meta.verbose_name, ImportRecord._meta.verbose_name}

# A module is loaded after the page is read, which is when there are pickers to be named.
NAMES_PICKERS: Any = Script("desk/pickers.js", type="module")


class DeskFields(BaseModelAdmin):
    """Fields as the desk has them, for forms and inlines alike."""

    formfield_overrides: ClassVar = {
        models.SlugField: {"form_class": AddressField},
        models.DateTimeField: {"form_class": MinuteField, "widget": MinuteField.widget},
        models.TextField: {"widget": forms.Textarea(attrs={"rows": 4})},
        models.URLField: {
            "assume_scheme": "https",
            "widget": forms.URLInput(attrs={"class": "vURLField"}),
        },
    }

    def formfield_for_dbfield(
        self, db_field: models.Field, request: HttpRequest, **kwargs: Any
    ) -> Any:
        """Let a picker add and open rows, but never delete one in passing."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_delete_related = field.widget.can_view_related = False
        return field


class PartInline(DeskFields, InlineModelAdmin):
    """Rows that are part of what they belong to: who may change that may change them."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Show the rows to those who may see what they belong to."""
        return self._whole.has_view_permission(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let those add rows who may change what they belong to, or make it."""
        return self.has_change_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let those change rows who may change what they belong to, or make it."""
        if obj is None or obj.pk is None:
            return self._whole.has_add_permission(request)
        return self._whole.has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let those remove rows who may change what they belong to, or make it."""
        return self.has_change_permission(request, obj)

    @property
    def _whole(self) -> admin.ModelAdmin:
        return self.admin_site.get_model_admin(self.parent_model)


class OfPostAdmin(admin.ModelAdmin):
    """Rows that belong to a post: who may not see the post does not see them."""

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        """Keep the rows of posts that the account may see."""
        rows = super().get_queryset(request)
        if request.user.has_perm("posts.view_post"):
            return rows
        return rows.filter(post__in=Post.objects.visible_to(request.user).order_by())


class ListsPostsAdmin(admin.ModelAdmin):
    """Rows that name posts in a read-only field: only those that the account may see."""

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Return the row, with the posts that may be named to whoever asks."""
        row: Any = super().get_object(request, *args, **kwargs)
        if row is not None:
            row.posts_in_sight = Post.objects.visible_to(request.user)
        return row


class DeskAdmin(DeskFields, SaysWhatIsWrong):
    """A model on the desk, with the facets of its filters always counted."""

    form = DeskForm
    show_facets = admin.ShowFacets.ALWAYS
    show_full_result_count = False  # One count less on each list; the filters say the rest.
    list_per_page = 50
    # What has no list of its own, and is missed all the same when it is deleted with something.
    missed: ClassVar[tuple[type[models.Model], ...]] = (Revision, WorkingCopy, Note, PreviewLink)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Head each list with what it lists."""
        title = capfirst(str(self.opts.verbose_name_plural))
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """Return the list, and refuse a year that has none after it, however it is written."""
        try:
            return super().get_changelist_instance(request)
        except ValueError as error:
            raise IncorrectLookupParameters from error

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,  # noqa: FBT001, FBT002
        change: bool = False,  # noqa: FBT001, FBT002
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        """Show the form around what is stored.

        After a refused form, `obj` holds what was typed, which may not even have an address.
        """
        if obj and request.method == "POST":
            obj = self.get_queryset(request).get(pk=obj.pk)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        """Delete many within one transaction, and announce what it changes once."""
        with transaction.atomic(), gathered():
            super().delete_queryset(request, queryset)

    @property
    def media(self) -> forms.Media:
        """Add the script that names the pickers for screen readers."""
        return super().media + forms.Media(js=[NAMES_PICKERS])

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Ask for no permission over rows that only follow what is deleted, and list none.

        Counted is what would be missed; how a row is kept in several is nothing to ask about.
        """
        deleted, counts, lacking, protected = super().get_deleted_objects(objs, request)
        shown = {model._meta.verbose_name_plural for model in self.admin_site._registry}
        shown |= {model._meta.verbose_name_plural for model in self.missed}
        named = [line for line in deleted if isinstance(line, str)]
        counted = {name: count for name, count in counts.items() if name in shown}
        return named, counted, set(lacking) - FOLLOWERS, protected

    def view_on_site(self, obj: models.Model) -> str | None:
        """Return the address of the row's page, where it has one."""
        address = getattr(obj, "get_absolute_url", None)
        return address() if address else None
