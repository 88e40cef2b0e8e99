"""Addresses of the publication. None of them may ever change."""

from __future__ import annotations

from datetime import MAXYEAR, MINYEAR

from django.urls import path, register_converter

from posts.alphabet import address_of, letter_at
from posts.models.page import PATH
from posts.models.preview_link import TOKEN
from posts.views import (
    archive,
    articles,
    feeds,
    home,
    indexes,
    lists,
    machines,
    previews,
    search,
    sharing,
    standing,
    subscribe,
)


class UnicodeSlugConverter:
    """A slug whose letters may be of any script."""

    regex = r"[-\w]+"

    def to_python(self, value: str) -> str:
        """Return the slug as it stands."""
        return value

    def to_url(self, value: str) -> str:
        """Return the slug as it stands; Django quotes it."""
        return value


class PagePathConverter:
    """The path of a standing page: lower-case words with slashes between them."""

    regex = PATH

    def to_python(self, value: str) -> str:
        """Return the path as it stands."""
        return value

    def to_url(self, value: str) -> str:
        """Return the path as it stands."""
        return value


class TokenConverter:
    """The token of a preview link."""

    regex = TOKEN

    def to_python(self, value: str) -> str:
        """Return the token as it stands."""
        return value

    def to_url(self, value: str) -> str:
        """Return the token as it stands."""
        return value


class YearConverter:
    """A year in four digits, with room for the years beside it."""

    regex = "[0-9]{4}"

    def to_python(self, value: str) -> int:
        """Return the year; ValueError, which is no match, for the first and the last there are."""
        year = int(value)
        if not MINYEAR < year < MAXYEAR:
            raise ValueError(value)
        return year

    def to_url(self, value: int) -> str:
        """Return the year in four digits."""
        return f"{value:04d}"


class MonthConverter:
    """A month in two digits."""

    regex = "0[1-9]|1[0-2]"

    def to_python(self, value: str) -> int:
        """Return the month."""
        return int(value)

    def to_url(self, value: int) -> str:
        """Return the month in two digits."""
        return f"{value:02d}"


class FeedFormConverter:
    """The end of a feed's address, which says in what form it comes."""

    regex = r"rss\.xml|atom\.xml|feed\.json"

    def to_python(self, value: str) -> str:
        """Return the form as it stands."""
        return value

    def to_url(self, value: str) -> str:
        """Return the form as it stands."""
        return value


class LetterConverter:
    """A letter that names stand under, in lower case; 0-9 for what begins with none."""

    regex = r"0-9|\w"

    def to_python(self, value: str) -> str:
        """Return the letter as it is kept; ValueError, which is no match, for another spelling."""
        return letter_at(value)

    def to_url(self, value: str) -> str:
        """Return the letter as addresses spell it; Django quotes it."""
        return address_of(value)


register_converter(UnicodeSlugConverter, "uslug")
register_converter(YearConverter, "year")
register_converter(MonthConverter, "month")
register_converter(FeedFormConverter, "feed")
register_converter(PagePathConverter, "page")
register_converter(LetterConverter, "letter")
register_converter(TokenConverter, "token")

app_name = "posts"

urlpatterns = [
    path("", home.home, name="home"),
    path("posts/", lists.latest, name="latest"),
    path("posts/<uslug:slug>/", articles.post, name="post"),
    path("posts/<uslug:slug>.md", articles.post_markdown, name="post_markdown"),
    path("posts/<uslug:slug>/share.png", sharing.share_picture, name="share_picture"),
    # Not led to the one below: whoever keeps or logs redirects would have the token. The last of a
    # name is what links are made of.
    path("preview/<token:token>", previews.preview, name="preview"),
    path("preview/<token:token>/", previews.preview, name="preview"),
    path("categories/", indexes.categories, name="categories"),
    path("categories/<uslug:slug>/", lists.category, name="category"),
    path("categories/<uslug:slug>/<feed:form>", feeds.category_feed, name="category_feed"),
    path("tags/", indexes.tags, name="tags"),
    path("tags/letter/<letter:letter>/", indexes.tags_letter, name="tags_letter"),
    path("tags/<uslug:slug>/", lists.tag, name="tag"),
    path("tags/<uslug:slug>/<feed:form>", feeds.tag_feed, name="tag_feed"),
    path("authors/", indexes.authors, name="authors"),
    path("authors/letter/<letter:letter>/", indexes.authors_letter, name="authors_letter"),
    path("authors/<uslug:slug>/", lists.author, name="author"),
    path("authors/<uslug:slug>/<feed:form>", feeds.author_feed, name="author_feed"),
    path("series/", indexes.series, name="all_series"),
    path("series/<uslug:slug>/", lists.series, name="series"),
    path("series/<uslug:slug>/<feed:form>", feeds.series_feed, name="series_feed"),
    path("search/", search.search, name="search"),
    path("subscribe/", subscribe.subscribe, name="subscribe"),
    path("archive/", archive.archive, name="archive"),
    path("<year:year>/", archive.year, name="year"),
    path("<year:year>/<month:month>/", archive.month, name="month"),
    path("<feed:form>", feeds.feed, name="feed"),
    path("share.png", sharing.site_share_picture, name="site_share_picture"),
    path("sitemap.xml", machines.sitemap_index, name="sitemap"),
    path("sitemap-<slug:section>-<int:page>.xml", machines.sitemap, name="sitemap_file"),
    path("news-sitemap.xml", machines.news_sitemap, name="news_sitemap"),
    path("robots.txt", machines.robots, name="robots"),
    path("llms.txt", machines.llms, name="llms"),
    # Standing pages come last: whatever else has an address keeps it.
    path("<page:path>/", standing.page, name="page"),
]
