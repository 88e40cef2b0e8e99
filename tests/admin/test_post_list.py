from __future__ import annotations

import pytest
import time_machine
from django.urls import reverse

from posts.models import Author, Category, Tag
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

    # Session, account; sections in use; count, rows, bylines, authors; first and last date, years
    # or months; facets of state, section and lead story, each of which asks for the sections anew.
    with django_assert_num_queries(15):
        admin_client.get(LIST)


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


@pytest.mark.parametrize("word", ["Needle", "haystack", "Nina", "sewing"])
def test_search_finds_titles_standfirsts_authors_and_tags_once(admin_client, word):
    nina = factories.make_author(name="Nina Needle")
    factories.make_post(
        title="Needle",
        standfirst="In a haystack.",
        authors=[nina, factories.make_author(name="Nina Haystack")],
        tags=[factories.make_tag(name="sewing")],
    )
    factories.make_post(title="Other")

    assert shown(admin_client.get(LIST, {"q": word})) == ["Needle"]


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
