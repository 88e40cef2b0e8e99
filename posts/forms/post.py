"""The form of a post: its text, its filing and when readers see it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import unquote

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from posts.forms.base import DeskForm
from posts.forms.fields import AddressField, MarkdownField, MinuteField, ZonedDateTimeInput
from posts.forms.publication import obstacles, public_name
from posts.forms.tags import TagsField, known_tags
from posts.models import Category, FormerAddress, Picture, Post, Status
from posts.rendering import RenderRefused

MOMENTS = ("published_at", "embargo_until", "expires_at", "revised_at")


class PostForm(DeskForm):
    """Everything an editor decides about a post except its byline, which is a formset of its own.

    `body` and `further_categories` are no columns of the post; they are read from its text and its
    filings, and stored there.
    """

    body = MarkdownField(label=gettext_lazy("Text in Markdown"), required=False)
    further_categories = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Also filed under"),
        queryset=Category.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("The pages of these sections list it, too."),
    )

    class Meta:
        model = Post
        fields = (
            "title",
            "slug",
            "standfirst",
            "lead_picture",
            "search_title",
            "search_description",
            "status",
            "published_at",
            "embargo_until",
            "expires_at",
            "revised_at",
            "is_pinned",
            "language",
            "category",
            "series",
            "series_part",
            "tags",
        )
        field_classes: ClassVar = {
            "slug": AddressField,
            "tags": TagsField,
            **dict.fromkeys(MOMENTS, MinuteField),
        }
        widgets: ClassVar = {
            "title": forms.Textarea(attrs={"rows": 1}),
            "slug": forms.TextInput,
            "standfirst": forms.Textarea(attrs={"rows": 2}),
            "search_title": forms.TextInput,
            "search_description": forms.Textarea(attrs={"rows": 3}),
            "status": forms.RadioSelect,
            **{name: ZonedDateTimeInput() for name in MOMENTS},
        }
        error_messages: ClassVar = {
            "slug": {"unique": gettext_lazy("Another post has this address. Choose another.")}
        }

    # Whether the account that sends the form may do so; the desk says.
    may_shorten_embargo = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        post = self.instance
        self.initial.setdefault("body", post.body)
        if post.pk:
            further = post.categories.exclude(pk=post.category_id)
            self.initial.setdefault("further_categories", list(further))
        if post.number is None and "slug" in self.fields:
            # A script lets the address follow the title; one that readers know stays as it is.
            self.fields["slug"].widget.attrs["data-follow"] = self["title"].auto_id
        self._offer_statuses(post)

    # ------------------------------------------------------------ what was typed

    def clean_title(self) -> str:
        """Return the title on one line; the field is tall only to show long titles whole."""
        return " ".join(self.cleaned_data["title"].split())

    def clean_slug(self) -> str:
        """Refuse an address that still leads readers to another post."""
        slug: str = self.cleaned_data["slug"]
        if slug:
            path = reverse("posts:post", args=[slug])
            former = FormerAddress.objects.filter(path__in={path, unquote(path)})
            others = Post.objects.filter(former_addresses__in=former).exclude(pk=self.instance.pk)
            for other in others[:1]:
                raise forms.ValidationError(
                    _("%(post)s still answers at this address, its former one. Choose another.")
                    % {"post": public_name(other)}
                )
        return slug

    def clean_lead_picture(self) -> Picture | None:
        """Refuse a picture of which nobody has said yet what it shows."""
        picture: Picture | None = self.cleaned_data["lead_picture"]
        if picture and picture.awaits_words:
            message = _("%(name)s has no alt text yet. Write it on the picture's page first.")
            raise forms.ValidationError(message % {"name": picture.name})
        return picture

    def clean_embargo_until(self) -> datetime | None:
        """Refuse to shorten an embargo, or to lift it, to those who may not."""
        before, after = self.instance.embargo_until, self.cleaned_data["embargo_until"]
        is_shorter = before is not None and (after is None or after < before)
        if "embargo_until" in self.changed_data and is_shorter and not self.may_shorten_embargo:
            raise forms.ValidationError(
                _("An embargo can be made longer. To shorten it or lift it takes a permission.")
            )
        moment: datetime | None = after
        return moment

    def clean_tags(self) -> list[Any]:
        """Return the tags that are stored, or what was typed with known names as their tags."""
        if "tags" not in self.changed_data:
            return list(self.initial.get("tags") or [])
        return known_tags(self.cleaned_data["tags"])

    def clean(self) -> dict[str, Any]:
        """Settle what follows from several fields together."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self._keep_seconds(cleaned)
        self._settle_series(cleaned)
        self._settle_publication(cleaned)
        return cleaned

    def _offer_statuses(self, post: Post) -> None:
        """Offer what the post can become: a draft was never out, a numbered post always was."""
        if "status" not in self.fields:
            return
        before, after = {Status.DRAFT}, {Status.UNPUBLISHED}
        offered = {Status.PUBLISHED, post.status} | (after if post.number else before)
        field = self.fields["status"]
        field.choices = [choice for choice in Status.choices if choice[0] in offered]  # type: ignore[attr-defined]

    def _keep_seconds(self, cleaned: dict[str, Any]) -> None:
        for name in MOMENTS:
            if name in cleaned and name not in self.changed_data:
                cleaned[name] = getattr(self.instance, name)

    def _settle_series(self, cleaned: dict[str, Any]) -> None:
        series, part = cleaned.get("series"), cleaned.get("series_part")
        if series is None:
            cleaned["series_part"] = None
        elif part is None:
            cleaned["series_part"] = series.next_part()
        else:
            rivals = series.posts.filter(series_part=part).exclude(pk=self.instance.pk)
            for rival in rivals[:1]:
                self.add_error(
                    "series_part",
                    _("%(post)s is already part %(part)d. The next free one is %(next)d.")
                    % {"post": public_name(rival), "part": part, "next": series.next_part()},
                )

    def _settle_publication(self, cleaned: dict[str, Any]) -> None:
        was_published = self.instance.status == Status.PUBLISHED
        is_published = cleaned.get("status", self.instance.status) == Status.PUBLISHED
        embargo = cleaned.get("embargo_until")
        if is_published and "published_at" in cleaned:
            now = timezone.now()
            cleaned["published_at"] = cleaned["published_at"] or max(now, embargo or now)
        found = obstacles(
            category=cleaned.get("category"),
            has_author=True,  # The byline is a formset of its own and says so itself.
            published_at=cleaned.get("published_at"),
            expires_at=cleaned.get("expires_at"),
            embargo_until=embargo,
            # A post that is out already may be put right after it has expired.
            at=timezone.now() if is_published and not was_published else None,
        )
        for field, message in found.items():
            if (is_published or field == "expires_at") and field not in self.errors:
                self.add_error(field, message)

    # ------------------------------------------------------------ what is stored

    def _post_clean(self) -> None:
        """Give the post a new text and render it, so that a refusal stands beside the field."""
        super()._post_clean()  # type: ignore[misc]
        is_new = "body" in self.changed_data or self.instance.pk is None
        if is_new and "body" in self.cleaned_data:
            self.instance.body = self.cleaned_data["body"]
            try:
                self.instance.render()
            except RenderRefused as error:
                self.add_error("body", str(error))

    def _save_m2m(self) -> None:
        super()._save_m2m()  # type: ignore[misc]
        self.instance.file_under(self.cleaned_data["further_categories"])
