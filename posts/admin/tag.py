"""Tags on the desk."""

from __future__ import annotations

from typing import ClassVar

import taggit.admin  # noqa: F401 - Registers taggit's own tags, which this module takes off again.
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag as UnusedTag

from posts.admin.counts import count_of, in_sight, posts_link
from posts.admin.desk import DeskAdmin
from posts.forms import TagForm
from posts.models import Tag, Tagging

# The publication has tags of its own; taggit's would stay empty for ever.
admin.site.unregister(UnusedTag)


@admin.register(Tag)
class TagAdmin(DeskAdmin):
    """Tags, with how often each is used."""

    form = TagForm
    list_display = ("name", "slug", "has_description", "post_count")
    search_fields = ("name", "slug")
    ordering = ("name",)
    prepopulated_fields: ClassVar = {"slug": ["name"]}
    fields = ("name", "slug", "description")
    missed = (Tagging,)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Tag]:
        """Count each tag's posts that may be known of on the way."""
        seen = in_sight(Tagging.objects.all(), "content_object", request)
        return super().get_queryset(request).annotate(post_total=count_of(seen, "tag"))

    @admin.display(description=_("described"), boolean=True)
    def has_description(self, tag: Tag) -> bool:
        """Tell whether the tag's page has an introduction."""
        return bool(tag.description)

    @admin.display(description=_("posts"), ordering="post_total")
    def post_count(self, tag: Tag) -> SafeString:
        """Show how many posts carry the tag."""
        return posts_link(tag.post_total, tag=tag.pk)
