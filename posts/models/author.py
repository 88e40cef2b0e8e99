"""Authors and bylines: a guest needs no account, and the order of names is the editor's."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from posts.addresses import address
from posts.models.loaded import Loaded
from posts.models.named import Named, alphabet_index
from posts.models.slugs import SlugField


class Author(Named):
    """A person or a desk that signs posts."""

    note_field = "biography"

    name = models.CharField(_("name"), max_length=120)
    slug = SlugField(_("slug"), help_text=_("The end of the address; made from the name if empty."))
    is_guest = models.BooleanField(
        _("guest"), default=False, help_text=_("Shown as “(guest)” behind the name.")
    )
    affiliation = models.CharField(
        _("affiliation"), max_length=160, blank=True, help_text=_("Job and organisation, in brief.")
    )
    portrait = models.ForeignKey(
        "posts.Picture",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="portraits",
        verbose_name=_("portrait"),
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="author",
        verbose_name=_("account"),
        help_text=_("Only for people who log in here. Guests need none."),
    )
    biography = models.TextField(
        _("biography"), blank=True, help_text=_("Two or three sentences in Markdown.")
    )
    biography_html = models.TextField(editable=False, blank=True)

    class Meta:
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        ordering = ["name", "pk"]
        indexes = [alphabet_index("author_alphabet")]

    def __str__(self) -> str:
        return self.name

    def named_in(self) -> Iterable[int]:
        """Return the keys of the posts that this author signs."""
        return self.bylines.values_list("post_id", flat=True)

    def get_absolute_url(self) -> str:
        """Return the address of the author's page."""
        return address("author", self.slug)

    @property
    def labelled_links(self) -> list[tuple[str, str]]:
        """The addresses of the links in order, with their labels. No query where they came along.

        They do so as `link_rows`, with a byline or with the author.
        """
        if "link_rows" in self.__dict__:
            return [(url, label) for url, label in self.__dict__["link_rows"]]
        return [(link.url, link.label) for link in self.links.all()]

    @property
    def monogram(self) -> str:
        """Up to two initials, for the square that stands in for a portrait."""
        words = [word for word in self.name.split() if word[:1].isalpha()]
        initials = [words[0], words[-1]] if len(words) > 1 else words
        return "".join(word[0] for word in initials).upper()


class AuthorLink(models.Model):
    """A page of the author's elsewhere."""

    author = models.ForeignKey(Author, models.CASCADE, related_name="links")
    label = models.CharField(_("label"), max_length=60)
    url = models.URLField(_("address"), max_length=300)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.label


class Byline(Loaded):
    """An author's place among the names of a post.

    Its dates are the post's own while that is published, and none while it is not, so that a page
    of an author is one range of one index. Triggers write them (`posts/tallies/`).
    """

    post = models.ForeignKey("posts.Post", models.CASCADE, related_name="bylines")
    author = models.ForeignKey(
        Author, models.PROTECT, related_name="bylines", verbose_name=_("author")
    )
    position = models.PositiveSmallIntegerField(
        _("position"), default=0, help_text=_("Smallest first.")
    )

    published_at = models.DateTimeField(null=True, editable=False)
    expires_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("author")
        verbose_name_plural = _("byline")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["post", "author"],
                name="byline_names_an_author_once",
                violation_error_message=_("This author is already in the byline."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["author", "published_at", "post", "expires_at"], name="byline_list"
            ),
            models.Index(
                fields=["author", "expires_at"],
                condition=models.Q(expires_at__isnull=False),
                name="byline_expiring",
            ),
        ]

    def __str__(self) -> str:
        return str(self.author)
