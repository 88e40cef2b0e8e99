"""Changes of a post that is out are nobody's to see before they are published."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from posts.models import Post, Revision, Tag, WorkingCopy
from posts.models.revision import Cause
from posts.revisions import (
    Clashed,
    copy_of,
    kept,
    latest,
    prunable,
    publish_changes,
    publish_due,
    set_aside,
    take,
)
from tests import factories

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 1, 9, 0, tzinfo=UTC)
BODY = "One.\n\nTwo.\n\nThree."


@pytest.fixture
def post():
    return factories.make_post(title="Title", body=BODY, authors=[factories.make_author()])


def changed(post: Post, **fields: object) -> dict:
    return take(post.pk) | fields


def test_what_is_kept_aside_changes_nothing_that_is_stored(post, admin_user):
    before = take(post.pk)

    copy = set_aside(post.pk, changed(post, title="New", body="New."), by=admin_user)

    assert take(post.pk) == before
    assert (copy.revision.snapshot["title"], copy.base.snapshot["title"]) == ("New", "Title")
    assert (copy.revision.cause, copy.revision.is_stored) == (Cause.ASIDE, False)
    assert latest(post.pk) == copy.base


def test_changes_are_published_with_all_that_belongs_to_them(post, admin_user):
    author = factories.make_author()
    named = [{"key": author.pk, "name": author.name, "slug": author.slug}]
    new_tag = [{"key": 0, "name": "quite new", "slug": "quite-new"}]
    snapshot = changed(post, title="New", authors=named, tags=new_tag)

    publish_changes(set_aside(post.pk, snapshot, by=None), by=admin_user)

    stored = Post.objects.get()
    assert (stored.title, stored.byline) == ("New", [author])
    assert list(stored.tags.all()) == [Tag.objects.get(name="quite new")]
    assert copy_of(post.pk) is None
    assert (latest(post.pk).cause, latest(post.pk).made_by) == (Cause.PUBLISHED, admin_user)


def test_changes_carry_no_status_and_no_dates(post):
    aside = changed(post, status="unpublished", published_at="2031-01-01T00:00:00+00:00")
    set_aside(post.pk, aside | {"title": "New"}, by=None)

    publish_changes(copy_of(post.pk), by=None)

    stored = Post.objects.get()
    assert (stored.title, stored.is_live) == ("New", True)
    assert stored.published_at == post.published_at


def test_what_was_stored_meanwhile_is_merged(post):
    copy = set_aside(post.pk, changed(post, body=BODY.replace("One", "1")), by=None)
    with kept([post.pk], by=None):
        post.body = BODY.replace("Three", "3")
        post.save()

    publish_changes(copy, by=None)

    assert Post.objects.get().body == "1.\n\nTwo.\n\n3."


def test_what_clashes_is_not_published(post):
    copy = set_aside(post.pk, changed(post, body=BODY.replace("One", "1")), by=None)
    post.body = BODY.replace("One", "Uno")
    post.save()

    with pytest.raises(Clashed):
        publish_changes(copy, by=None)

    assert Post.objects.get().body == BODY.replace("One", "Uno")
    assert copy_of(post.pk) is not None


def test_changes_are_published_from_their_minute_on_and_once(post):
    with time_machine.travel(NOW, tick=False) as clock:
        aside = changed(post, title="New")
        set_aside(post.pk, aside, by=None, goes_live_at=NOW + timedelta(hours=1))
        clock.move_to(NOW + timedelta(hours=1) - timedelta(microseconds=1))
        assert publish_due(timezone.now()) == 0
        clock.move_to(NOW + timedelta(hours=1))

        assert publish_due(timezone.now()) == 1
        assert publish_due(timezone.now()) == 0

    assert Post.objects.get().title == "New"


def test_changes_that_clash_at_their_minute_wait_with_the_reason(post, caplog):
    aside = changed(post, title="New")
    set_aside(post.pk, aside, by=None, goes_live_at=NOW)
    Post.objects.filter(pk=post.pk).update(title="Meanwhile")

    assert publish_due(NOW) == 0

    copy = copy_of(post.pk)
    assert (copy.goes_live_at, Post.objects.get().title) == (None, "Meanwhile")
    assert "meanwhile" in copy.obstacle
    assert "did not go live" in caplog.text


def test_one_that_cannot_go_live_keeps_no_other_back(post):
    other = factories.make_post(title="Other")
    set_aside(post.pk, changed(post, title="New"), by=None, goes_live_at=NOW)
    set_aside(other.pk, changed(other, title="Newer"), by=None, goes_live_at=NOW)
    Post.objects.filter(pk=post.pk).update(title="Meanwhile")

    assert publish_due(NOW) == 1
    assert Post.objects.get(pk=other.pk).title == "Newer"


def test_tag_that_was_taken_back_with_a_save_is_never_another_one(post):
    gone = Tag.objects.create(name="gone", slug="gone")
    named = {"key": gone.pk, "name": "gone", "slug": "gone"}
    gone.delete()
    Tag.objects.create(pk=named["key"], name="another", slug="another")

    publish_changes(set_aside(post.pk, changed(post, tags=[named]), by=None), by=None)

    assert [tag.name for tag in Post.objects.get().tags.all()] == ["gone"]


def test_what_a_working_copy_stands_on_is_not_pruned(post):
    copy = set_aside(post.pk, changed(post, title="New"), by=None)
    for number in range(3):
        with kept([post.pk], by=None):
            post.unpublish()
            post.standfirst = str(number)
            post.save()

    going = prunable(before=timezone.now() + timedelta(days=1), last=1)

    assert not {copy.revision_id, copy.base_id} & set(going.values_list("pk", flat=True))
    going.delete()
    assert WorkingCopy.objects.exists()
    assert Revision.objects.exists()


def test_words_of_a_picture_that_only_the_changes_show_are_those_of_now(post):
    picture = factories.make_picture(filename="red.png", alt="Wrong", caption="Wrong")
    words = {"alt": "Wrong", "is_decorative": False, "caption": "Wrong", "credit": ""}
    snapshot = changed(post, body="![](red.png)", pictures={"red.png": words})
    copy = set_aside(post.pk, snapshot, by=None)
    picture.alt, picture.caption = "Right", "Right"
    picture.save()

    publish_changes(copy, by=None)

    picture.refresh_from_db()
    assert (picture.alt, picture.caption) == ("Right", "Right")
    assert 'alt="Right"' in Post.objects.get(pk=post.pk).content.html
