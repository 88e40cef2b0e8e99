"""Every page costs the same number of queries, however many posts there are."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.db.models.lookups import GreaterThan
from django.urls import reverse
from django.utils import timezone

from posts import search
from posts.directory import letters, listed_authors, listed_categories, listed_series, listed_tags
from posts.models import (
    Author,
    Byline,
    Category,
    Content,
    Filing,
    Post,
    RunningNumber,
    Tag,
    Tagging,
)
from posts.places import Place
from posts.planning import happenings
from posts.querysets import PostQuerySet
from tests import factories, pages

pytestmark = pytest.mark.django_db

# Address, arguments, and its queries. The frame of each costs two: the sections of the navigation
# and the standing pages of the footer.
BUDGETS = {
    # newest posts, pinned post; newest series, its parts; sections with keys of headlines,
    # headlines; frame
    "posts:home": ({}, 8),
    # count, page; frame
    "posts:latest": ({}, 4),
    # post with content and tags; its byline with links of authors; more posts; previous and next
    # post and parts of the series; frame
    "posts:post": ({"slug": "post-0"}, 6),
    # kept counts of all months; frame
    "posts:archive": ({}, 3),
    # counts of its months; count, page; year before, year after; frame
    "posts:year": ({"year": 2026}, 7),
    # count, page; month before, month after; frame
    "posts:month": ({"year": 2026, "month": 1}, 6),
    # counts; sections with keys of headlines, headlines; frame
    "posts:categories": ({}, 5),
    # category; count, page; frame
    "posts:category": ({"slug": "crisis"}, 5),
    # counts, tags; frame
    "posts:tags": ({}, 4),
    # page, counts; a row of each letter, letters; frame
    "posts:tags_letter": ({"letter": "T"}, 6),
    # tag; count, page; frame
    "posts:tag": ({"slug": "apologies"}, 5),
    # counts, authors with portraits; frame
    "posts:authors": ({}, 4),
    # page with portraits, counts; a row of each letter, letters; frame
    "posts:authors_letter": ({"letter": "A"}, 6),
    # author with links; count, page, first; frame
    "posts:author": ({"slug": "noor"}, 6),
    # counts, series with papers; frame
    "posts:all_series": ({}, 4),
    # series; parts; frame
    "posts:series": ({"slug": "the-series"}, 4),
    # post with content and tags, bylines
    "posts:post_markdown": ({"slug": "post-0"}, 2),
    # post with its section
    "posts:share_picture": ({"slug": "post-0"}, 1),
    "posts:site_share_picture": ({}, 0),
    # sections, series, authors; frame
    "posts:subscribe": ({}, 5),
    # last number, first post of the file; a count for categories, tags, authors, series; whether
    # tags and authors have letters; months of the archive; newest post, pages
    "posts:sitemap": ({}, 11),
    # last number, posts
    "posts:sitemap_file": ({"section": "posts", "page": 1}, 2),
    # posts of two days
    "posts:news_sitemap": ({}, 1),
    # whether there are news
    "posts:robots": ({}, 1),
    # newest posts; sections
    "posts:llms": ({}, 2),
    # posts with content and tags, bylines
    "posts:feed": ({"form": "atom.xml"}, 2),
    # what the feed is of; posts with content and tags, bylines
    "posts:category_feed": ({"slug": "crisis", "form": "rss.xml"}, 3),
    "posts:tag_feed": ({"slug": "apologies", "form": "feed.json"}, 3),
    "posts:author_feed": ({"slug": "noor", "form": "atom.xml"}, 3),
    # series; dates of its parts; posts with content and tags, bylines
    "posts:series_feed": ({"slug": "the-series", "form": "rss.xml"}, 4),
    # newest posts; frame
    "posts:search": ({}, 3),
    # page; frame
    "posts:page": ({"path": "about"}, 3),
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


@pytest.mark.parametrize("number", [20, 500])
def test_indexes_count_every_post(client, number):
    fill(number)

    counts = {
        "people": [row["count"] for row in client.get("/authors/").context["people"]],
        "tags": [row["count"] for row in client.get("/tags/").context["letters"][0]["tags"]],
        "sections": [row.number for row in client.get("/categories/").context["contents"]],
        "archive": pages.counts(client.get("/archive/"))[:1],
    }

    assert counts == {
        "people": [number, number],
        "tags": [number],
        "sections": [number],
        "archive": [number],
    }


@pytest.mark.parametrize("number", [20, 5000])
def test_page_stays_in_its_budget(client, django_assert_num_queries, number):
    fill(number)

    for name, (arguments, budget) in BUDGETS.items():
        with django_assert_num_queries(budget, info=name):
            assert client.get(reverse(name, kwargs=arguments)).status_code == 200


@pytest.mark.parametrize("number", [25, 5000])
@pytest.mark.parametrize("name", ["latest", "category", "tag", "author", "year", "month"])
def test_page_deep_in_a_list_costs_one_query_more(client, django_assert_num_queries, name, number):
    fill(number)
    arguments, budget = BUDGETS[f"posts:{name}"]
    address = reverse(f"posts:{name}", kwargs=arguments)
    place = Place.of(Post.objects.get(slug="post-3"))

    # The first page's own, and where the page of newer posts begins.
    with django_assert_num_queries(budget + 1):
        assert len(pages.titles(client.get(f"{address}?before={place}"))) == 3
    # The place of the oldest page is one look-up more.
    with django_assert_num_queries(budget + 2):
        assert len(pages.titles(client.get(f"{address}?after=start"))) == 20


def fill_with_names(number: int) -> None:
    """Give a post each to so many tags and authors under a letter, and to 20 under three others."""
    names = [f"a{index}" for index in range(number)]
    names += [f"{letter}{index}" for letter in "bñ9" for index in range(20)]
    named = [{"name": name, "slug": name} for name in names]
    category = factories.make_category()
    Author.objects.bulk_create(Author(**row) for row in named)
    Tag.objects.bulk_create(Tag(**row) for row in named)
    Post.objects.bulk_create(
        Post(
            title=name,
            slug=name,
            number=index + 1,
            status="published",
            published_at=factories.LONG_AGO,
            category=category,
        )
        for index, name in enumerate(names)
    )
    posts, authors, tags = (model.objects.order_by("pk") for model in (Post, Author, Tag))
    Byline.objects.bulk_create(map(_byline, posts, authors))
    Tagging.objects.bulk_create(map(_tagging, posts, tags))


def _byline(post: Post, author: Author) -> Byline:
    return Byline(post=post, author=author)


def _tagging(post: Post, tag: Tag) -> Tagging:
    return Tagging(content_object=post, tag=tag)


@pytest.mark.parametrize("number", [20, 1500])
@pytest.mark.parametrize("name", ["tags", "authors"])
def test_list_of_names_costs_the_same_however_many_there_are(
    client, django_assert_num_queries, monkeypatch, name, number
):
    monkeypatch.setattr(letters, "FEW", 60)
    monkeypatch.setattr(letters, "PAGE", 10)
    fill_with_names(number)
    place = letters.NamePlace.of(Tag.objects.get(name="a15"))

    # counts, rows; a row of each letter, letters; frame
    with django_assert_num_queries(6):
        assert len(client.get(f"/{name}/").context["entries"]) == 50
    # page, counts; a row of each letter, letters; frame
    with django_assert_num_queries(6):
        assert len(client.get(f"/{name}/letter/a/").context["entries"]) == 10
    # The first page's own, and where the page ahead begins.
    with django_assert_num_queries(7):
        assert client.get(f"/{name}/letter/a/?after={place}").context["page"].place == place


def steps_of(client, path: str) -> int:
    """Count the steps that SQLite's virtual machine takes for a page."""
    taken = []
    connection.connection.set_progress_handler(lambda: taken.append(1), 1)
    assert client.get(path).status_code == 200
    connection.connection.set_progress_handler(None, 0)
    return len(taken)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="counts the steps of SQLite")
@pytest.mark.parametrize("name", ["tags", "authors"])
def test_names_of_other_pages_are_not_read(client, monkeypatch, name):
    monkeypatch.setattr(letters, "FEW", 60)
    monkeypatch.setattr(letters, "PAGE", 10)
    ends = ("", "letter/a/", "letter/n/", "letter/a/?after=1-a5")
    paths = [f"/{name}/{end}" for end in ends]
    taken = []
    for number in (100, 500):
        Byline.objects.all().delete()
        for model in (Post, Author, Tag):
            model._base_manager.all().delete()
        fill_with_names(number)
        taken.append([steps_of(client, path) for path in paths])

    for few, many in zip(*taken, strict=True):
        assert many < few * 1.05


@pytest.mark.skipif(connection.vendor != "postgresql", reason="reads the plans of PostgreSQL")
@pytest.mark.parametrize("kind", ["tag", "author"])
def test_page_of_a_letter_is_one_range_of_an_index_on_postgresql_too(kind):
    fill_with_names(500)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; ANALYZE")
    names = letters.REGISTERS[kind].under(letters.Letter("A"))

    found = letters.beyond(names, letters.NamePlace("a3", 1), GreaterThan)[:10].explain()

    (condition,) = re.findall(rf"using {kind}_alphabet on .*\n +Index Cond: (.*)", found)
    assert "initial" in condition
    assert "ROW(" in condition
    # The names are not sorted; what finds the newest post of one may sort its few posts.
    assert "Limit" in found.partition("\n")[0]
    assert not re.search(r"Sort Key: .*sort_name", found)


@pytest.mark.parametrize("number", [20, 1500])
def test_search_stays_in_its_budget(client, django_assert_num_queries, number):
    fill(number)
    search.bring_up_to_date()

    # posts that match, those that are public with their sections; their ranks; a page of them with
    # their texts; sections of the facets; frame. Very many: posts that match; the newest of them;
    # those with the words in title or names, which of these are public; a page of them with their
    # texts; sections; span of the years; frame.
    budget, looks = (7, 1) if number == 20 else (9, 3)
    budget += 2 * looks if connection.vendor == "postgresql" else 0
    with django_assert_num_queries(budget):
        assert client.get("/search/", {"q": "post"}).status_code == 200


def test_page_of_one_post_costs_no_more(client, django_assert_max_num_queries):
    fill(1)

    for name, (arguments, budget) in BUDGETS.items():
        with django_assert_max_num_queries(budget, info=name):
            assert client.get(reverse(name, kwargs=arguments)).status_code == 200


def plan(posts: PostQuerySet) -> str:
    return posts.explain()


def place() -> Place:
    return Place.of(Post.objects.all()[25])


# Lists that have pages, each with its index.
LISTS = [
    ("post_list", lambda posts: posts.newest_first()),
    ("filing_list", lambda posts: posts.in_category(Category.objects.get())),
    ("tagging_list", lambda posts: posts.tagged(Tagging.objects.first().tag)),
    ("byline_list", lambda posts: posts.by_author(Author.objects.first())),
]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads the plans of SQLite")
@pytest.mark.parametrize(
    ("index", "ask"),
    [
        *LISTS,
        (
            "post_list",
            lambda posts: posts.published_between(
                factories.LONG_AGO, factories.LONG_AGO + factories.HOUR
            ).newest_first(),
        ),
        *((index, lambda posts, ask=ask: ask(posts).before(place())) for index, ask in LISTS),
        *((index, lambda posts, ask=ask: ask(posts).after(place())) for index, ask in LISTS),
        ("post_parts", lambda posts: posts.in_series(1)),
        ("sqlite_autoindex_posts_post_1", lambda posts: posts.numbered(11, 30)),
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


def steps(posts: PostQuerySet) -> int:
    """Count the steps that SQLite's virtual machine takes to find `posts`."""
    taken = []
    connection.connection.set_progress_handler(lambda: taken.append(1), 1)
    list(posts)
    connection.connection.set_progress_handler(None, 0)
    return len(taken)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="counts the steps of SQLite")
@pytest.mark.parametrize(
    "ask",
    [
        lambda posts, first: posts.before(first),
        lambda posts, first: posts.after(first)[:1],
        lambda posts, first: posts.published_before(first.published_at).newest_first(),
        lambda posts, first: posts.published_between(
            first.published_at, first.published_at + factories.HOUR / 60
        ).newest_first(),
    ],
    ids=["before", "after", "published_before", "published_between"],
)
def test_what_is_long_ago_is_not_searched_for_from_today(ask):
    fill(500)

    taken = steps(ask(Post.objects.published(), Post.objects.last()))

    assert taken < 200


@pytest.mark.skipif(connection.vendor != "sqlite", reason="counts the steps of SQLite")
@pytest.mark.parametrize("ask", [ask for _, ask in LISTS], ids=[index for index, _ in LISTS])
def test_page_costs_as_much_wherever_it_lies(ask):
    fill(500)
    posts = ask(Post.objects.published())
    newest, middle, oldest = (posts[place] for place in (0, 250, 494))

    taken = [steps(posts.before(place)[:5]) for place in (newest, middle, oldest)]
    taken += [steps(posts.after(place)[:5]) for place in (oldest, middle)]

    assert max(taken) - min(taken) < 25


@pytest.mark.skipif(connection.vendor != "postgresql", reason="reads the plans of PostgreSQL")
@pytest.mark.parametrize(("index", "ask"), LISTS, ids=[index for index, _ in LISTS])
@pytest.mark.parametrize("direction", ["before", "after"])
def test_page_is_one_range_of_an_index_on_postgresql_too(index, ask, direction):
    fill(500)
    with connection.cursor() as cursor:
        # Of so few posts it would rather read all, and without statistics it guesses.
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; ANALYZE")

    found = plan(getattr(ask(Post.objects.published()), direction)(place())[:20])

    (condition,) = re.findall(rf"using {index} on .*\n +Index Cond: (.*)", found)
    assert "ROW(" in condition
    assert "Sort" not in found


@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads the plans of SQLite")
def test_posts_beside_an_article_are_look_ups():
    fill(50)
    Post.objects.filter(pk__gt=2).update(series=factories.make_series(), series_part=F("pk"))

    post = Post.objects.get(slug="post-1")
    found = plan(Post.objects.beside(post, post.series))

    assert found.count("SEARCH posts_post USING INTEGER PRIMARY KEY") == 2
    assert found.count("USING COVERING INDEX post_list") == 2
    assert found.count("INDEX post_parts (series_id=? AND status=?") == 1


def more_like(post: Post) -> PostQuerySet:
    return Post.objects.more_like(post.pk, post.category, most=3)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads the plans of SQLite")
def test_more_from_a_category_reads_its_newest_alone():
    fill(500)
    post = Post.objects.get(slug="post-250")

    found = plan(more_like(post))

    assert "COVERING INDEX filing_list (category_id=? AND published_at<?)" in found
    # What is scanned is what was found already: three posts of each half.
    assert "SCAN" not in found.replace("SCAN found", "")
    few = steps(more_like(post))
    Post.objects.filter(slug__in=[f"post-{place}" for place in range(200)]).delete()
    assert abs(few - steps(more_like(post))) < 100


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


# ---------------------------------------------------------------- the calendar of the desk

ON = factories.LONG_AGO.date()


def fill_a_day(number: int) -> None:
    """Make so many posts on one day, that expire on it too, and drafts with embargoes."""
    fill(number)
    moments = {
        "published_at": factories.LONG_AGO,
        "expires_at": factories.LONG_AGO + factories.HOUR,
    }
    Post.objects.update(**moments)
    drafts = [
        Post(title=f"D{n}", slug=f"d{n}", embargo_until=factories.LONG_AGO) for n in range(number)
    ]
    for draft in drafts[: number // 2]:
        draft.published_at = factories.LONG_AGO
    Post.objects.bulk_create(drafts)


@pytest.mark.parametrize("number", [20, 3000])
@pytest.mark.parametrize("view", ["month", "week"])
def test_calendar_stays_in_its_budget(admin_client, django_assert_num_queries, view, number):
    fill_a_day(number)
    author, section = Author.objects.first(), Category.objects.get()

    # session, account; changes that are due; first of each day and kind, counts; posts, bylines
    # with authors, minutes of changes; shelf; sections, authors
    asked: dict[str, Any] = {"view": view, "on": ON}
    with django_assert_num_queries(12):
        admin_client.get("/admin/posts/post/calendar/", asked)
    # The section and the author that it is narrowed to.
    with django_assert_num_queries(14):
        narrowed = asked | {"section": section.pk, "author": author.pk}
        admin_client.get("/admin/posts/post/calendar/", narrowed)


@pytest.mark.parametrize("number", [1, 15])
def test_calendar_of_who_writes_own_posts_costs_the_same_for_each(
    client, django_user_model, django_assert_num_queries, number
):
    user = django_user_model.objects.create_user("amy", is_staff=True)
    user.groups.add(factories.role("Author"))
    author = factories.make_author(user=user)
    for place in range(number):
        factories.make_draft(title=f"D{place}", authors=[author])
    client.force_login(user)

    # As for an administrator where no day has a post; and permissions, and which posts are own.
    with django_assert_num_queries(11):
        assert len(client.get("/admin/posts/post/calendar/").context["shelf"]) == number


@pytest.mark.parametrize("number", [20, 500])
def test_what_changes_until_a_moment_stays_in_its_budget(
    admin_client, django_assert_num_queries, number
):
    fill_a_day(number)
    Post.objects.filter(slug__startswith="d").update(embargo_until=timezone.now() + factories.HOUR)

    # session, account; changes that are due; going live, changes, expiring, embargoes; sections of
    # the navigation
    with django_assert_num_queries(8):
        admin_client.get("/admin/posts/post/ahead/")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="counts the steps of SQLite")
def test_calendar_reads_no_more_of_a_day_than_it_counts(admin_client):
    path = f"/admin/posts/post/calendar/?on={ON}"
    taken = []
    for number in (happenings.MOST_COUNTED + 10, 3 * happenings.MOST_COUNTED):
        with transaction.atomic():
            fill_a_day(number)
            taken.append(steps_of(admin_client, path))
            transaction.set_rollback(True)

    assert taken[1] < taken[0] * 1.25


@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads the plans of SQLite")
@pytest.mark.parametrize(
    ("kind", "index"),
    [
        (happenings.Kind.PUBLISHED, "post_list"),
        (happenings.Kind.PLANNED, "post_list"),
        (happenings.Kind.EXPIRY, "post_expiring"),
        (happenings.Kind.EMBARGO, "post_embargo"),
        (happenings.Kind.CHANGES, "posts_workingcopy_goes_live_at"),
    ],
)
def test_kind_of_a_day_is_a_range_of_its_index(kind, index):
    fill_a_day(50)

    found = plan(happenings.of_day(Post.objects.all(), kind)[:6])

    assert f"INDEX {index}" in found
    assert "SCAN" not in found
    assert "TEMP B-TREE FOR ORDER BY" not in found


@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads the plans of SQLite")
def test_shelf_is_a_range_of_its_index_and_sorts_nothing():
    fill_a_day(50)

    found = plan(happenings.on_shelf(Post.objects.all())[:20])

    assert "INDEX post_list (status=? AND published_at=?)" in found
    assert "TEMP B-TREE" not in found
