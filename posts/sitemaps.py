"""The publication's addresses for search engines, each with the date of its last change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from math import ceil
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.core.paginator import EmptyPage
from django.db.models import Max, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from posts.addresses import absolute
from posts.archive import Period, counted_months
from posts.composed import Given, Question
from posts.directory import listed_authors, listed_categories, listed_series, listed_tags
from posts.directory.letters import REGISTERS
from posts.models import Page, Post
from posts.querysets import PostQuerySet
from prsite.pagecache.now import Now

# Google reads news of the last two days, and a thousand at most.
# Source: https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap
NEWS_AGE = timedelta(hours=48)
MOST_NEWS = 1000

INDEXES = ("archive", "categories", "all_series", "authors", "tags")


class Section(Sitemap):
    """Addresses of one kind, with the publication's own scheme and host.

    A file holds 50,000 of them at most. Source: https://www.sitemaps.org/protocol.html
    """

    limit = 50_000

    def get_urls(
        self,
        page: int | str = 1,
        site: Any = None,
        protocol: str | None = None,  # noqa: ARG002
    ) -> list[dict[str, Any]]:
        """Return a page of addresses; the host of the request does not matter."""
        home = urlsplit(settings.SITE_URL)
        site = SimpleNamespace(domain=home.netloc)
        return super().get_urls(page, site, home.scheme)

    def pages(self) -> Iterable[int]:
        """Return the numbers of the files that hold an address. One count."""
        paginator = self.paginator
        return paginator.page_range if paginator.count else ()


@Question
def _first_of(first: Given, last: Given) -> PostQuerySet:
    return Post.objects.published().numbered(first, last).only("pk")[:1]


class PostSection(Section):
    """Every public post, in files by running number.

    A number is never changed or reused, so a post stays in its file whatever else comes and goes,
    only the last file grows, and each is one range of an index.
    """

    def get_urls(
        self,
        page: int | str = 1,
        site: Any = None,  # noqa: ARG002
        protocol: str | None = None,  # noqa: ARG002
    ) -> Any:
        """Yield the addresses of the posts of a file, read as they are written.

        Raises EmptyPage for a file behind the last one.
        """
        page = int(page)
        if page < 1 or page > max(1, self._last_page()):
            message = f"There is no file {page} of posts."
            raise EmptyPage(message)
        return self._entries(page)

    def pages(self) -> Iterable[int]:
        """Return the numbers of the files that hold a public post. One look-up each, and one."""
        pages = range(1, self._last_page() + 1)
        # In their order: asked for any one of them, PostgreSQL walks the table until it meets one.
        return [page for page in pages if self._holds_any(page)]

    def _entries(self, page: int) -> Iterator[dict[str, Any]]:
        # Asking Django for each of 50,000 addresses would take most of the time.
        root = absolute(reverse("posts:post", args=["x"]).removesuffix("x/"))
        rows = self._posts(page).values_list("slug", "published_at", "revised_at", "updated_at")
        for slug, *moments in rows.iterator():
            yield {"location": f"{root}{quote(slug)}/", "lastmod": max(filter(None, moments))}

    def _posts(self, page: int) -> PostQuerySet:
        return Post.objects.published().numbered(*self._ends(page))

    def _holds_any(self, page: int) -> bool:
        first, last = self._ends(page)
        return bool(_first_of(first=first, last=last))

    def _ends(self, page: int) -> tuple[int, int]:
        """Return the first and the last number that a file is for."""
        last = page * self.limit
        return last - self.limit + 1, last

    def _last_page(self) -> int:
        last: int | None = Post.objects.aggregate(last=Max("number"))["last"]
        return ceil((last or 0) / self.limit)


class ListSection(Section):
    """Lists of one kind that hold a public post; what inherits this names them."""

    def lastmod(self, item: Any) -> datetime | None:
        """Return when the newest public post of the list went live."""
        return item.newest_at


class CategorySection(ListSection):
    """Sections of the publication."""

    def items(self) -> QuerySet[Any]:
        """Return the categories that hold a public post."""
        return listed_categories().only("slug")


class TagSection(ListSection):
    """Tags."""

    def items(self) -> QuerySet[Any]:
        """Return the tags that a public post carries."""
        return listed_tags().only("slug")


class AuthorSection(ListSection):
    """Authors."""

    def items(self) -> QuerySet[Any]:
        """Return the authors who sign a public post."""
        return listed_authors().only("slug")


class SeriesSection(ListSection):
    """Series."""

    def items(self) -> QuerySet[Any]:
        """Return the series with a public part."""
        return listed_series().only("slug")

    def lastmod(self, item: Any) -> datetime | None:
        """Return when the newest public part went live, which need not be the last one."""
        return self.newest.get(item.pk, item.newest_at)

    @cached_property
    def newest(self) -> dict[int, datetime]:
        """Return the date of the newest public part of every series. One query."""
        parts = Post.objects.published().filter(series__isnull=False).order_by()
        return dict(parts.values_list("series").annotate(Max("published_at")))


class LetterSection(Section):
    """Letters of the lists of tags and authors that are too long for one page."""

    def items(self) -> list[str]:
        """Return the paths of the letters that hold a name."""
        long = (register for register in REGISTERS.values() if register.is_long())
        return [register.path_of(letter) for register in long for letter in register.letters()]

    def location(self, item: str) -> str:
        """Return the path."""
        return item


class ArchiveSection(Section):
    """Years and months that hold a public post; dating each would take a query a month."""

    def items(self) -> list[Period]:
        """Return the months, each year behind its own."""
        months = list(counted_months())
        return [*months, *dict.fromkeys(month.whole_year for month in months)]


class StandingSection(Section):
    """The front page, the lists of everything there is, and the standing pages."""

    def items(self) -> list[tuple[str, datetime | None]]:
        """Return paths with their dates."""
        newest = Post.objects.published().newest_first().values_list("published_at", flat=True)
        date = newest.first()
        pages = Page.objects.published().only("path", "updated_at").order_by("path")
        return [
            (reverse("posts:home"), date),
            (reverse("posts:latest"), date),
            *((reverse(f"posts:{name}"), date) for name in INDEXES),
            (reverse("posts:subscribe"), None),
            *((page.get_absolute_url(), page.updated_at) for page in pages),
        ]

    def location(self, item: tuple[str, datetime | None]) -> str:
        """Return the path."""
        return item[0]

    def lastmod(self, item: tuple[str, datetime | None]) -> datetime | None:
        """Return the date."""
        return item[1]


SECTIONS: dict[str, type[Section]] = {
    "posts": PostSection,
    "categories": CategorySection,
    "tags": TagSection,
    "authors": AuthorSection,
    "series": SeriesSection,
    "letters": LetterSection,
    "archive": ArchiveSection,
    "pages": StandingSection,
}


def files() -> Iterable[tuple[str, int]]:
    """Yield name and page of every sitemap file that holds an address."""
    for name, section in SECTIONS.items():
        yield from ((name, page) for page in section().pages())


def as_xml(entries: Iterable[dict[str, Any]]) -> SafeString:
    """Write the addresses of a file; a template takes four times as long over 50,000 of them."""
    zone = timezone.get_current_timezone()
    lines = []
    for entry in entries:
        line = f"<url><loc>{escape(entry['location'])}</loc>"
        if moment := entry.get("lastmod"):
            line += f"<lastmod>{moment.astimezone(zone).isoformat(timespec='seconds')}</lastmod>"
        lines.append(f"{line}</url>\n")
    return mark_safe("".join(lines))  # noqa: S308  # the addresses are escaped


def news() -> PostQuerySet:
    """Return what went live in the last two days, the newest first."""
    since = Now(ago=NEWS_AGE)
    recent = Post.objects.published().filter(published_at__gt=since).newest_first()
    return recent.only("slug", "title", "language", "published_at")[:MOST_NEWS]
