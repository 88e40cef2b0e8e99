"""Posts: numbers, slugs, states, texts and what follows from saving."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from posts.models import FormerAddress, Post, State
from posts.rendering import RENDERER_VERSION, RenderRefused
from tests import factories

pytestmark = pytest.mark.django_db


# ------------------------------------------------------------------ running numbers


def test_draft_has_no_number():
    assert factories.make_draft().number is None


def test_published_posts_are_numbered_in_order():
    numbers = [factories.make_post().number for _ in range(3)]

    assert numbers == [1, 2, 3]


def test_scheduled_post_has_its_number_already():
    assert factories.make_scheduled().number == 1


def test_number_survives_unpublishing_and_publishing_again():
    post = factories.make_unpublished()

    post.publish()
    post.save()

    assert post.number == 1


def test_number_of_a_deleted_post_is_never_given_again():
    factories.make_post()
    factories.make_post().delete()

    assert factories.make_post().number == 3


def test_refused_save_gives_its_number_back():
    factories.make_post()
    post = factories.make_draft()
    post.publish()
    post.body = "word " * 200_000
    with pytest.raises(RenderRefused):
        post.save()

    post.body = "Shorter."
    post.save()

    assert post.number == 2
    assert factories.make_post().number == 3


def test_number_of_a_save_that_was_rolled_back_later_is_not_used():
    post = factories.make_draft()
    post.publish()
    with transaction.atomic():
        post.save()
        transaction.set_rollback(True)

    first = factories.make_post()
    post.save()

    assert (first.number, post.number) == (1, 2)


def test_number_survives_a_save_by_somebody_who_does_not_know_it():
    post = factories.make_draft()
    stale = Post.objects.get()
    post.publish()
    post.save()

    stale.title = "Changed meanwhile"
    stale.publish()
    stale.save()

    assert Post.objects.get().number == 1


def test_update_cannot_publish_a_post_without_a_number():
    draft = factories.make_draft()

    with pytest.raises(IntegrityError, match="post_published_has_"), transaction.atomic():
        Post.objects.filter(pk=draft.pk).update(status="published", published_at=timezone.now())


# ------------------------------------------------------------------ what readers may see


@pytest.mark.parametrize(
    ("make", "state"),
    [
        (factories.make_draft, State.DRAFT),
        (factories.make_scheduled, State.SCHEDULED),
        (factories.make_post, State.LIVE),
        (factories.make_expired, State.EXPIRED),
        (factories.make_unpublished, State.UNPUBLISHED),
    ],
)
def test_state_agrees_with_the_queries(make, state):
    post = make()

    found = {
        State.DRAFT: Post.objects.drafts(),
        State.SCHEDULED: Post.objects.scheduled(),
        State.LIVE: Post.objects.published(),
        State.EXPIRED: Post.objects.expired(),
        State.UNPUBLISHED: Post.objects.unpublished(),
    }

    assert post.state() is state
    assert [name for name, posts in found.items() if posts.exists()] == [state]


def test_scheduled_post_is_hidden_until_its_minute_and_nothing_has_to_run(client, time_machine):
    noon = timezone.now().replace(microsecond=0) + timedelta(hours=2)
    post = factories.make_post(published_at=noon)

    time_machine.move_to(noon - timedelta(seconds=1), tick=False)
    before = client.get(post.get_absolute_url()).status_code
    time_machine.move_to(noon, tick=False)
    after = client.get(post.get_absolute_url()).status_code

    assert (before, after) == (404, 200)


def test_post_is_gone_from_its_expiring_minute_on(client, time_machine):
    noon = timezone.now().replace(microsecond=0) + timedelta(hours=2)
    post = factories.make_post(expires_at=noon)

    time_machine.move_to(noon - timedelta(seconds=1), tick=False)
    before = client.get(post.get_absolute_url()).status_code
    time_machine.move_to(noon, tick=False)
    after = client.get(post.get_absolute_url()).status_code

    assert (before, after) == (200, 404)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"category": None}, "post_published_has_section"),
        ({"expires_at": factories.LONG_AGO}, "post_expires_after_it_goes_live"),
        ({"title": ""}, "post_has_title"),
    ],
)
def test_database_refuses_what_no_reader_could_use(fields, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        factories.make_post(**fields)


# ------------------------------------------------------------------ slugs and addresses


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Say sorry in thirty-one words", "say-sorry-in-thirty-one-words"),
        ("Über Größe & Maß", "über-größe-maß"),
        ("İstanbul’da basın", "istanbulda-basın"),
        ("危機管理の基本", "危機管理の基本"),
        ("🎉🎉🎉", "post"),
        ("../../etc/passwd", "etcpasswd"),
    ],
)
def test_slug_is_made_from_the_title_in_any_script(client, title, slug):
    post = factories.make_post(title=title)

    assert post.slug == slug
    assert client.get(post.get_absolute_url()).status_code == 200


def test_equal_titles_get_slugs_of_their_own():
    slugs = [factories.make_post(title="Press").slug for _ in range(3)]

    assert slugs == ["press", "press-2", "press-3"]


def test_longest_title_has_a_slug_that_fits():
    posts = [factories.make_post(title="a" * 200) for _ in range(2)]

    assert all(len(post.slug) <= 150 for post in posts)


def test_changed_slug_of_a_public_post_leaves_one_redirect(client):
    post = factories.make_post(slug="first")
    old = post.get_absolute_url()

    for slug in ("second", "third"):
        post = Post.objects.get()
        post.slug = slug
        post.save()
    response = client.get(f"{old}?utm_source=letter")

    assert response.status_code == 301
    assert response["Location"] == "/posts/third/?utm_source=letter"


def test_changed_slug_of_another_script_leaves_a_redirect_too(client):
    post = factories.make_post(slug="früher-da")
    old = post.get_absolute_url()

    post.slug = "später-da"
    post.save()

    assert client.get(old)["Location"] == post.get_absolute_url()


def test_slug_changed_back_leads_nowhere_else(client):
    post = factories.make_post(slug="first")
    for slug in ("second", "first"):
        post.slug = slug
        post.save()

    assert client.get("/posts/first/").status_code == 200
    assert client.get("/posts/second/")["Location"] == "/posts/first/"


def test_new_post_does_not_take_the_address_another_was_found_at(client):
    renamed = factories.make_post(title="Old")
    renamed.slug = "new"
    renamed.save()

    newcomer = factories.make_post(title="Old")

    assert newcomer.slug == "old-2"
    assert client.get("/posts/old/")["Location"] == "/posts/new/"


def test_scheduled_post_leaves_no_address_and_takes_none(client):
    public = factories.make_post(slug="first")
    public.slug = "moved"
    public.save()
    scheduled = factories.make_scheduled(slug="first")

    scheduled.slug = "second"
    scheduled.save()

    assert client.get("/posts/first/")["Location"] == "/posts/moved/"


def test_changed_slug_of_a_draft_leaves_nothing_behind():
    draft = factories.make_draft(slug="first")
    draft.slug = "second"
    draft.save()

    assert not FormerAddress.objects.exists()


def test_former_address_answers_with_and_without_its_end_slash(client):
    FormerAddress.objects.create(path="/2016/05/old-name", post=factories.make_post(slug="new"))

    answers = {client.get(path)["Location"] for path in ("/2016/05/old-name", "/2016/05/old-name/")}

    assert answers == {"/posts/new/"}


# ------------------------------------------------------------------ the text


def test_text_is_rendered_once_when_saved():
    post = factories.make_post(body="Some *good* words.")

    stored = Post.objects.get()
    assert stored.content.html == "<p>Some <em>good</em> words.</p>"
    assert stored.content.text == "Some good words."
    assert stored.content.renderer_version == RENDERER_VERSION
    assert (stored.word_count, stored.reading_minutes, stored.excerpt) == (3, 1, "Some good words.")
    assert post.body == stored.body == "Some *good* words."


def test_reading_never_renders(client, monkeypatch):
    post = factories.make_post(body="Words.")
    monkeypatch.setattr("posts.models.post.render", None)

    assert client.get(post.get_absolute_url()).status_code == 200


def test_saving_an_unchanged_text_does_not_render_it_again(monkeypatch):
    factories.make_post(body="Words.")
    post = Post.objects.get()
    monkeypatch.setattr("posts.models.post.render", None)

    post.title = "Another title"
    post.body = "Words."
    post.save()

    assert Post.objects.get().title == "Another title"


def test_text_rendered_to_see_whether_it_can_is_not_rendered_again(monkeypatch):
    post = factories.make_post(body="Before.")
    post.body = "After."
    post.render()
    monkeypatch.setattr("posts.models.post.render", None)

    post.save()

    assert Post.objects.get().content.html == "<p>After.</p>"


def test_text_changed_after_a_rendering_is_rendered_again():
    post = factories.make_post(body="Before.")
    post.body = "Between."
    post.render()
    post.body = "After."

    post.save()

    assert Post.objects.get().content.html == "<p>After.</p>"


def test_text_of_a_save_that_was_rolled_back_is_stored_by_the_next():
    post = factories.make_post(body="Before.")
    post.body = "After."
    with transaction.atomic():
        post.save()
        transaction.set_rollback(True)

    post.save()

    stored = Post.objects.get()
    assert (stored.body, stored.content.html) == ("After.", "<p>After.</p>")


def test_rendering_again_leaves_words_saved_meanwhile_alone():
    stale = factories.make_post(body="Before.")
    editor = Post.objects.get()
    editor.body = "After."
    editor.save()

    stale.rerender()

    stored = Post.objects.get()
    assert (stored.body, stored.content.html) == ("After.", "<p>After.</p>")


def test_picture_name_too_long_for_any_picture_is_no_obstacle():
    post = factories.make_post(body=f"![]({'x' * 300}.png)")

    assert not post.picture_uses.exists()


def test_refused_text_leaves_everything_as_it_was():
    post = factories.make_post(title="Before", body="Before.")
    post.title = "After"
    post.body = "word " * 200_000

    with pytest.raises(RenderRefused):
        post.save()

    stored = Post.objects.get()
    assert (stored.title, stored.body) == ("Before", "Before.")


def test_refused_new_post_takes_no_number():
    with pytest.raises(RenderRefused):
        factories.make_post(body="word " * 200_000)

    assert factories.make_post().number == 1


def test_list_pages_never_read_the_texts(django_assert_num_queries, client):
    factories.make_post()

    with django_assert_num_queries(4) as queries:
        client.get(reverse("posts:latest"))

    assert not any("posts_content" in query["sql"] for query in queries)


# ------------------------------------------------------------------ lists that mirror the date


def test_date_changed_by_update_moves_the_post_in_every_list():
    tag, author = factories.make_tag(), factories.make_author()
    early = factories.make_post(title="early", tags=[tag], authors=[author])
    factories.make_post(
        title="late",
        tags=[tag],
        authors=[author],
        published_at=factories.LONG_AGO + factories.HOUR,
    )

    Post.objects.filter(pk=early.pk).update(published_at=factories.LONG_AGO + 2 * factories.HOUR)

    posts = Post.objects.published()
    lists = [posts.in_category(early.category), posts.tagged(tag), posts.by_author(author)]
    assert [[post.title for post in found] for found in lists] == [["early", "late"]] * 3


def test_save_of_some_fields_lets_follow_what_follows(client):
    post = factories.make_post(slug="old")
    later = factories.LONG_AGO + factories.HOUR

    Post.objects.update_or_create(pk=post.pk, defaults={"slug": "new", "published_at": later})

    assert client.get("/posts/old/")["Location"] == "/posts/new/"
    assert post.filings.get().published_at == later


def test_update_of_slug_or_section_lets_follow_what_follows(client):
    post = factories.make_post(slug="old")
    section = factories.make_category()

    Post.objects.filter(pk=post.pk).update(slug="new", category=section)

    assert client.get("/posts/old/")["Location"] == "/posts/new/"
    assert list(Post.objects.published().in_category(section)) == [post]


def test_tag_added_by_somebody_who_does_not_know_the_date_lists_the_post():
    stale = factories.make_draft()
    post = Post.objects.get()
    post.publish()
    post.save()
    tag, author, further = factories.make_tag(), factories.make_author(), factories.make_category()

    stale.tags.add(tag)
    stale.sign([author])
    stale.file_under([further])

    posts = Post.objects.published()
    lists = [posts.tagged(tag), posts.by_author(author), posts.in_category(further)]
    assert [found.count() for found in lists] == [1, 1, 1]


def test_post_is_listed_under_its_further_categories_too():
    further = factories.make_category()
    post = factories.make_post(further=[further])

    assert list(Post.objects.published().in_category(further)) == [post]
    assert list(Post.objects.published().in_category(post.category)) == [post]


def test_changed_section_keeps_the_post_out_of_the_old_one():
    post = factories.make_post()
    old, new = post.category, factories.make_category()

    post.category = new
    post.save()

    assert not Post.objects.published().in_category(old).exists()
    assert Post.objects.published().in_category(new).exists()


def test_byline_keeps_the_order_it_was_given():
    first, second = factories.make_author(name="Zoe"), factories.make_author(name="Abe")
    post = factories.make_post(authors=[first, second])

    post.sign([second, first])

    assert [author.name for author in Post.objects.get().byline] == ["Abe", "Zoe"]


# ------------------------------------------------------------------ series


def test_part_without_a_number_becomes_the_next_one():
    series = factories.make_series()

    parts = [factories.make_post(series=series).series_part for _ in range(2)]

    assert parts == [1, 2]


def test_two_posts_cannot_be_the_same_part():
    series = factories.make_series()
    factories.make_post(series=series, series_part=1)

    with pytest.raises(IntegrityError), transaction.atomic():
        factories.make_post(series=series, series_part=1)


# ------------------------------------------------------------------ changing many


def test_bulk_publish_numbers_dates_and_lists_each_post():
    tag = factories.make_tag()
    for _ in range(3):
        factories.make_draft(tags=[tag])

    assert Post.objects.drafts().publish() == 3

    assert set(Post.objects.values_list("number", flat=True)) == {1, 2, 3}
    assert Post.objects.published().tagged(tag).count() == 3


def test_bulk_unpublish_takes_posts_back():
    factories.make_post()

    Post.objects.published().unpublish()

    assert not Post.objects.published().exists()
