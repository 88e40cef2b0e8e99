"""Categories: the sections of the publication, each printed on a paper of its own."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from posts.addresses import address
from posts.models.own_page import OwnPage
from posts.models.slugs import SlugField


class Paper(models.TextChoices):
    """The six papers of the design: a tint, a text tone and a bit colour each."""

    ROSE = "rose", _("Rose")
    IRIS = "iris", _("Iris")
    HARBOUR = "harbour", _("Harbour")
    MOSS = "moss", _("Moss")
    WHEAT = "wheat", _("Wheat")
    SLATE = "slate", _("Slate")


class Category(OwnPage):
    """A section: where a post belongs, and the colour it is printed on."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    slug = SlugField(_("slug"), help_text=_("The end of the address; made from the name if empty."))
    paper = models.CharField(
        _("paper"),
        max_length=10,
        choices=Paper,
        default=Paper.SLATE,
        help_text=_("The colour this section is printed on."),
    )
    position = models.PositiveSmallIntegerField(
        _("position"), default=0, help_text=_("Order in the navigation, smallest first.")
    )
    is_in_navigation = models.BooleanField(
        _("in the navigation"),
        default=True,
        help_text=_("Show this section at the top of every page. Eight fit."),
    )
    description = models.TextField(
        _("description"), blank=True, help_text=_("One or two sentences in Markdown.")
    )
    description_html = models.TextField(editable=False, blank=True)

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["position", "name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(paper__in=Paper.values),
                name="category_paper_is_one_of_six",
                violation_error_message=_("Choose one of the six papers."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of the section's page."""
        return address("category", self.slug)


class Filing(models.Model):
    """A post under a category, with what the category's page is sorted by.

    Its dates are the post's own while that is published, and none while it is not, so that a page
    of a category is one range of one index. Triggers write them (`posts/tallies/`).
    """

    category = models.ForeignKey(Category, models.PROTECT, related_name="filings")
    post = models.ForeignKey("posts.Post", models.CASCADE, related_name="filings")
    published_at = models.DateTimeField(null=True, editable=False)
    expires_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("filing")
        verbose_name_plural = _("filings")
        constraints = [
            models.UniqueConstraint(fields=["post", "category"], name="filing_once_per_category"),
        ]
        indexes = [
            models.Index(
                fields=["category", "published_at", "post", "expires_at"], name="filing_list"
            ),
            models.Index(
                fields=["category", "expires_at"],
                condition=models.Q(expires_at__isnull=False),
                name="filing_expiring",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post} / {self.category}"
