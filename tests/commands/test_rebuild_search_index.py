"""`manage.py rebuild_search_index`."""

from __future__ import annotations

import io

import pytest
from django.core.management import call_command

from posts.models import SearchEntry
from tests import factories

pytestmark = pytest.mark.django_db


def test_every_post_is_indexed_and_counted():
    for _ in range(3):
        factories.make_post()
    SearchEntry.objects.all().delete()
    output = io.StringIO()

    call_command("rebuild_search_index", stdout=output)

    assert SearchEntry.objects.count() == 3
    assert output.getvalue() == "3 posts indexed.\n"
