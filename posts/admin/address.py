"""Former addresses on the desk."""

from __future__ import annotations

from django.contrib import admin

from posts.admin.desk import DeskAdmin, OfPostAdmin
from posts.forms import FormerAddressForm
from posts.models import FormerAddress


@admin.register(FormerAddress)
class FormerAddressAdmin(OfPostAdmin, DeskAdmin):
    """What posts once answered to; a change of a published post's slug adds one by itself."""

    form = FormerAddressForm
    list_display = ("path", "post")
    list_select_related = ("post",)
    search_fields = ("path", "post__title")
    autocomplete_fields = ("post",)
    fields = ("path", "post")
