"""A revision is kept after every change and before the first, and is brought back whole."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from posts.models import Author, Category, Picture, Post, Revision, Tag
from posts.models.revision import Cause
from posts.revisions import digest_of, kept, latest, prunable, restore, take
from tests import factories

pytestmark = pytest.mark.django_db


def edited(post: Post, **fields: object) -> None:
    for name, value in fields.items():
        setattr(post, name, value)
    post.save()


def test_what_was_there_before_is_kept_too(admin_user):
    post = factories.make_post(title="Before")

    with kept([post.pk], by=admin_user):
        edited(post, title="After")

    after, before = post.revisions.all()
    assert (before.cause, before.snapshot["title"], before.made_by) == ("found", "Before", None)
    assert (after.cause, after.snapshot["title"], after.made_by) == ("saved", "After", admin_user)
    assert [after.number, before.number] == [2, 1]


def test_save_that_changes_nothing_keeps_nothing():
    post = factories.make_post()
    for _again in range(3):
        with kept([post.pk], by=None):
            post.save()

    assert post.revisions.count() == 1


def test_change_past_the_desk_is_kept_when_it_is_found():
    post = factories.make_post(title="Before")
    latest(post.pk)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE posts_post SET title = 'By hand' WHERE id = %s", [post.pk])

    found = latest(post.pk)

    assert (found.number, found.cause) == (2, Cause.FOUND)
    assert found.snapshot["title"] == "By hand"


def test_new_name_of_a_tag_is_no_change_of_the_post():
    post = factories.make_post(tags=[tag := factories.make_tag(name="one")])
    first = latest(post.pk)
    Tag.objects.filter(pk=tag.pk).update(name="two")

    assert latest(post.pk) == first


def test_change_that_fails_keeps_nothing():
    post = factories.make_post(title="Before")

    def fail() -> None:
        with kept([post.pk], by=None):
            edited(post, title="After")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert not post.revisions.exists()
    assert take(post.pk)["title"] == "Before"


def test_many_posts_cost_no_more_queries_than_one(django_assert_num_queries):
    posts = [factories.make_post().pk for _ in range(20)]
    # Lock, what is known, five for the snapshots, one to store; twice without storing; a savepoint.
    with django_assert_num_queries(7 + 1 + 7 + 2), kept(posts, by=None):
        pass
    assert Revision.objects.count() == 20


def test_revision_cannot_be_altered_but_named():
    revision = latest(factories.make_post().pk)
    revision.snapshot = {}
    with pytest.raises(ValueError, match="never altered"):
        revision.save()
    with pytest.raises(ValueError, match="never altered"):
        revision.save(update_fields=["snapshot", "name"])

    revision.name = "As sent to the lawyers"
    revision.save(update_fields=["name"])
    revision.refresh_from_db()
    assert revision.snapshot["title"]


def test_no_page_is_another_because_a_revision_was_kept():
    post = factories.make_post()

    def stamp() -> str:
        with connection.cursor() as cursor:
            cursor.execute("SELECT value FROM posts_stamp")
            return cursor.fetchone()[0]

    before = stamp()
    latest(post.pk)

    assert stamp() == before


# ---------------------------------------------------------------- bringing back


def everything() -> Post:
    """Make a post of which every part that an editor can change is another than usual."""
    picture = factories.make_picture(filename="red.png", alt="Red")
    return factories.make_post(
        title="A title",
        standfirst="In short.",
        body="First.\n\n![](red.png)\n\nSecond.",
        authors=[factories.make_author(), factories.make_author()],
        tags=[factories.make_tag(), factories.make_tag()],
        further=[factories.make_category(), factories.make_category()],
        series=factories.make_series(),
        lead_picture=picture,
        expires_at=datetime(2031, 1, 1, tzinfo=UTC),
        language="fr",
        search_title="Other title",
        search_description="Other words",
        is_pinned=True,
    )


def ruin(post: Post) -> None:
    edited(
        post,
        title="x",
        body="x",
        standfirst="",
        slug="x",
        series=None,
        lead_picture=None,
        language="",
        is_pinned=False,
        search_title="",
        search_description="",
        status="unpublished",
        expires_at=None,
        published_at=datetime(2020, 1, 1, tzinfo=UTC),
        category=factories.make_category(),
    )
    post.file_under([])
    post.sign([])
    post.tags.clear()


def test_everything_comes_back_as_a_new_revision(admin_user):
    post = everything()
    first = latest(post.pk)
    with kept([post.pk], by=None):
        ruin(post)

    restored = restore(first, by=admin_user)

    newest = latest(post.pk)
    assert not restored.lost
    assert digest_of(newest.snapshot) == first.digest
    assert newest.snapshot == first.snapshot
    assert (newest.number, newest.cause, newest.restored_from) == (3, Cause.RESTORED, first)
    assert newest.made_by == admin_user


def test_what_was_deleted_is_made_again_by_its_name():
    post = everything()
    first = latest(post.pk)
    ruin(post)
    Tag.objects.all().delete()
    Author.objects.all().delete()
    Category.objects.exclude(pk=post.category_id).delete()

    restore(first, by=None)

    again = latest(post.pk).snapshot
    for name in ("tags", "authors", "further"):
        assert sorted(one["name"] for one in again[name]) == sorted(
            one["name"] for one in first.snapshot[name]
        )


def test_account_makes_only_what_it_may_make(django_user_model):
    post = everything()
    first = latest(post.pk)
    ruin(post)
    Author.objects.all().delete()
    Category.objects.exclude(pk=post.category_id).delete()
    Picture.objects.update(alt="Mended since")
    writer = django_user_model.objects.create_user("writer")

    restored = restore(first, by=writer, with_publication=False)

    assert Post.objects.get().title == "A title"
    assert not Author.objects.exists()
    assert len(restored.lost) >= 2
    assert Picture.objects.get().alt == "Mended since"


def test_section_that_is_made_again_is_not_in_the_navigation():
    post = everything()
    first = latest(post.pk)
    ruin(post)
    Category.objects.exclude(pk=post.category_id).delete()

    restore(first, by=None)

    made = Category.objects.filter(name__in=[one["name"] for one in first.snapshot["further"]])
    assert not made.filter(is_in_navigation=True).exists()


def test_what_cannot_come_back_is_said_and_the_rest_does():
    post = everything()
    first = latest(post.pk)
    edited(post, slug="elsewhere", lead_picture=None, body="x", series=None)
    post.former_addresses.all().delete()
    factories.make_post(slug=first.snapshot["slug"])
    Picture.objects.all().delete()

    restored = restore(first, by=None)

    assert restored.post.title == "A title"
    assert restored.post.slug == "elsewhere"
    assert len(restored.lost) == 2


def test_restored_text_need_not_bring_its_dates_along():
    post = factories.make_draft(body="Once.", category=factories.make_category())
    draft = latest(post.pk)
    with kept([post.pk], by=None):
        post.publish()
        edited(post, body="Now.")

    restore(draft, by=None, with_publication=False)

    post.refresh_from_db()
    assert post.is_live
    assert Post.objects.get(pk=post.pk).body == "Once."


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    title=st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=30).filter(
        str.strip
    ),
    body=st.text(st.sampled_from("ab #*>\n-1.[]()!é🙂"), max_size=200),
    status=st.sampled_from(["draft", "published"]),
    authors=st.permutations([0, 1, 2]),
    number=st.integers(0, 3),
)
def test_any_post_comes_back_as_it_was(db, title, body, status, authors, number):
    known = list(Author.objects.order_by("pk")[:3]) or [factories.make_author() for _ in "abc"]
    post = factories.make_post(
        title=title,
        body=body,
        status=status,
        published_at=timezone.now() if status == "published" else None,
        authors=[known[place] for place in authors[:number]],
        tags=[factories.make_tag() for _ in range(number)],
    )
    revision = latest(post.pk)
    edited(post, title="x", body="y")
    post.sign([])
    post.tags.clear()

    restore(revision, by=None)

    assert take(post.pk) == revision.snapshot


# ---------------------------------------------------------------- letting go


def test_old_revisions_go_but_never_one_that_was_published_or_named_or_is_the_latest():
    post = factories.make_draft(body="0")
    with time_machine.travel(datetime(2026, 1, 1, tzinfo=UTC), tick=False) as clock:
        for number in range(8):
            with kept([post.pk], by=None):
                edited(post, body=str(number))
            clock.shift(timedelta(days=1))
        named = post.revisions.get(number=2)
        named.name = "Kept"
        named.save(update_fields=["name"])
        with kept([post.pk], by=None):
            post.category = factories.make_category()
            post.publish()
            edited(post, body="published")
        with kept([post.pk], by=None):
            post.unpublish()
            edited(post, body="and back")
        now = clock.shift(timedelta(days=1)) or timezone.now()

    going = prunable(before=now, last=2)

    assert set(going.values_list("number", flat=True)) == {1, 3, 4, 5, 6, 7, 8}
    assert not prunable(before=datetime(2026, 1, 1, tzinfo=UTC), last=2).exists()
    assert prunable(before=now, last=0).count() <= post.revisions.count() - 1


@pytest.mark.parametrize(("make", "alt"), [("make_post", "Now"), ("make_draft", "Then")])
def test_restored_draft_rewrites_no_words_that_readers_see(django_user_model, make, alt):
    user = django_user_model.objects.create_user("writer")
    user.user_permissions.add(Permission.objects.get(codename="change_picture"))
    picture = factories.make_picture(filename="red.png", alt="Then")
    getattr(factories, make)(body="![](red.png)")
    revision = latest(factories.make_draft(body="![](red.png)").pk)
    picture.alt = "Now"
    picture.save()

    restore(revision, by=user)

    picture.refresh_from_db()
    assert picture.alt == alt
