"""Addresses of the publication. None of them may ever change."""

from __future__ import annotations

from django.urls import path, register_converter

from posts.models.page import PATH
from posts.views import articles, feeds, home, lists, machines, sharing, standing, subscribe


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


class FeedFormConverter:
    """The end of a feed's address, which says in what form it comes."""

    regex = r"rss\.xml|atom\.xml|feed\.json"

    def to_python(self, value: str) -> str:
        """Return the form as it stands."""
        return value

    def to_url(self, value: str) -> str:
        """Return the form as it stands."""
        return value


register_converter(UnicodeSlugConverter, "uslug")
register_converter(FeedFormConverter, "feed")
register_converter(PagePathConverter, "page")

app_name = "posts"

urlpatterns = [
    path("", home.home, name="home"),
    path("posts/", lists.latest, name="latest"),
    path("posts/<uslug:slug>/", articles.post, name="post"),
    path("posts/<uslug:slug>.md", articles.post_markdown, name="post_markdown"),
    path("posts/<uslug:slug>/share.png", sharing.share_picture, name="share_picture"),
    path("categories/<uslug:slug>/", lists.category, name="category"),
    path("categories/<uslug:slug>/<feed:form>", feeds.category_feed, name="category_feed"),
    path("tags/<uslug:slug>/", lists.tag, name="tag"),
    path("tags/<uslug:slug>/<feed:form>", feeds.tag_feed, name="tag_feed"),
    path("authors/<uslug:slug>/", lists.author, name="author"),
    path("authors/<uslug:slug>/<feed:form>", feeds.author_feed, name="author_feed"),
    path("series/<uslug:slug>/", lists.series, name="series"),
    path("series/<uslug:slug>/<feed:form>", feeds.series_feed, name="series_feed"),
    path("subscribe/", subscribe.subscribe, name="subscribe"),
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
