"""Pictures the publication owns: each with alt text or marked decorative, with its renditions."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from pathlib import PurePosixPath
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from posts import imaging
from posts.imaging import PictureRefused, PreparedPicture
from posts.models.focus import FOCUSES, LONGEST_FOCUS, MIDDLE
from posts.models.loaded import Loaded
from posts.rendering import PictureInfo, RenderRefused, Rendition

LONGEST_STEM = 150  # bytes
LONGEST_NAME = 250  # characters


class Picture(Loaded):
    """A picture under a name that Markdown calls it by: `![](lectern.png)`."""

    file = models.FileField(_("file"), upload_to="pictures", max_length=250)
    name = models.CharField(
        _("name"),
        max_length=LONGEST_NAME,
        unique=True,
        blank=True,
        help_text=_("What the text calls it: ![](name). Made from the file's name if empty."),
    )
    alt = models.CharField(
        _("alt text"),
        max_length=500,
        blank=True,
        help_text=_("What a colleague on the phone would need to hear."),
    )
    is_decorative = models.BooleanField(
        _("decorative"), default=False, help_text=_("It says nothing the text does not say.")
    )
    caption = models.CharField(_("caption"), max_length=500, blank=True)
    credit = models.CharField(
        _("credit"),
        max_length=200,
        blank=True,
        help_text=_("Photograph: Name, or Illustration: Name."),
    )
    focus = models.CharField(
        _("keep in frame"), max_length=LONGEST_FOCUS, choices=list(FOCUSES.items()), default=MIDDLE
    )
    # Uploaded among many, and not yet described: no page shows the picture until it is.
    awaits_words = models.BooleanField(_("alt text to be written"), default=False, editable=False)
    width = models.PositiveIntegerField(_("width"), editable=False, default=0)
    height = models.PositiveIntegerField(_("height"), editable=False, default=0)
    renditions = models.JSONField(editable=False, default=list)
    # Of the file as it is stored, to know it again; empty until it is known (`measure_pictures`).
    digest = models.CharField(max_length=64, editable=False, blank=True, default="", db_index=True)
    # In bytes: the file, and each of its renditions in order. None where nobody has weighed them.
    weight = models.PositiveBigIntegerField(_("weight"), editable=False, null=True)
    rendition_weights = models.JSONField(editable=False, default=list)
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(alt="")
                | models.Q(is_decorative=True)
                | models.Q(awaits_words=True),
                name="picture_has_alt_or_is_decorative",
                violation_error_message=_(
                    "Say in the alt text what the picture shows, or mark it decorative."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(focus__in=list(FOCUSES)), name="picture_focus_is_known"
            ),
        ]

    _prepared: PreparedPicture | None = None
    # Tells of a name that is not to be made for this picture although no other has it.
    is_barred: Callable[[str], bool] | None = None

    def __str__(self) -> str:
        return self.name

    def accept(self, prepared: PreparedPicture, *, filename: str) -> None:
        """Take an upload that was checked and converted already; save afterwards."""
        self.file = ContentFile(prepared.data, name=filename)
        self._prepared = prepared

    def clean(self) -> None:
        """Read a new upload, so that a bad file is an error beside its field."""
        try:
            self._read_upload()
        except PictureRefused as error:
            raise ValidationError({"file": str(error)}) from error

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store a new upload with its renditions, and bring every text that shows it up to date.

        Raises PictureRefused when the upload is no picture.
        """
        self._read_upload()
        self.awaits_words = self.awaits_words and not (self.alt or self.is_decorative)
        with ExitStack() as undoing, transaction.atomic():
            self._lock_posts()
            if self._prepared:
                self._store(self._prepared, undoing)
            super().save(*args, **kwargs)
            self._refresh_texts()
            undoing.pop_all()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete the row now, its files once that is certain, and refresh texts that showed it."""
        with transaction.atomic():
            self._lock_posts()
            files = self._file_names()
            deleted = super().delete(*args, **kwargs)
            self._refresh_texts()
            transaction.on_commit(lambda: self._delete_files(files))
        return deleted

    def posts(self) -> models.QuerySet:
        """Return the posts that lead with the picture or call its name in their text, by key."""
        posts = apps.get_model("posts", "Post")._base_manager.order_by("pk")
        texts = PictureUse.objects.filter(name=self.name).values("post_id")
        leads = models.Q(lead_picture=self.pk) if self.pk else models.Q()
        return posts.filter(models.Q(pk__in=texts) | leads)

    def _lock_posts(self) -> None:
        """Lock what shows the picture before its own row, as whoever saves a post does."""
        if self.name:
            list(self.posts().select_for_update().values("pk"))

    def get_absolute_url(self) -> str:
        """Return the address of the file as it was uploaded."""
        return str(self.file.url)

    def info(self) -> PictureInfo:
        """Return what pages and the renderer need to know of the picture."""
        storage = self.file.storage
        renditions = tuple(
            Rendition(width=width, height=height, url=storage.url(name))
            for width, height, name in self.renditions
        )
        return PictureInfo(
            url=self.file.url,
            width=self.width,
            height=self.height,
            alt="" if self.is_decorative else self.alt,
            credit=self.credit,
            caption=self.caption,
            renditions=renditions,
            focus=self.focus,
        )

    def twin(self) -> Picture | None:
        """Return the picture that is stored with the bytes of this upload, if there is one.

        One query; none where nothing was uploaded, or it could not be read.
        """
        if self._prepared is None:
            return None
        digest = self._prepared.digest
        others = type(self).objects.exclude(pk=self.pk)
        # The name of a stored file carries the beginning of its digest.
        unmeasured = models.Q(digest="", file__contains=digest[:10])
        return others.filter(models.Q(digest=digest) | unmeasured).order_by("pk").first()

    def _read_upload(self) -> None:
        """Read and convert an upload that is not stored yet, once."""
        if not self.file or getattr(self.file, "_committed", True) or self._prepared:
            return
        name = PurePosixPath(self.file.name or "").name
        imaging.check_size(self.file.size, name=name, max_bytes=settings.PICTURE_MAX_BYTES)
        self.file.seek(0)
        self._prepared = imaging.prepare(
            self.file.read(), name=name, max_bytes=settings.PICTURE_MAX_BYTES
        )

    def _store(self, prepared: PreparedPicture, undoing: ExitStack) -> None:
        """Write the files of an upload; each one that is written is taken away by `undoing`.

        Those that it replaces go when that is certain. The row is locked before they are named, or
        of two replacements at once one would leave its files behind.
        """
        outdated = self._file_names() if self.pk else []
        stem = _stem(self.file.name or "")
        self.name = self.name or self._free_name(f"{stem}.{prepared.extension}")
        # The digest in the name lets every copy be cached for ever: new bytes, new address.
        base = f"{stem}-{prepared.digest[:10]}"
        self.file = self._save_file(f"{base}.{prepared.extension}", prepared.data, undoing)
        self.width, self.height = prepared.width, prepared.height
        self.renditions = [
            [
                file.width,
                file.height,
                self._save_file(f"{base}-{file.width}.webp", file.data, undoing),
            ]
            for file in prepared.renditions
        ]
        self.digest, self.weight = prepared.digest, len(prepared.data)
        self.rendition_weights = [len(file.data) for file in prepared.renditions]
        self._prepared = None
        transaction.on_commit(lambda: self._delete_files(outdated))

    def _save_file(self, name: str, data: bytes, undoing: ExitStack) -> str:
        saved: str = self.file.storage.save(f"pictures/{name}", ContentFile(data))
        undoing.callback(self._delete_files, [saved])
        return saved

    def _file_names(self) -> list[str]:
        """Return the names of every file that is stored for this row, and lock it."""
        rows = type(self).objects.select_for_update().filter(pk=self.pk)
        stored = rows.values_list("file", "renditions").first()
        return [stored[0], *(name for *_size, name in stored[1])] if stored else []

    def _delete_files(self, names: list[str]) -> None:
        for name in names:
            self.file.storage.delete(name)

    def _free_name(self, wanted: str) -> str:
        path = PurePosixPath(wanted)
        taken = set(
            type(self)
            .objects.filter(name__startswith=path.stem)
            .exclude(pk=self.pk)
            .values_list("name", flat=True)
        )
        number, name = 1, wanted
        while name in taken or (self.is_barred and self.is_barred(name)):
            number += 1
            name = f"{path.stem}-{number}{path.suffix}"
        return name

    def _refresh_texts(self) -> None:
        uses = PictureUse.objects.filter(name=self.name).order_by("post_id")
        for use in uses.select_related("post__content"):
            # A text that newer bounds refuse keeps what it shows; `rerender_posts` names it.
            with suppress(RenderRefused):
                use.post.rerender()
        # Standing pages are few, and live in a module that reads this one.
        for page in apps.get_model("posts", "Page").objects.filter(body__contains=self.name):
            with suppress(RenderRefused):
                page.rerender()


class PictureUse(models.Model):
    """A picture's name in the text of a post, whether or not that picture is there yet.

    A name rather than a key: a picture that arrives after the text still finds its place.
    """

    post = models.ForeignKey("posts.Post", models.CASCADE, related_name="picture_uses")
    name = models.CharField(max_length=LONGEST_NAME, db_index=True)

    class Meta:
        verbose_name = _("use of a picture")
        verbose_name_plural = _("uses of pictures")
        constraints = [
            models.UniqueConstraint(fields=["post", "name"], name="picture_use_once_per_post"),
        ]

    def __str__(self) -> str:
        return f"{self.name} / {self.post}"


def _stem(filename: str) -> str:
    """Return the name of an upload without its ending, as a storage of any kind can keep it.

    File systems allow 255 bytes, which is 85 letters of some scripts; digest and width follow.
    """
    plain = re.sub(r"[^-\w]+", "_", PurePosixPath(filename).stem.lower()).strip("_")
    return plain.encode()[:LONGEST_STEM].decode(errors="ignore") or "picture"


def find_pictures(names: frozenset[str]) -> Mapping[str, PictureInfo]:
    """Return what is known of the pictures called `names`. One query, none for no names.

    One that nobody has said a word about yet is not shown.
    """
    if not names:
        return {}
    found = Picture.objects.filter(name__in=names, awaits_words=False)
    return {picture.name: picture.info() for picture in found}
