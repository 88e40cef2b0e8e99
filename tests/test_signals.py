"""The index outlives migrations, dumps and deletions."""

from __future__ import annotations

import pytest
from django.core import management

from posts import search
from posts.models import Post, SearchEntry
from tests import factories

pytestmark = pytest.mark.django_db


def test_migration_fills_an_index_that_lacks_something():
    factories.make_post(title="Embargo")
    SearchEntry.objects.all().delete()

    management.call_command("migrate", verbosity=0)

    assert search.Results(search.parse("embargo")).total == 1


def test_migration_backwards_finds_no_index_and_says_nothing(monkeypatch):
    monkeypatch.setattr("posts.signals.TABLE", "gone")

    management.call_command("migrate", verbosity=0)


def test_dump_leaves_the_index_out_and_can_be_loaded(tmp_path):
    dump = tmp_path / "site.json"
    factories.make_post(title="Embargo", tags=[factories.make_tag()])
    management.call_command(
        "dumpdata", "posts", natural_foreign=True, output=str(dump), verbosity=0
    )
    assert "searchentry" not in dump.read_text()
    Post.objects.all().delete()

    management.call_command("loaddata", str(dump), verbosity=0)
    management.call_command("rebuild_search_index", verbosity=0)

    assert search.Results(search.parse("embargo")).total == 1


def test_deleting_a_post_asks_nobody_about_its_entry(admin_client):
    post = factories.make_post()

    page = admin_client.get(f"/admin/posts/post/{post.pk}/delete/").content.decode()

    assert "search entr" not in page.lower()
