"""Every page costs the same number of queries, however many posts there are."""

from __future__ import annotations

import pytest
from django.db import connection
from django.urls import reverse

from posts.directory import listed_authors, listed_categories, listed_series, listed_tags
from posts.models import Author, Byline, Category, Content, Filing, Post, RunningNumber, Tagging
from posts.querysets import PostQuerySet
from tests import factories

pytestmark = pytest.mark.django_db

# Address, arguments, and its queries:
BUDGETS = {
    # newest posts, their bylines; pinned post, its byline; newest series, its parts;
    # sections with keys of headlines, headlines; navigation
    "posts:home": ({}, 10),
    # count, page, bylines; navigation
    "posts:latest": ({}, 4),
    # post with content, bylines, links of authors, tags; parts of the series; window of the
    # category, more posts, their bylines; navigation
    "posts:post": ({"slug": "post-0"}, 9),
    # post with content, bylines, links of authors, tags
    "posts:post_markdown": ({"slug": "post-0"}, 4),
    # post with its section
    "posts:share_picture": ({"slug": "post-0"}, 1),
    "posts:site_share_picture": ({}, 0),
    # sections, series, authors; navigation
    "posts:subscribe": ({}, 4),
    # a count for posts, categories, tags, authors, series; newest post, pages
    "posts:sitemap": ({}, 7),
    # count, posts
    "posts:sitemap_file": ({"section": "posts", "page": 1}, 2),
    # posts of two days
    "posts:news_sitemap": ({}, 1),
    # whether there are news
    "posts:robots": ({}, 1),
    # newest posts; navigation
    "posts:llms": ({}, 2),
    # category; count, page, bylines; navigation
    "posts:category": ({"slug": "crisis"}, 5),
    # tag; count, page, bylines; navigation
    "posts:tag": ({"slug": "apologies"}, 5),
    # author, links; count, page, bylines; navigation
    "posts:author": ({"slug": "noor"}, 6),
    # series; parts, bylines; navigation
    "posts:series": ({"slug": "the-series"}, 4),
    # page; navigation
    "posts:page": ({"path": "about"}, 2),
    # posts with content, bylines, tags
    "posts:feed": ({"form": "atom.xml"}, 3),
    # what the feed is of; posts with content, bylines, tags
    "posts:category_feed": ({"slug": "crisis", "form": "rss.xml"}, 4),
    "posts:tag_feed": ({"slug": "apologies", "form": "feed.json"}, 4),
    "posts:author_feed": ({"slug": "noor", "form": "atom.xml"}, 4),
    # series; dates of its parts; posts with content, bylines, tags
    "posts:series_feed": ({"slug": "the-series", "form": "rss.xml"}, 5),
}


def fill(number: int) -> None:
    """Make `number` posts in bulk, each in the same category, tag and byline; two in a series."""
    category = factories.make_category(name="Crisis", slug="crisis")
    tag = factories.make_tag(slug="apologies")
    authors = [factories.make_author(slug="noor"), factories.make_author()]
    picture = factories.make_picture()
    series = factories.make_series(slug="the-series")
    Post.objects.bulk_create(
        Post(
            title=f"Post {index}",
            slug=f"post-{index}",
            number=index + 1,
            status="published",
            published_at=factories.LONG_AGO + index * factories.HOUR / 60,
            category=category,
            lead_picture=picture,
            is_pinned=index == 0,
            series=series if index < 2 else None,
            series_part=index + 1 if index < 2 else None,
        )
        for index in range(number)
    )
    posts = list(Post.objects.all())
    dated = [{"post": post, "published_at": post.published_at} for post in posts]
    Content.objects.bulk_create(Content(post=post, html="<p>Text.</p>") for post in posts)
    Filing.objects.bulk_create(Filing(category=category, **row) for row in dated)
    Tagging.objects.bulk_create(
        Tagging(tag=tag, content_object=row["post"], published_at=row["published_at"])
        for row in dated
    )
    Byline.objects.bulk_create(
        Byline(author=author, position=position, **row)
        for row in dated
        for position, author in enumerate(authors)
    )
    RunningNumber.objects.create(name="post", last=number)
    factories.make_page(path="about")


@pytest.mark.parametrize("number", [20, 5000])
def test_page_stays_in_its_budget(client, django_assert_num_queries, number):
    fill(number)

    for name, (arguments, budget) in BUDGETS.items():
        with django_assert_num_queries(budget, info=name):
            assert client.get(reverse(name, kwargs=arguments)).status_code == 200


def test_page_of_one_post_costs_no_more(client, django_assert_max_num_queries):
    fill(1)

    for name, (arguments, budget) in BUDGETS.items():
        with django_assert_max_num_queries(budget, info=name):
            assert client.get(reverse(name, kwargs=arguments)).status_code == 200


def plan(posts: PostQuerySet) -> str:
    return posts.explain()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads the plans of SQLite")
@pytest.mark.parametrize(
    ("index", "ask"),
    [
        ("post_list", lambda posts: posts.newest_first()),
        ("filing_list", lambda posts: posts.in_category(Category.objects.get())),
        ("tagging_list", lambda posts: posts.tagged(Tagging.objects.first().tag)),
        ("byline_list", lambda posts: posts.by_author(Author.objects.first())),
        ("post_parts", lambda posts: posts.in_series(1)),
        ("post_pinned", lambda posts: posts.filter(is_pinned=True).newest_first()),
        ("post_in_series", lambda posts: posts.filter(series__isnull=False).newest_first()),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_list_is_a_range_of_its_index_and_sorts_nothing(index, ask):
    fill(50)

    found = plan(ask(Post.objects.published())[:20])

    assert f"INDEX {index} " in found
    assert "TEMP B-TREE" not in found
    assert "SCAN posts_post" not in found


@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads the plans of SQLite")
@pytest.mark.parametrize(
    ("index", "rows"),
    [
        ("filing_list", listed_categories),
        ("tagging_list", listed_tags),
        ("byline_list", listed_authors),
        ("post_parts", listed_series),
    ],
)
def test_newest_post_of_every_list_is_one_look_up_in_its_index(index, rows):
    fill(50)

    found = rows()[:20].explain()

    assert f"INDEX {index} " in found
    assert "SCAN U" not in found
