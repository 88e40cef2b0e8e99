"""Former addresses on the desk."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from posts.admin.desk import DeskAdmin
from posts.forms import FormerAddressForm
from posts.models import FormerAddress, Post
from posts.models.address import KINDS


@admin.register(FormerAddress)
class FormerAddressAdmin(DeskAdmin):
    """What once answered at another address; a slug that changes adds one by itself."""

    form = FormerAddressForm
    list_display = ("path", "leads_to")
    list_select_related = KINDS
    search_fields = ("path", "post__title")
    autocomplete_fields = KINDS
    fields = ("path", *KINDS)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Leave out the addresses of posts and pages that the account may not see."""
        rows = super().get_queryset(request)
        if not request.user.has_perm("posts.view_post"):
            seen = Post.objects.visible_to(request.user).order_by()
            rows = rows.filter(Q(post__isnull=True) | Q(post__in=seen))
        if not request.user.has_perm("posts.view_page"):
            rows = rows.filter(Q(page__isnull=True) | Q(page__is_published=True))
        return rows

    @admin.display(description=_("leads to"))
    def leads_to(self, former: FormerAddress) -> str:
        """Name the thing, with its kind."""
        return f"{former.target._meta.verbose_name}: {former.target}"
