"""Moving a post to another day: what may become of it, and what has to be asked first."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from posts.forms.clocks import choices, in_full, wall
from posts.forms.fields import WHICH, MinuteField
from posts.forms.publication import obstacles
from posts.models import Post, State, Status

PLAN, SCHEDULE = "plan", "schedule"


class MoveForm(forms.Form):
    """When a post goes live; of a draft, whether that is a plan or a decision.

    `seen` is the plan that whoever moves it saw (`posts.planning.plan_of`).
    """

    at = MinuteField(label=gettext_lazy("Date and time"), required=False)
    become = forms.ChoiceField(
        label=gettext_lazy("What it is to be"),
        choices=(
            (PLAN, gettext_lazy("Planned: it stays as it is, and nobody but the desk sees it")),
            (SCHEDULE, gettext_lazy("Scheduled: readers see it from that minute on")),
        ),
        initial=PLAN,
        required=False,
        widget=forms.RadioSelect,
    )
    is_sure = forms.BooleanField(
        label=gettext_lazy("Yes, do so"), required=False, widget=forms.CheckboxInput
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, post: Post, may_publish: bool, **options: Any) -> None:
        super().__init__(data, label_suffix="", **options)
        self.post = post
        self.initial.setdefault("at", post.published_at)
        # What has to be confirmed, in words; empty where nothing has.
        self.question = ""
        if post.status == Status.PUBLISHED or not may_publish:
            del self.fields["become"]
        if post.status == Status.DRAFT:
            self.fields["at"].help_text = _("Empty puts it back on the shelf.")

    @property
    def status(self) -> str:
        """The status that the post is to have."""
        is_scheduled = self.cleaned_data.get("become") == SCHEDULE
        return Status.PUBLISHED if is_scheduled else self.post.status

    def clean_at(self) -> datetime | None:
        """Return the moment; a post keeps the seconds of its minute on another day."""
        at: datetime | None = self.cleaned_data["at"]
        before = self.post.published_at
        if at and before and wall(at).time() == wall(before).time():
            at = at.replace(second=before.second, microsecond=before.microsecond)
        return at

    def clean(self) -> dict[str, Any]:
        """Refuse what would keep the post from being so, and ask before readers are surprised."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "at" not in cleaned:
            return cleaned
        at = cleaned["at"]
        is_published = self.status == Status.PUBLISHED
        if at is None and (is_published or self.post.status != Status.DRAFT):
            self.add_error("at", _("Choose the minute at which it goes live."))
            return cleaned
        self._refuse(at, is_published=is_published)
        if is_published and not self.errors:
            self.question = self._question(at)
            if self.question and not cleaned["is_sure"]:
                self.add_error("is_sure", self.question)
        return cleaned

    def apply(self) -> None:
        """Give the post its date and status, and save it."""
        self.post.published_at = self.cleaned_data["at"]
        self.post.status = self.status
        self.post.save()

    def _refuse(self, at: datetime | None, *, is_published: bool) -> None:
        post = self.post
        is_new = is_published and post.status != Status.PUBLISHED
        found = obstacles(
            category=post.category,
            has_author=post.bylines.exists(),
            published_at=at,
            expires_at=post.expires_at,
            embargo_until=post.embargo_until,
            at=timezone.now() if is_new else None,
        )
        for field, message in found.items():
            if is_published or field == "expires_at":
                self.add_error("at" if field == "published_at" else None, message)

    def _question(self, at: datetime) -> str:
        now = timezone.now()
        state = self.post.state(at=now)
        if state is State.LIVE and at > now:
            return _("Readers see it now. They will not see it again until that minute.")
        if state not in {State.LIVE, State.EXPIRED} and at <= now:
            return _("That minute has passed: readers see it at once.")
        return ""


class AheadForm(forms.Form):
    """The moment to come as of which the site is shown."""

    at = MinuteField(label=gettext_lazy("Date and time"))

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, label_suffix="", **options)

    def clean_at(self) -> datetime:
        """Refuse what has passed: what readers saw then is in the histories of the posts."""
        at: datetime = self.cleaned_data["at"]
        if at <= timezone.now():
            raise forms.ValidationError(_("Choose a moment to come."))
        return at


def as_chosen(at: datetime) -> dict[str, str]:
    """Return a moment as its field would send it, with which of two it is where that matters."""
    shown = wall(at)
    sent = {"at": f"{shown:%Y-%m-%dT%H:%M}"}
    return sent | ({f"at{WHICH}": in_full(at)} if choices(shown) else {})
