"""Which posts a feed holds, and what it says of itself and of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from posts.addresses import absolute
from posts.directory import shown_authors, shown_series, shown_tags
from posts.models import Author, Category, Post, Series, Tag
from posts.querysets import PostQuerySet
from posts.rendering import typeset
from posts.words import plain

from .forms import AtomForm, JsonForm, Readable, RssForm
from .texts import full_text

NEWEST = 20

# What the end of a feed's address says of its form.
FORMS: dict[str, type[Readable]] = {
    "rss.xml": RssForm,
    "atom.xml": AtomForm,
    "feed.json": JsonForm,
}


class PostFeed(Feed):
    """The newest posts of the whole publication, and what every other feed shares."""

    def __init__(self, form: str) -> None:
        self.form = form
        self.feed_type = FORMS[form]

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Write the feed, for caches to know by its ETag alone.

        No date tells of every change: a post that is taken back leaves only older ones behind.
        """
        response = super().__call__(request, *args, **kwargs)
        del response.headers["Last-Modified"]
        return response

    # ------------------------------------------------------------ the feed

    def posts(self, obj: Any) -> PostQuerySet:  # noqa: ARG002
        """Return the posts to choose the newest from."""
        return Post.objects.published().newest_first()

    def name(self, obj: Any) -> str:  # noqa: ARG002
        """Return what the feed is of; empty for the whole publication."""
        return ""

    def about(self, obj: Any) -> str:  # noqa: ARG002
        """Return what the feed is about, as HTML that was sanitised; empty if nobody said."""
        return ""

    def page(self, obj: Any) -> str:
        """Return the path of the page that shows the same posts."""
        return obj.get_absolute_url() if obj else reverse("posts:home")

    def title(self, obj: Any) -> str:
        """Return the name of the list and that of the publication."""
        return " | ".join(filter(None, (typeset(self.name(obj)), settings.SITE.name)))

    def description(self, obj: Any) -> str:
        """Return one or two plain sentences."""
        return plain(self.about(obj)) or settings.SITE.about

    def link(self, obj: Any) -> str:
        """Return the address of the page that shows the same posts."""
        return absolute(self.page(obj))

    def feed_url(self, obj: Any) -> str:
        """Return the address of the feed itself."""
        return absolute(f"{self.page(obj)}{self.form}")

    def feed_extra_kwargs(self, obj: Any) -> dict[str, Any]:  # noqa: ARG002
        """Name the publication beside what Django's feeds know."""
        return {"publisher": settings.SITE.name}

    def items(self, obj: Any) -> list[Post]:
        """Return the newest posts with what is written of them. Three queries."""
        found = self.posts(obj).with_article().defer("content__headings")[:NEWEST]
        return sorted(found, key=lambda post: (post.published_at, post.pk), reverse=True)

    # ------------------------------------------------------------ a post

    def item_title(self, item: Any) -> str:
        """Return the title as plain text; the writers escape it."""
        return typeset(item.title)

    def item_description(self, item: Any) -> str:
        """Return the standfirst, or the beginning of the text."""
        return typeset(item.summary)

    def item_link(self, item: Post) -> str:
        """Return the address of the article."""
        return absolute(item.get_absolute_url())

    def item_guid(self, item: Post) -> str:
        """Return the name that outlives every change of slug, host or number."""
        return item.guid.urn

    item_guid_is_permalink = False

    def item_pubdate(self, item: Post) -> datetime | None:
        """Return when the post went live."""
        return item.published_at

    def item_updateddate(self, item: Post) -> datetime | None:
        """Return when the post last changed in a way that readers are told of."""
        return item.updated_for_readers_at

    def item_categories(self, item: Post) -> list[str]:
        """Return the section and the tags."""
        section = [item.category.name] if item.category else []
        return [*section, *(tag.name for tag in item.tags_by_name)]

    def item_extra_kwargs(self, item: Post) -> dict[str, Any]:
        """Return what Django's feeds do not know: all authors, the text, picture and language."""
        picture = item.lead_picture
        return {
            "people": [
                {"name": author.name, "url": absolute(author.get_absolute_url())}
                for author in item.byline
            ],
            "content": full_text(item),
            "image": _whole(picture.get_absolute_url()) if picture else "",
            "language": item.language,
        }


def _whole(url: str) -> str:
    """Return an address of a picture, which may live on another host, with scheme and host."""
    return absolute(url) if url.startswith("/") else url


class CategoryFeed(PostFeed):
    """The newest posts filed under a category."""

    def get_object(self, request: HttpRequest, slug: str) -> Category:  # noqa: ARG002
        """Find the category, or answer 404."""
        return get_object_or_404(Category.objects.defer("description"), slug=slug)

    def posts(self, obj: Category) -> PostQuerySet:
        """Return the category's posts."""
        return Post.objects.published().in_category(obj)

    def name(self, obj: Category) -> str:
        """Return the category's name."""
        return obj.name

    def about(self, obj: Category) -> str:
        """Return the category's description."""
        return obj.description_html


class TagFeed(PostFeed):
    """The newest posts that carry a tag."""

    def get_object(self, request: HttpRequest, slug: str) -> Tag:  # noqa: ARG002
        """Find the tag, or answer 404."""
        return get_object_or_404(shown_tags(), slug=slug)

    def posts(self, obj: Tag) -> PostQuerySet:
        """Return the posts that carry the tag."""
        return Post.objects.published().tagged(obj)

    def name(self, obj: Tag) -> str:
        """Return the tag's name."""
        return obj.name

    def about(self, obj: Tag) -> str:
        """Return the tag's description."""
        return obj.description_html


class AuthorFeed(PostFeed):
    """The newest posts that an author signs."""

    def get_object(self, request: HttpRequest, slug: str) -> Author:  # noqa: ARG002
        """Find the author, or answer 404."""
        return get_object_or_404(shown_authors(), slug=slug)

    def posts(self, obj: Author) -> PostQuerySet:
        """Return the author's posts."""
        return Post.objects.published().by_author(obj)

    def name(self, obj: Author) -> str:
        """Return the author's name."""
        return obj.name

    def about(self, obj: Author) -> str:
        """Return the author's biography."""
        return obj.biography_html


class SeriesFeed(PostFeed):
    """The newest parts of a series: the page reads forwards, a feed brings what is new."""

    def get_object(self, request: HttpRequest, slug: str) -> Series:  # noqa: ARG002
        """Find the series, or answer 404."""
        return get_object_or_404(shown_series(), slug=slug)

    def posts(self, obj: Series) -> PostQuerySet:
        """Return the newest parts of the series. One query by itself.

        All parts are read by their number first: sorted by date at once, SQLite would look through
        the parts of every series.
        """
        parts = Post.objects.published().in_series(obj).values_list("published_at", "pk")
        newest = [pk for _date, pk in sorted(parts, reverse=True)[:NEWEST]]
        # What was public a moment ago, by its keys alone: SQLite would look through all posts
        # rather than pick these, were it asked for both.
        return Post.objects.filter(pk__in=newest).order_by()

    def name(self, obj: Series) -> str:
        """Return the title of the series."""
        return obj.title

    def about(self, obj: Series) -> str:
        """Return the description of the series."""
        return obj.description_html
