"""A snapshot holds all that an editor can change, and so does whatever is made of snapshots."""

from __future__ import annotations

import pytest

from posts.admin.history import label_of
from posts.forms import PostForm, as_typed
from posts.models import Post
from posts.revisions import merging, take
from posts.revisions.differing import ORDER
from posts.revisions.snapshots import FIELDS
from tests import factories

# Fields of the post that the snapshot calls otherwise, or keeps by the side of others.
CALLED = {"lead_picture": "lead", "categories": "further", "further_categories": "further"}


@pytest.fixture
def snapshot(db):
    return take(factories.make_post().pk)


def test_every_field_that_can_be_edited_is_in_it(snapshot):
    options = Post._meta
    fields = [field for field in (*options.fields, *options.many_to_many) if field.editable]
    names = {field.name for field in fields} - {"id"}

    assert {CALLED.get(name, name) for name in names} <= set(snapshot)


def test_every_field_of_the_form_is_in_it_and_comes_back_as_typed(snapshot):
    names = {CALLED.get(name, name) for name in PostForm.base_fields}

    assert names <= set(snapshot)
    typed = as_typed(snapshot | {"is_pinned": True, "further": [{"key": 1}]}, lead=1)
    assert set(PostForm.base_fields) <= set(typed)


def test_every_part_is_compared_merged_and_named(snapshot):
    together = {name for names in merging.FIELDS for name in names}

    assert set(ORDER) == set(snapshot)
    assert together | {"body", "pictures", *merging.SETS} == set(snapshot)
    assert set(FIELDS) <= together
    assert all(label_of(name) for name in snapshot)
