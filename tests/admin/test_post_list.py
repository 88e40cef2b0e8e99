from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.db import connection
from django.urls import reverse

from posts.admin.longlist import MOST_YEARS
from posts.admin.post import PostAdmin
from posts.models import Author, Byline, Category, Post, Tag
from tests import factories

LIST = reverse("admin:posts_post_changelist")

pytestmark = pytest.mark.django_db


def fill(count: int) -> None:
    """Add `count` posts of every state, with sections, authors and tags of their own."""
    makers = [
        factories.make_draft,
        factories.make_post,
        factories.make_scheduled,
        factories.make_expired,
    ]
    for number in range(count):
        makers[number % 4](
            title=f"Post {number}",
            category=Category.objects.first() if number % 3 else factories.make_category(),
            authors=[factories.make_author(), factories.make_author()],
            tags=[factories.make_tag()],
        )


def shown(response) -> list[str]:
    return [post.title for post in response.context["cl"].result_list]


@pytest.mark.parametrize("count", [1, 20, 300])
def test_the_list_takes_the_same_queries_however_many_posts(
    admin_client, django_assert_num_queries, count
):
    fill(count)

    # Session, account; changes that are due; sections in use; count, rows, bylines, authors, whose
    # changes are unpublished, which are in review; first and last year; facets of state, review,
    # section and lead story.
    with django_assert_num_queries(15):
        admin_client.get(LIST)


@pytest.fixture
def _counted_to_ten(monkeypatch):
    monkeypatch.setattr("posts.admin.longlist.MOST_COUNTED", 10)


@pytest.mark.usefixtures("_counted_to_ten")
def test_a_long_list_is_not_counted_to_its_end_and_has_no_facets(
    admin_client, django_assert_num_queries
):
    fill(20)

    # As above without the facets.
    with django_assert_num_queries(11):
        page = admin_client.get(LIST).content.decode()

    assert "More than 10 posts" in page
    assert "Draft (" not in page


@pytest.mark.usefixtures("_counted_to_ten")
def test_a_long_list_that_is_narrowed_has_facets_again(admin_client):
    fill(20)

    page = admin_client.get(LIST, {"state": "draft"}).content.decode()

    assert "5 posts" in page
    assert "Draft (5)" in page


@pytest.mark.usefixtures("_counted_to_ten")
def test_pages_end_where_the_count_does(admin_client, monkeypatch):
    monkeypatch.setattr(PostAdmin, "list_per_page", 5)
    fill(12)

    assert len(shown(admin_client.get(LIST, {"p": "2"}))) == 5
    assert admin_client.get(LIST, {"p": "3"})["Location"].endswith("?e=1")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="counts the steps of SQLite")
def test_a_list_costs_no_more_steps_when_it_is_longer(admin_client, monkeypatch):
    monkeypatch.setattr("posts.admin.longlist.MOST_COUNTED", 60)
    fill(1)
    taken = []

    for number in (100, 500):
        author, category = Author.objects.first(), Category.objects.first()
        made = Post.objects.bulk_create(
            Post(
                title=f"Post {number} {place}",
                slug=f"post-{number}-{place}",
                published_at=factories.LONG_AGO,
                category=category,
            )
            for place in range(number)
        )
        Byline.objects.bulk_create(Byline(post=post, author=author) for post in made)
        taken.append(steps_of(lambda: admin_client.get(LIST)))

    assert abs(taken[1] - taken[0]) < 200


def steps_of(act: Callable[[], object]) -> int:
    """Count the steps that SQLite's virtual machine takes while `act` runs."""
    taken = []
    connection.connection.set_progress_handler(lambda: taken.append(1), 1)
    act()
    connection.connection.set_progress_handler(None, 0)
    return len(taken)


def test_sections_without_a_post_are_not_offered(admin_client):
    factories.make_post(category=factories.make_category(name="Crisis"))
    factories.make_category(name="Void")

    page = admin_client.get(LIST).content.decode()

    assert "?category__id__exact" in page
    assert "Crisis" in page
    assert "Void" not in page


def test_posts_of_a_state_with_a_date_come_by_it(admin_client):
    for title, days in (("middle", 2), ("late", 3), ("early", 1)):
        date = factories.LONG_AGO + days * 24 * factories.HOUR
        factories.make_post(title=title, published_at=date)

    assert shown(admin_client.get(LIST, {"state": "live"})) == ["late", "middle", "early"]


def test_the_list_says_where_each_post_stands(admin_client):
    for make, title in [
        (factories.make_draft, "draft"),
        (factories.make_scheduled, "scheduled"),
        (factories.make_post, "live"),
        (factories.make_expired, "expired"),
        (factories.make_unpublished, "unpublished"),
    ]:
        make(title=title)

    page = admin_client.get(LIST).content.decode()

    for state in ["Draft", "Scheduled", "Live", "Expired", "Unpublished"]:
        assert f'<span class="state state-{state.lower()}">{state}</span>' in page


@pytest.mark.parametrize("state", ["draft", "scheduled", "live", "expired", "unpublished"])
def test_the_state_filter_keeps_one_state(admin_client, state):
    factories.make_draft(title="draft")
    factories.make_scheduled(title="scheduled")
    factories.make_post(title="live")
    factories.make_expired(title="expired")
    factories.make_unpublished(title="unpublished")

    response = admin_client.get(LIST, {"state": state})

    assert shown(response) == [state]


def test_the_state_follows_the_clock_without_a_save(admin_client):
    post = factories.make_scheduled(title="in an hour")

    with time_machine.travel(post.published_at, tick=False):
        response = admin_client.get(LIST, {"state": "live"})

    assert shown(response) == ["in an hour"]


def test_facets_count_every_state(admin_client):
    factories.make_draft()
    factories.make_post()
    factories.make_post()

    page = admin_client.get(LIST).content.decode()

    for facet in ["Draft (1)", "Scheduled (0)", "Live (2)", "Expired (0)"]:
        assert facet in page


def test_times_name_their_zone(admin_client):
    factories.make_post(published_at="2026-07-04T09:00Z")

    assert "4 Jul 2026, 10:00 BST" in admin_client.get(LIST).content.decode()


@pytest.mark.parametrize(
    "word", ["Needle", "haystack", "Nina", "sewing", "sew", "pins", "Needle pins"]
)
def test_search_finds_titles_standfirsts_authors_and_tags_once(admin_client, word):
    nina = factories.make_author(name="Nina Needle")
    factories.make_post(
        title="Needle",
        standfirst="In a haystack.",
        body="Beside pins.",
        authors=[nina, factories.make_author(name="Nina Haystack")],
        tags=[factories.make_tag(name="sewing")],
    )
    factories.make_post(title="Other")

    assert shown(admin_client.get(LIST, {"q": word})) == ["Needle"]


@pytest.mark.parametrize("asked", ["of-needles", "/posts/of-needles/", "http://x/posts/of-needles"])
def test_search_finds_a_post_by_its_address(admin_client, asked):
    factories.make_draft(title="Needle", slug="of-needles")
    factories.make_draft(title="Other")

    assert shown(admin_client.get(LIST, {"q": asked})) == ["Needle"]


@pytest.mark.parametrize("count", [1, 20])
def test_search_asks_the_index_once(admin_client, django_assert_num_queries, count):
    fill(count)

    # As without a search, with words and address; PostgreSQL is told twice how to find words.
    told = 2 if connection.vendor == "postgresql" else 0
    with django_assert_num_queries(17 + told):
        admin_client.get(LIST, {"q": "post"})


@pytest.mark.parametrize("asked", ["nothing", "-", '"', "a" * 500, "x OR title:y"])
def test_search_for_what_is_nowhere_finds_nothing(admin_client, asked):
    factories.make_post(title="Needle")

    assert shown(admin_client.get(LIST, {"q": asked})) == []


@pytest.mark.parametrize(
    ("parameter", "model"), [("tag", Tag), ("author", Author), ("filed", Category)]
)
def test_links_from_other_lists_keep_their_posts(admin_client, parameter, model):
    fill(3)
    row = model.objects.order_by("pk").last()
    factories.make_post(category=factories.make_category(), title="Other")

    response = admin_client.get(LIST, {parameter: row.pk})

    assert shown(response)
    assert "Other" not in shown(response)
    assert str(row) in response.content.decode()


@pytest.mark.parametrize("value", ["999", "x", "-1", "²"])
def test_a_filter_on_a_row_that_is_not_there_filters_nothing(admin_client, value):
    factories.make_post(title="Only")

    assert shown(admin_client.get(LIST, {"tag": value})) == ["Only"]


def test_the_list_of_a_series(admin_client):
    series = factories.make_series()
    factories.make_post(title="Part", series=series)
    factories.make_post(title="Other")

    assert shown(admin_client.get(LIST, {"series": series.pk})) == ["Part"]


def test_the_date_hierarchy_leads_through_publication_dates(admin_client):
    factories.make_post(title="January", published_at="2026-01-05T08:00Z")
    factories.make_post(title="March", published_at="2026-03-05T08:00Z")

    response = admin_client.get(LIST, {"published_at__year": 2026, "published_at__month": 3})

    assert shown(response) == ["March"]


def dates(client, **asked) -> list[str]:
    html = client.get(LIST, asked).content.decode()
    nav = re.search(r'<nav class="toplinks">(.*?)</nav>', html, re.S)
    return re.findall(r"<a[^>]*>(?:&lsaquo; )?(.*?)</a>", nav[1]) if nav else []


def test_dates_to_narrow_by_are_the_years_that_hold_posts(admin_client):
    factories.make_draft(published_at="2021-12-31T23:30Z")
    factories.make_unpublished(published_at="2023-01-01T00:00Z")
    factories.make_unpublished(published_at="2024-03-05T08:00Z")
    factories.make_post(published_at="2026-03-05T08:00Z")
    factories.make_post(published_at="2031-03-05T08:00Z")
    factories.make_draft()

    assert dates(admin_client) == ["2021", "2023", "2024", "2026", "2031"]


def test_no_dates_are_offered_where_there_are_none(admin_client):
    factories.make_draft()

    assert dates(admin_client) == []


@time_machine.travel("2026-05-01T09:00:00Z", tick=False)
def test_a_mistyped_year_makes_no_link_for_each_century_and_hides_none(admin_client):
    factories.make_post(published_at="0206-03-05T08:00Z")
    factories.make_post(published_at=f"{2026 - MOST_YEARS}-12-31T08:00Z")
    factories.make_post(published_at=f"{2027 - MOST_YEARS}-01-05T08:00Z")
    factories.make_post(published_at="2026-03-05T08:00Z")

    factories.make_post(published_at="2620-03-05T08:00Z")

    assert dates(admin_client) == [f"{2027 - MOST_YEARS}", "2026", "2620"]


def test_a_year_leads_to_its_months_and_they_to_their_days(admin_client):
    factories.make_post(published_at="2024-02-05T08:00Z")

    months = dates(admin_client, published_at__year=2024)
    days = dates(admin_client, published_at__year=2024, published_at__month=2)
    one = dates(admin_client, published_at__year=2024, published_at__month=2, published_at__day=5)

    assert months[:3] == ["All dates", "January", "February"]
    assert days == ["2024", *map(str, range(1, 30))]
    assert one == [day for day in days if day != "5"]


@pytest.mark.parametrize("year", ["x", "0", "99999", "-1", "²", "1.5", "2026"])
@pytest.mark.parametrize("month", ["13", "0", "x", "²"])
def test_dates_that_are_none_are_never_a_500(admin_client, year, month):
    factories.make_post()

    asked = {"published_at__year": year, "published_at__month": month}
    assert admin_client.get(LIST, asked).status_code in {200, 302}


def test_search_finds_own_posts_behind_any_number_of_others(log_in, monkeypatch):
    client = log_in("change_own_draft")
    user = get_user_model().objects.get()
    own = factories.make_draft(title="Rain own", started_by=user)
    for number in range(3):
        factories.make_draft(title=f"Rain {number}")
    monkeypatch.setattr("posts.search.results.MOST_WEIGHED", 2)

    assert shown(client.get(LIST, {"q": "rain"})) == [own.title]


def test_years_of_others_posts_are_not_told(log_in):
    client = log_in("change_own_draft")
    user = get_user_model().objects.get()
    factories.make_draft(published_at=datetime(2031, 1, 1, tzinfo=UTC))
    factories.make_draft(published_at=datetime(2027, 1, 1, tzinfo=UTC), started_by=user)

    (year,) = client.get(LIST).context["cl"].calendar["choices"]

    assert year["title"] == 2027


@pytest.mark.parametrize("name", ["series", "tag", "author", "category"])
def test_counts_leave_out_posts_of_others_that_are_not_public(log_in, name):
    client = log_in("change_own_draft", f"view_{name}")
    user = get_user_model().objects.get()
    author, tag, series = factories.make_author(), factories.make_tag(), factories.make_series()
    filed = {"series": series, "authors": [author], "tags": [tag]}
    category = factories.make_post(**filed).category
    factories.make_draft(**filed, category=category, started_by=user)
    factories.make_draft(**filed, category=category)

    page = client.get(reverse(f"admin:posts_{name}_changelist"))

    assert [row.post_total for row in page.context["cl"].result_list] == [2]


@pytest.mark.parametrize(("query", "column"), [({}, "saved"), ({"state": "live"}, "goes_live")])
def test_the_column_by_which_the_list_is_in_order_is_marked(admin_client, query, column):
    factories.make_post()

    changes = admin_client.get(LIST, query).context["cl"]

    marked = [changes.list_display[index] for index in changes.get_ordering_field_columns()]
    assert marked == [column]


def test_years_of_an_old_archive_are_offered(admin_client):
    for year in (1950, 1955):
        factories.make_post(published_at=f"{year}-03-05T08:00Z")

    assert dates(admin_client) == ["1950", "1955"]
