"""Rows become objects that are what Django's own way would have made of them."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import models
from django.db.models.signals import post_init, pre_init

from posts.models import Post
from posts.models.loaded import Loaded
from tests import factories

LOADED = [model for model in apps.get_models() if issubclass(model, Loaded)]


def as_django_does(model, values):
    names = [field.attname for field in model._meta.concrete_fields]
    return models.Model.from_db.__func__(model, "default", names, values)


def test_models_of_pages_are_loaded_this_way():
    assert {"Post", "Content", "Category", "Author", "Picture", "Tag", "Series"} <= {
        model.__name__ for model in LOADED
    }


@pytest.mark.django_db
def test_object_is_the_one_that_django_makes():
    factories.make_post(
        series=factories.make_series(),
        authors=[factories.make_author(portrait=factories.make_picture())],
        tags=[factories.make_tag()],
        lead_picture=factories.make_picture(),
    )

    for model in LOADED:
        for row in model._base_manager.values_list():
            found = model.from_db("default", *names_and_values(model, row))
            made = as_django_does(model, row)

            assert found == made
            assert not found._state.adding
            assert found._state.db == "default"
            assert {**vars(found), "_state": None} == {**vars(made), "_state": None}


def names_and_values(model, row):
    return [field.attname for field in model._meta.concrete_fields], row


@pytest.mark.django_db
def test_field_that_was_not_read_is_read_when_it_is_asked_for(django_assert_num_queries):
    factories.make_post(title="Whole")
    found = Post.objects.only("slug").get()

    assert found.get_deferred_fields() >= {"title", "standfirst"}
    with django_assert_num_queries(1):
        assert found.title == "Whole"


@pytest.mark.django_db
def test_object_can_be_changed_and_saved():
    factories.make_post(title="Before", category=factories.make_category())
    found = Post.objects.get()
    other = factories.make_category()

    found.title, found.category = "After", other
    found.save()

    assert Post.objects.filter(title="After", category=other).count() == 1


def test_nobody_waits_for_objects_to_be_made():
    for model in LOADED:
        assert not pre_init.has_listeners(model), model
        assert not post_init.has_listeners(model), model
