"""Changes to many posts at once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from posts.forms.tags import TagsField, known_tags
from posts.models import Category, Tag
from posts.querysets import PostQuerySet


class RetagForm(forms.Form):
    """Tags to put on the chosen posts, and tags to take off them."""

    add = TagsField(
        label=_("Add these tags"), required=False, help_text=_("Separate them by commas.")
    )
    remove = forms.ModelMultipleChoiceField(
        label=_("Remove these tags"),
        queryset=Tag.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any = None, *, posts: PostQuerySet) -> None:
        super().__init__(data, label_suffix="")
        used = Tag.objects.filter(taggings__content_object__in=posts.order_by().values("pk"))
        self.fields["remove"].queryset = used.distinct()  # type: ignore[attr-defined]
        self._posts = posts

    def clean_add(self) -> list[Any]:
        """Return known names as their tags."""
        return known_tags(self.cleaned_data["add"])

    def clean(self) -> dict[str, Any]:
        """Ask for a tag where none is named."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not cleaned["add"] and not cleaned["remove"]:
            raise forms.ValidationError(_("Name a tag to add, or choose one to remove."))
        return cleaned

    def apply(self) -> None:
        """Change the tags of every chosen post; a tag both added and removed ends up added.

        The posts are locked first, as every save of one does: two who met halfway, each holding
        what the other needs, would both wait for ever.
        """
        for post in self._posts.select_for_update(of=("self",)):
            post.tags.remove(*self.cleaned_data["remove"])
            post.tags.add(*self.cleaned_data["add"])


class SectionForm(forms.Form):
    """The section that the chosen posts move to."""

    category = forms.ModelChoiceField(
        label=_("New section"),
        queryset=Category.objects.all(),
        help_text=_("Further sections of each post stay as they are."),
    )

    def __init__(self, data: Any = None, *, posts: PostQuerySet) -> None:
        super().__init__(data, label_suffix="")
        self._posts = posts

    def apply(self) -> None:
        """Move every chosen post out of its old section into the new one."""
        for post in self._posts.prefetch_related("categories"):
            further = [each for each in post.categories.all() if each.pk != post.category_id]
            post.category = self.cleaned_data["category"]
            post.save()
            post.file_under(further)
