"""Sections, tags, authors and series keep their addresses."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from posts.models import Author, Category, FormerAddress, Series, Tag
from tests import factories

pytestmark = pytest.mark.django_db

MAKERS = {
    Category: factories.make_category,
    Tag: factories.make_tag,
    Author: factories.make_author,
    Series: factories.make_series,
}
KINDS = pytest.mark.parametrize("model", MAKERS)


@KINDS
def test_changed_slug_keeps_its_old_address_as_one_redirect(client, model):
    row = MAKERS[model](slug="first")
    before = row.get_absolute_url()

    row.slug = "second"
    row.save()
    row.slug = "third"
    row.save()

    response = client.get(f"{before}?page=1")
    assert (response.status_code, response["Location"]) == (
        301,
        f"{row.get_absolute_url()}?page=1",
    )
    assert client.get(before.replace("first", "second"))["Location"] == row.get_absolute_url()


@KINDS
def test_slug_that_comes_back_leaves_no_redirect_to_itself(client, model):
    row = MAKERS[model](slug="first")
    for slug in ("second", "first"):
        row.slug = slug
        row.save()

    assert client.get(row.get_absolute_url()).status_code == 200
    assert [former.path.split("/")[-2] for former in FormerAddress.objects.all()] == ["second"]


@KINDS
def test_slug_changed_by_a_query_keeps_its_address_too(client, model):
    row = MAKERS[model](slug="first")
    before = row.get_absolute_url()

    model.objects.filter(pk=row.pk).update(slug="second")

    assert client.get(before).status_code == 301


@KINDS
def test_newcomer_of_the_same_name_does_not_take_a_former_address(model):
    row = MAKERS[model](**{name_of(model): "Water rights"})
    row.slug = "water"
    setattr(row, name_of(model), "Water")
    row.save()

    newcomer = MAKERS[model](**{name_of(model): "Water rights"})

    assert newcomer.slug == "water-rights-2"


def name_of(model) -> str:
    return "title" if model is Series else "name"


def test_former_address_leads_to_exactly_one_thing():
    category, tag = factories.make_category(), factories.make_tag()

    for targets in ({}, {"category": category, "tag": tag}):
        with pytest.raises(IntegrityError), transaction.atomic():
            FormerAddress.objects.create(path="/old/", **targets)
