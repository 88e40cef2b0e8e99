"""Posts: what the publication publishes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from functools import partial
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager

from posts.addresses import address
from posts.changes import gathered, touch
from posts.models.address import (
    FormerAddress,
    former_slugs,
    keep_former_address,
    path_of,
)
from posts.models.author import Author
from posts.models.category import Category, Filing
from posts.models.content import Content
from posts.models.loaded import Loaded
from posts.models.picture import LONGEST_NAME, PictureUse, find_pictures
from posts.models.running_number import RunningNumber
from posts.models.series import MOST_PARTS, Series
from posts.models.slugs import SlugField, free_slug
from posts.models.tag import Tag, Tagging
from posts.querysets import PostQuerySet
from posts.rendering import RENDERER_VERSION, FindPictures, Rendered, render
from prsite.pagecache.now import present

# What comes with a post of its tags and its authors, in the order of the queryset's rows.
OF_TAG = ("id", "name", "slug")
OF_AUTHOR = ("id", "name", "slug", "is_guest")
# What saving may fill in, what rendering tells of a text, and what it makes of one.
FILLED = ("slug", "number", "published_at", "series_part")
SUMMARY = ("excerpt", "word_count", "reading_minutes")
RENDERED = ("html", "text", "headings", "renderer_version")


class Status(models.TextChoices):
    """What an editor decided. Whether readers see the post follows from this and its dates."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    UNPUBLISHED = "unpublished", _("Unpublished")


class State(models.TextChoices):
    """Where a post stands at a moment, as it follows from status and dates."""

    DRAFT = "draft", _("Draft")
    SCHEDULED = "scheduled", _("Scheduled")
    LIVE = "live", _("Live")
    EXPIRED = "expired", _("Expired")
    UNPUBLISHED = "unpublished", _("Unpublished")


class Post(Loaded):  # type: ignore[django-manager-missing]  # taggit names no manager
    """An article. Its text lives in `content`, reached as `post.body`."""

    number = models.PositiveIntegerField(
        _("number"),
        null=True,
        unique=True,
        editable=False,
        help_text=_(
            "Given when the post is first published or scheduled; never changed or reused."
        ),
    )
    # What feed readers know the post by; it outlives any change of address, host or number.
    guid = models.UUIDField(default=uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=200)
    slug = SlugField(
        _("slug"), help_text=_("The end of the address; made from the title if empty.")
    )
    standfirst = models.CharField(
        _("standfirst"),
        max_length=500,
        blank=True,
        help_text=_("One or two sentences. Also used in lists."),
    )
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.DRAFT)
    published_at = models.DateTimeField(
        _("goes live"),
        null=True,
        blank=True,
        help_text=_("A moment in the future schedules the post. Empty means the moment of saving."),
    )
    embargo_until = models.DateTimeField(
        _("embargo until"),
        null=True,
        blank=True,
        help_text=_("Nothing publishes the post earlier, whoever tries and however."),
    )
    expires_at = models.DateTimeField(
        _("expires"),
        null=True,
        blank=True,
        help_text=_("From this moment on readers do not see it."),
    )
    revised_at = models.DateTimeField(
        _("updated"),
        null=True,
        blank=True,
        help_text=_("Shown to readers. Set it when they should know that the text has changed."),
    )
    category = models.ForeignKey(
        Category,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="posts",
        verbose_name=_("section"),
    )
    series = models.ForeignKey(
        Series,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="posts",
        verbose_name=_("series"),
    )
    series_part = models.PositiveSmallIntegerField(
        _("part"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(MOST_PARTS)],
        help_text=_("Empty means the next one."),
    )
    lead_picture = models.ForeignKey(
        "posts.Picture",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="led_posts",
        verbose_name=_("lead picture"),
    )
    is_pinned = models.BooleanField(
        _("lead story"), default=False, help_text=_("Keep this post on top of the home page.")
    )
    language = models.CharField(
        _("language"),
        max_length=12,
        blank=True,
        validators=[
            RegexValidator(
                r"^[a-z]{2,3}(-[a-z0-9]{2,8})*\Z", _("Write a language as in fr or pt-br.")
            )
        ],
        help_text=_("Only where it differs from the publication's: fr, de, pt-br."),
    )
    search_title = models.CharField(
        _("search title"), max_length=120, blank=True, help_text=_("Empty means the title.")
    )
    search_description = models.CharField(
        _("description"), max_length=320, blank=True, help_text=_("Empty means the standfirst.")
    )
    word_count = models.PositiveIntegerField(_("words"), default=0, editable=False)
    reading_minutes = models.PositiveSmallIntegerField(_("minutes"), default=0, editable=False)
    excerpt = models.CharField(max_length=240, blank=True, editable=False)
    # Whoever began it at the desk, to whom it belongs beside those who sign it.
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("saved"), auto_now=True)

    authors = models.ManyToManyField("posts.Author", through="posts.Byline", related_name="posts")
    categories = models.ManyToManyField(Category, through=Filing, related_name="filed_posts")
    tags = TaggableManager(
        _("tags"), through=Tagging, blank=True, help_text=_("Separate by commas.")
    )

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=Status.values), name="post_status_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(status="published") | Q(number__isnull=False),
                name="post_published_has_number",
            ),
            models.CheckConstraint(
                condition=~Q(status="published") | Q(published_at__isnull=False),
                name="post_published_has_date",
                violation_error_message=_("A published post needs the moment it goes live."),
            ),
            models.CheckConstraint(
                condition=~Q(status="published")
                | Q(embargo_until__isnull=True)
                | Q(published_at__gte=models.F("embargo_until")),
                name="post_published_after_its_embargo",
                violation_error_message=_("The post must not go live before its embargo ends."),
            ),
            models.CheckConstraint(
                condition=~Q(status="published") | Q(category__isnull=False),
                name="post_published_has_section",
                violation_error_message=_("Choose a section before publishing."),
            ),
            models.CheckConstraint(
                condition=~Q(title=""),
                name="post_has_title",
                violation_error_message=_("Give it a title."),
            ),
            models.CheckConstraint(
                condition=Q(expires_at__isnull=True)
                | Q(published_at__isnull=True)
                | Q(expires_at__gt=models.F("published_at")),
                name="post_expires_after_it_goes_live",
                violation_error_message=_("The post must expire after it goes live."),
            ),
            models.CheckConstraint(
                condition=Q(series__isnull=True) | Q(series_part__isnull=False),
                name="post_in_series_has_part",
            ),
            models.UniqueConstraint(
                fields=["series", "series_part"],
                name="post_part_is_unique_in_series",
                violation_error_message=_("Another post is already this part of the series."),
            ),
        ]
        indexes = [
            # `expires_at` tells who is public without reading a single post: for counts, and
            # alike in all three, or SQLite takes the first for the other two.
            models.Index(fields=["status", "published_at", "id", "expires_at"], name="post_list"),
            models.Index(
                fields=["status", "published_at", "id", "expires_at"],
                condition=Q(is_pinned=True),
                name="post_pinned",
            ),
            models.Index(
                fields=["status", "published_at", "id", "expires_at"],
                condition=Q(series__isnull=False),
                name="post_in_series",
            ),
            models.Index(fields=["series", "status", "series_part"], name="post_parts"),
            models.Index(
                fields=["status", "expires_at"],
                condition=Q(expires_at__isnull=False),
                name="post_expiring",
            ),
            # The embargoes that end on a day, for the calendar of the desk.
            models.Index(
                fields=["embargo_until"],
                condition=Q(embargo_until__isnull=False),
                name="post_embargo",
            ),
            models.Index(fields=["updated_at"], name="post_saved"),
            # Finds another post of the same title without a look at every one.
            models.Index(Lower("title"), name="post_title_lower"),
        ]
        permissions = [
            ("publish_post", _("Can publish and unpublish posts")),
            ("shorten_embargo", _("Can shorten or lift an embargo")),
            ("change_own_draft", _("Can change own posts until they are published")),
            ("change_own_post", _("Can change own posts")),
        ]

    _body_is_new = False
    _rendered: Rendered | None = None

    def __str__(self) -> str:
        return self.title

    # ------------------------------------------------------------ the text

    @property
    def body(self) -> str:
        """The Markdown of the post. Setting it renders it anew at the next save."""
        return self._content.markdown

    @body.setter
    def body(self, markdown: str) -> None:
        if markdown != self._content.markdown:
            self._content.markdown = markdown
            self._body_is_new = True
            self._rendered = None

    @property
    def _content(self) -> Content:
        try:
            return self.content
        except ObjectDoesNotExist:
            return Content(post=self)

    def render(self, *, find_pictures: FindPictures = find_pictures) -> Rendered:
        """Render the text as it stands and adopt the result, without saving.

        Raises RenderRefused when the text is too long or too tangled to render.
        """
        rendered = render(self.body, find_pictures=find_pictures, site_url=settings.SITE_URL)
        self._content.take(rendered, renderer_version=RENDERER_VERSION)
        self.excerpt = rendered.excerpt
        self.word_count = rendered.word_count
        self.reading_minutes = rendered.reading_minutes
        self._rendered = rendered
        return rendered

    def rerender(self) -> None:
        """Render the stored text again and store the result; nothing an editor wrote changes.

        Works on the row as it is stored now, under the lock that `save()` takes, so that words
        saved a moment ago are neither overlooked nor overwritten. Raises RenderRefused.
        """
        with transaction.atomic():
            stored = type(self)._base_manager.select_for_update().get(pk=self.pk)
            stored._save_content(stored.render(), fields=RENDERED)
            super(Post, stored).save(update_fields=SUMMARY)
            touch([self.pk])

    # ------------------------------------------------------------ saving

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the post and everything that follows from it, or nothing at all.

        Fills slug, number and part, renders a new text, files the post under its section, and
        keeps a public address that changes; with `update_fields` too.
        After a failure the post is as it was before. Raises RenderRefused.
        """
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], *FILLED, *SUMMARY}
        with self._as_before_on_failure(), transaction.atomic(), gathered():
            stored = self._lock()
            self._fill(stored)
            # A form renders a new text to see whether it can; that result is good for saving too.
            needs_text = self._body_is_new or stored is None
            rendered = (self._rendered or self.render()) if needs_text else None
            super().save(*args, **kwargs)
            if rendered:
                self._save_content(rendered)
            self._keep_former_address(stored)
            self._file_under_section(stored)
            touch([self.pk])

    @contextmanager
    def _as_before_on_failure(self) -> Iterator[None]:
        """Take back what a save filled in when that save fails, or a later try would store it."""
        before = {name: getattr(self, name) for name in FILLED}
        with ExitStack() as undoing:
            undoing.callback(self.__dict__.update, before)
            yield
            undoing.pop_all()

    def _lock(self) -> Post | None:
        """Lock and return the row as it is stored; None for a post that is not stored yet.

        Two saves of one post follow each other, and the second sees what the first decided.
        """
        stored = type(self)._base_manager.select_for_update().filter(pk=self.pk)
        return stored.only(*FILLED, "category").first() if self.pk else None

    def _fill(self, stored: Post | None) -> None:
        self.slug = self.slug or free_slug(self, self.title, taken=former_slugs(self, self.title))
        # The stored number alone counts: one in memory may come from a save that was rolled back.
        self.number = stored.number if stored else None
        if self.status == Status.PUBLISHED:
            self.published_at = self.published_at or self.next_moment()
            self.number = self.number or RunningNumber.take("post")
        if self.series_id is None:
            self.series_part = None
        elif self.series_part is None and self.series:
            self.series_part = self.series.next_part()

    def _save_content(self, rendered: Rendered, *, fields: Iterable[str] | None = None) -> None:
        content = self._content
        content.post = self
        is_new = content._state.adding
        content.save(force_insert=is_new, update_fields=fields)
        # A longer name than any picture can have leads nowhere.
        names = {name for name in rendered.picture_names if len(name) <= LONGEST_NAME}
        known = set() if is_new else set(self.picture_uses.values_list("name", flat=True))
        self.picture_uses.filter(name__in=known - names).delete()
        PictureUse.objects.bulk_create(
            PictureUse(post=self, name=name) for name in sorted(names - known)
        )
        transaction.on_commit(partial(self._text_is_stored, rendered))

    def _text_is_stored(self, rendered: Rendered) -> None:
        """Forget that the text is new, now that it is committed and unless it changed since."""
        if self._rendered is rendered:
            self._body_is_new, self._rendered = False, None

    def _keep_former_address(self, stored: Post | None) -> None:
        """Let the address readers know go on working when the slug changes.

        Only an address at which the post was public; another post's is never taken over.
        """
        if stored is None or stored.slug == self.slug:
            return
        before, after = path_of("post", stored.slug), path_of("post", self.slug)
        if stored.number and stored.published_at and stored.published_at <= present():
            keep_former_address(self, before=before, after=after)
        else:
            FormerAddress.objects.filter(path=after, post=self).delete()

    def _file_under_section(self, stored: Post | None) -> None:
        """File the post under its section, and no longer under the one it has left."""
        if stored and stored.category_id not in {None, self.category_id}:
            self.filings.filter(category_id=stored.category_id).delete()
        if self.category_id is None:
            return
        # A new post has no filing to look for; for an old one two savers may meet here.
        if stored is None:
            Filing.objects.bulk_create([Filing(post=self, category_id=self.category_id)])
        else:
            Filing.objects.get_or_create(post=self, category_id=self.category_id)

    def file_under(self, further: Iterable[Category]) -> None:
        """File the post under its section and `further` categories, and no others."""
        wanted: set[int] = {category.pk for category in further}
        if self.category_id is not None:
            wanted.add(self.category_id)
        known = set(self.filings.values_list("category_id", flat=True))
        self.filings.filter(category_id__in=known - wanted).delete()
        Filing.objects.bulk_create(
            Filing(post=self, category_id=pk) for pk in sorted(wanted - known)
        )

    def sign(self, authors: Iterable[Any]) -> None:
        """Put `authors` in the byline in this order, and no others."""
        authors = list(dict.fromkeys(authors))
        with transaction.atomic(), gathered():
            self.bylines.exclude(author__in=authors).delete()
            for position, author in enumerate(authors):
                self.bylines.update_or_create(author=author, defaults={"position": position})

    # ------------------------------------------------------------ publishing

    def publish(self, *, at: datetime | None = None) -> None:
        """Mark as published from `at` on; save afterwards.

        By default from its date on (`date_if_published`).
        """
        self.status = Status.PUBLISHED
        self.published_at = at or self.date_if_published()

    def date_if_published(self) -> datetime:
        """Return the date that it has, or the next moment there is.

        The latter also for a draft whose planned date has passed: nobody saw it go live then.
        """
        planned = self.published_at
        is_missed = self.number is None and planned is not None and planned < present()
        return self.next_moment() if planned is None or is_missed else planned

    @property
    def is_under_embargo(self) -> bool:
        """Whether the embargo has not ended yet."""
        return self.embargo_until is not None and self.embargo_until > present()

    def next_moment(self) -> datetime:
        """Return the first moment at which the post may go live."""
        now = present()
        return max(now, self.embargo_until or now)

    def unpublish(self) -> None:
        """Mark as taken back; save afterwards. Number and date are kept."""
        self.status = Status.UNPUBLISHED

    def state(self, *, at: datetime | None = None) -> State:
        """Return where the post stands at the moment `at` (default: now)."""
        at = at or present()
        if self.status != Status.PUBLISHED or self.published_at is None:
            return State(self.status)
        if self.published_at > at:
            return State.SCHEDULED
        return State.EXPIRED if self.expires_at and self.expires_at <= at else State.LIVE

    @property
    def is_live(self) -> bool:
        """Whether readers see the post now."""
        return self.state() is State.LIVE

    # ------------------------------------------------------------ showing

    def get_absolute_url(self) -> str:
        """Return the address of the article."""
        return address("post", self.slug)

    @property
    def updated_for_readers_at(self) -> datetime | None:
        """When the text last changed in a way that readers are told of; else when it went live."""
        return max(filter(None, (self.published_at, self.revised_at)), default=None)

    @property
    def touched_at(self) -> datetime | None:
        """The newest moment at which anything that readers see may have changed."""
        return max(filter(None, (self.updated_for_readers_at, self.updated_at)), default=None)

    @property
    def summary(self) -> str:
        """The standfirst, or the beginning of the text where there is none."""
        return self.standfirst or self.excerpt

    @property
    def tags_by_name(self) -> list[Tag]:
        """The tags in order, as the pages name them. No query where they came with the article."""
        if "tag_rows" not in self.__dict__:
            taggings = self.taggings.select_related("tag").order_by("tag__name")
            return [tagging.tag for tagging in taggings]
        rows: list[list[Any]] = self.__dict__["tag_rows"]
        return [Tag.from_db(self._state.db, OF_TAG, row) for row in rows]

    @property
    def byline(self) -> list[Any]:
        """The authors in order. No query where they came with the article, or names with a card."""
        if "byline_rows" not in self.__dict__:
            return [byline.author for byline in self.bylines.all()]
        rows: list[list[Any]] = self.__dict__["byline_rows"]
        return [Author.from_db(self._state.db, OF_AUTHOR, row) for row in rows]
