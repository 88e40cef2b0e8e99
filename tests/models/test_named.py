"""Tags and authors stand under their letters, whichever way they came or were renamed."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.core import serializers
from django.db import connection

from posts.models import Author, Tag
from tests import factories

pytestmark = pytest.mark.django_db

MAKERS = {Tag: factories.make_tag, Author: factories.make_author}
KINDS = pytest.mark.parametrize("model", MAKERS)


def place_of(row) -> tuple[str, str]:
    return type(row)._base_manager.values_list("initial", "sort_name").get(pk=row.pk)


@KINDS
def test_name_of_a_new_row_is_folded(model):
    assert place_of(MAKERS[model](name="Émile Zola")) == ("E", "emile zola")


@KINDS
def test_rows_made_in_bulk_stand_under_their_letters(model):
    model.objects.bulk_create([model(name="Ärger", slug="a"), model(name="9 lives", slug="b")])

    assert list(model.objects.order_by("slug").values_list("initial", flat=True)) == ["A", "#"]


def test_row_renamed_by_an_insert_that_meets_it_moves(transactional_db):
    Tag.objects.bulk_create([Tag(name="Able", slug="one")])

    Tag.objects.bulk_create(
        [Tag(name="Baker", slug="one")],
        update_conflicts=True,
        unique_fields=["slug"],
        update_fields=["name"],
    )

    assert place_of(Tag.objects.get()) == ("B", "baker")


@KINDS
def test_row_of_a_fixture_stands_under_its_letter(model):
    row = MAKERS[model](name="Zoë")
    fixture = serializers.serialize("json", [row]).replace('"initial": "Z"', '"initial": "Q"')
    row.delete()

    for loaded in serializers.deserialize("json", fixture):
        loaded.save()

    assert place_of(model.objects.get()) == ("Z", "zoe")


def save(row) -> None:
    row.name = "Beta"
    row.save()


def save_name_alone(row) -> None:
    row.name = "Beta"
    row.save(update_fields=["name"])


def save_without_the_rest(row) -> None:
    found = type(row).objects.only("name").get(pk=row.pk)
    found.name = "Beta"
    found.save()


def update(row) -> None:
    type(row).objects.filter(pk=row.pk).update(name="Beta")


def update_in_bulk(row) -> None:
    row.name = "Beta"
    type(row).objects.bulk_update([row], ["name"])


@KINDS
@pytest.mark.parametrize(
    "rename", [save, save_name_alone, save_without_the_rest, update, update_in_bulk]
)
def test_renamed_row_moves(model, rename):
    row = MAKERS[model](name="Alpha")

    rename(row)

    assert place_of(row) == ("B", "beta")


@KINDS
def test_rows_from_before_are_put_under_their_letters(model):
    row = MAKERS[model](name="Alpha")
    model._base_manager.update(initial="#", sort_name="")

    editor = connection.SchemaEditorClass(connection)
    import_module("posts.migrations.0006_alphabet").fill(apps, editor)

    assert place_of(row) == ("A", "alpha")
