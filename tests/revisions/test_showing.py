from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from posts.models import Content, Picture, Post
from posts.rendering import RenderRefused
from posts.revisions import latest, set_aside, shown, take
from tests import factories

pytestmark = pytest.mark.django_db


def test_post_is_shown_as_it_stood_and_nothing_is_stored():
    one, two = factories.make_author(name="Ada One"), factories.make_author(name="Bea Two")
    tag = factories.make_tag(name="apologies")
    post = factories.make_draft(title="Then", body="Words *then*.", authors=[two, one], tags=[tag])
    revision = latest(post.pk)
    post.title, post.body = "Now", "Words now."
    post.save()
    post.sign([one])
    post.tags.clear()

    found = shown(revision)

    assert (found.post.title, found.post.pk) == ("Then", post.pk)
    assert "<em>then</em>" in found.post.content.html
    assert (found.authors, found.tags) == ([two, one], [tag])
    assert Post.objects.get().title == "Now"
    assert Content.objects.get().html == "<p>Words now.</p>"


def test_what_is_stored_is_not_rendered_again(monkeypatch):
    factories.make_picture(filename="red.png")
    revision = latest(factories.make_draft(body="![](red.png)").pk)
    monkeypatch.setattr(Post, "render", lambda *_args, **_options: pytest.fail("rendered"))

    assert "<figure" in shown(revision).post.content.html


def test_words_beside_pictures_are_those_of_the_revision():
    picture = factories.make_picture(filename="red.png", alt="Then", caption="Caption then")
    revision = latest(factories.make_draft(body="![](red.png)", lead_picture=picture).pk)
    picture.alt, picture.caption = "Now", "Caption now"
    picture.save()

    post = shown(revision).post

    assert 'alt="Then"' in post.content.html
    assert "Caption then" in post.content.html
    assert (post.lead_picture.alt, post.lead_picture.caption) == ("Then", "Caption then")
    assert Picture.objects.get().alt == "Now"


def test_picture_that_came_after_the_revision_is_shown_as_it_is_now():
    post = factories.make_draft(body="![](red.png) then")
    revision = latest(post.pk)
    factories.make_picture(filename="red.png", alt="Arrived")
    post.body = "Now."
    post.save()

    assert 'alt="Arrived"' in shown(revision).post.content.html


def test_what_was_deleted_is_shown_by_name_or_left_out():
    author, tag = factories.make_author(name="Ada Gone"), factories.make_tag(name="gone")
    section, series = factories.make_category(), factories.make_series()
    post = factories.make_draft(authors=[author], tags=[tag], category=section, series=series)
    revision = latest(post.pk)
    post.category = None
    post.sign([])
    post.save()
    for row in (author, tag, section, series):
        row.delete()

    found = shown(revision)

    assert [one.name for one in found.authors] == ["Ada Gone"]
    assert [one.name for one in found.tags] == ["gone"]
    assert (found.post.category, found.post.series) == (None, None)


def test_embargo_is_the_one_there_is_now():
    then, now = (timezone.now() + timedelta(days=days) for days in (1, 2))
    post = factories.make_draft(embargo_until=then)
    revision = latest(post.pk)
    Post.objects.update(embargo_until=now)

    assert shown(revision).embargo_until == now
    Post.objects.update(embargo_until=None)
    assert shown(revision).embargo_until is None


def test_text_that_newer_bounds_refuse_is_refused():
    post = factories.make_post()
    copy = set_aside(post.pk, take(post.pk) | {"body": "x" * 300_000}, by=None)

    with pytest.raises(RenderRefused):
        shown(copy.revision)


def test_revision_of_before_a_field_was_there_is_shown():
    revision = latest(factories.make_draft(title="Old").pk)
    del revision.snapshot["embargo_until"]

    assert shown(revision).post.title == "Old"


@pytest.mark.parametrize("number", [1, 12])
def test_queries_are_few(django_assert_max_num_queries, number):
    pictures = [factories.make_picture(filename=f"red-{index}.png") for index in range(number)]
    post = factories.make_draft(
        body=" ".join(f"![]({picture.name})" for picture in pictures),
        authors=[factories.make_author() for _author in range(number)],
        tags=[factories.make_tag() for _tag in range(number)],
        series=factories.make_series(),
    )
    revision = latest(post.pk)

    # Post with its text, section, series, pictures, authors, tags.
    with django_assert_max_num_queries(6):
        shown(revision)


def test_picture_that_nobody_has_described_is_not_shown():
    post = factories.make_draft(body="![](red.png)")
    revision = latest(post.pk)
    factories.make_picture(filename="red.png", alt="", awaits_words=True)
    post.body = "Words now."
    post.save()

    assert "<img" not in shown(revision).post.content.html
