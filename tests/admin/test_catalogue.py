"""The lists and forms of everything but posts and pictures."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import taggit.models
from django.contrib import admin
from django.urls import reverse

from posts.models import (
    AuditEntry,
    Author,
    Category,
    Event,
    FormerAddress,
    ImportRecord,
    Page,
    Picture,
    Post,
    Series,
    Tag,
)
from tests import factories

pytestmark = pytest.mark.django_db


def list_of(model) -> str:
    return reverse(f"admin:posts_{model._meta.model_name}_changelist")


def change(row) -> str:
    return reverse(f"admin:posts_{row._meta.model_name}_change", args=[row.pk])


def address() -> FormerAddress:
    post = factories.make_post()
    return FormerAddress.objects.create(path=f"/old/{post.pk}/", post=post)


def record() -> ImportRecord:
    post = factories.make_post()
    return ImportRecord.objects.create(
        source=f"{post.pk}.md", post=post, source_digest="0" * 64, post_digest="1" * 64
    )


MAKERS: dict[type, Callable] = {
    Category: lambda: factories.make_post(category=factories.make_category()).category,
    Tag: lambda: factories.make_tag(),
    Author: lambda: factories.make_author(),
    Series: lambda: factories.make_series(),
    Picture: lambda: factories.make_picture(),
    FormerAddress: address,
    ImportRecord: record,
    Page: lambda: factories.make_page(),
    AuditEntry: lambda: AuditEntry.objects.record(Event.PUBLISHED, post=factories.make_post()),
}
# Session and account, count and rows; then two for a date hierarchy, one a filter's facets. Of
# pictures: those that await words, what is in use (changes, pages), and who shows those on the page
# (leads, texts, changes, pages).
BUDGETS = {
    Category: 6,
    Tag: 4,
    Author: 5,
    Series: 4,
    Picture: 15,
    FormerAddress: 4,
    ImportRecord: 6,
    Page: 6,
    AuditEntry: 7,
}


@pytest.mark.parametrize("count", [1, 20, 300])
@pytest.mark.parametrize("model", MAKERS)
def test_each_list_takes_the_same_queries_however_many_rows(
    admin_client, django_assert_num_queries, model, count
):
    if model is Picture:
        count = min(count, 60)  # Encoding 300 pictures would take longer than it tells.
    for _ in range(count):
        MAKERS[model]()

    with django_assert_num_queries(BUDGETS[model]):
        admin_client.get(list_of(model))


@pytest.mark.parametrize("model", MAKERS)
def test_each_form_opens(admin_client, model):
    row = MAKERS[model]()

    assert admin_client.get(change(row)).status_code == 200


@pytest.mark.parametrize("model", [Category, Tag, Author, Series, Picture, FormerAddress])
def test_each_can_be_added(admin_client, model):
    response = admin_client.get(reverse(f"admin:posts_{model._meta.model_name}_add"))

    assert response.status_code == 200


@pytest.mark.parametrize("model", MAKERS)
def test_each_list_can_be_searched(admin_client, model):
    MAKERS[model]()

    response = admin_client.get(list_of(model), {"q": "nothing has this name"})

    assert list(response.context["cl"].result_list) == []


def test_lists_count_posts_and_link_to_them(admin_client):
    section, tag = factories.make_category(), factories.make_tag()
    author, series = factories.make_author(), factories.make_series()
    for _ in range(2):
        factories.make_post(category=section, tags=[tag], authors=[author], series=series)
    factories.make_draft(category=factories.make_category(), further=[section])

    pages = {model: admin_client.get(list_of(model)).content.decode() for model in MAKERS}

    posts = list_of(Post)
    assert f'<a href="{posts}?filed={section.pk}">3</a>' in pages[Category]
    assert f'<a href="{posts}?tag={tag.pk}">2</a>' in pages[Tag]
    assert f'<a href="{posts}?author={author.pk}">2</a>' in pages[Author]
    assert f'<a href="{posts}?series={series.pk}">2</a>' in pages[Series]


def test_a_refused_form_without_a_slug_is_shown_again(admin_client):
    category = factories.make_category(name="Before")
    data = {"name": "", "slug": "", "paper": "rose", "position": 0, "description": "Kept words."}

    response = admin_client.post(change(category), data)

    assert response.status_code == 200
    assert "Kept words." in response.content.decode()


def test_a_slug_that_is_left_empty_is_made_from_the_name(admin_client):
    data = {"name": "Größe zählt", "slug": "", "paper": "moss", "position": 0}

    admin_client.post(reverse("admin:posts_category_add"), data)

    assert Category.objects.get().slug == "größe-zählt"


def test_a_series_lists_its_parts_with_their_state(admin_client):
    series = factories.make_series()
    factories.make_scheduled(title="Second", series=series, series_part=2)
    factories.make_post(title="First", series=series, series_part=1)

    page = admin_client.get(change(series)).content.decode()

    assert page.index("First</a> (Live)") < page.index("Second</a> (Scheduled)")


def test_import_records_can_only_be_looked_at(admin_client):
    row = record()

    added = admin_client.get(reverse("admin:posts_importrecord_add"))
    deleted = admin_client.post(
        reverse("admin:posts_importrecord_delete", args=[row.pk]), {"post": "yes"}
    )

    assert (added.status_code, deleted.status_code) == (403, 403)
    assert 'name="_save"' not in admin_client.get(change(row)).content.decode()


def test_an_imported_post_can_be_deleted_although_its_record_cannot(admin_client):
    row = record()

    admin_client.post(reverse("admin:posts_post_delete", args=[row.post_id]), {"post": "yes"})

    assert not Post.objects.exists()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("/2019/launch/", "/2019/launch/"),
        ("2019/launch", "/2019/launch"),
        ("https://prbytes.example/2019/launch/?a=1#b", "/2019/launch/"),
        ("/fr%C3%BCher/", "/früher/"),
    ],
)
def test_a_former_address_is_kept_as_a_path(admin_client, typed, kept):
    post = factories.make_post()

    admin_client.post(reverse("admin:posts_formeraddress_add"), {"path": typed, "post": post.pk})

    assert FormerAddress.objects.get().path == kept


@pytest.mark.parametrize("typed", ["/posts/here/", "/", ""])
def test_a_former_address_that_would_never_redirect_is_refused(admin_client, typed):
    post = factories.make_post(title="Here")

    response = admin_client.post(
        reverse("admin:posts_formeraddress_add"), {"path": typed, "post": post.pk}
    )

    assert "path" in response.context["adminform"].form.errors


def test_taggit_s_own_tags_are_not_on_the_desk():
    assert not admin.site.is_registered(taggit.models.Tag)


def test_the_desk_bears_the_publication_s_name_and_leads_to_its_models(admin_client):
    response = admin_client.get(reverse("admin:index"))

    assert "PR Bytes desk" in response.content.decode()
    assert [str(model["name"]) for model in response.context["desk_nav"]] == [
        "Posts",
        "Pictures",
        "Authors",
        "Categories",
        "Series",
        "Tags",
        "Pages",
    ]


def test_every_model_of_the_publication_that_people_name_is_on_the_desk():
    registered = {model for model in admin.site._registry if model._meta.app_label == "posts"}

    assert registered == {*MAKERS, Post}


@pytest.mark.parametrize("is_stored", [False, True])
def test_the_slug_of_a_tag_may_be_left_to_its_name(admin_client, is_stored):
    tag = factories.make_tag(name="Other") if is_stored else None
    address = (
        reverse("admin:posts_tag_change", args=[tag.pk]) if tag else reverse("admin:posts_tag_add")
    )

    admin_client.post(address, {"name": "Water rights", "slug": "", "description": ""})

    assert Tag.objects.get().slug == "water-rights"


def test_a_taken_slug_of_a_tag_is_refused(admin_client):
    factories.make_tag(slug="water")

    response = admin_client.post(
        reverse("admin:posts_tag_add"), {"name": "Rights", "slug": "water", "description": ""}
    )

    assert "slug" in response.context["adminform"].form.errors
