from __future__ import annotations

import pytest
import time_machine
from django.contrib.admin import ModelAdmin
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from posts.models import FormerAddress, Post, Status
from tests import factories
from tests.admin.conftest import typed

ADD = reverse("admin:posts_post_add")

pytestmark = pytest.mark.django_db


def change(post: Post) -> str:
    return reverse("admin:posts_post_change", args=[post.pk])


def messages_of(response) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def errors_of(response) -> dict:
    return response.context["adminform"].form.errors


def test_new_draft_is_stored_with_everything_that_was_typed(admin_client):
    section, further = factories.make_category(), factories.make_category()
    first, second = factories.make_author(), factories.make_author()
    body = "  Grüße aus Köln 🎉\r\n\r\n“Ja”, sagte sie.\r\n"
    data = typed(
        authors=[second, first],
        title="Über  die\nSprache",
        body=body,
        category=section.pk,
        further_categories=[further.pk],
        tags="Water, press",
    )

    admin_client.post(ADD, data)

    post = Post.objects.get()
    assert (post.title, post.slug) == ("Über die Sprache", "über-die-sprache")
    assert post.body == body.replace("\r\n", "\n")
    assert "Grüße aus Köln 🎉" in post.content.html
    assert post.byline == [second, first]
    assert set(post.categories.all()) == {section, further}
    assert set(post.tags.names()) == {"Water", "press"}


def test_saving_a_draft_says_that_readers_do_not_see_it(admin_client):
    response = admin_client.post(ADD, typed(), follow=True)

    assert "Draft: readers do not see it." in messages_of(response)


def test_publishing_without_a_date_means_now_and_says_where_it_lives(admin_client):
    category, author = factories.make_category(), factories.make_author()
    data = typed(authors=[author], title="Out", status="published", category=category.pk)

    response = admin_client.post(ADD, data, follow=True)

    assert Post.objects.published().get().title == "Out"
    assert "/posts/out/" in messages_of(response)


def test_a_date_to_come_is_read_in_the_site_s_zone_and_named_in_the_message(admin_client):
    category, author = factories.make_category(), factories.make_author()
    data = typed(
        authors=[author],
        status="published",
        category=category.pk,
        published_at="2031-07-04T09:00",
    )

    response = admin_client.post(ADD, data, follow=True)

    assert Post.objects.get().published_at.isoformat() == "2031-07-04T08:00:00+00:00"
    assert "Goes live on 4 July 2031, 09:00 BST" in messages_of(response)


@pytest.mark.parametrize(
    ("moment", "zone"), [("2031-03-04 09:00+00:00", "GMT"), ("2031-07-04 09:00+00:00", "BST")]
)
def test_the_zone_is_named_beside_a_date_as_its_clocks_run_then(admin_client, moment, zone):
    post = factories.make_post(published_at=timezone.datetime.fromisoformat(moment))

    page = admin_client.get(change(post)).content.decode()

    assert f'id="id_published_at_zone">Europe/London time ({zone})</span>' in page


@pytest.mark.parametrize("missing", ["category", "authors"])
def test_publishing_names_what_is_missing_and_keeps_the_text(admin_client, missing):
    needed = {"category": factories.make_category().pk, "authors": [factories.make_author()]}
    del needed[missing]
    data = typed(status="published", body="Words nobody may lose.", **needed)

    response = admin_client.post(ADD, data)

    page = response.content.decode()
    expected = {"category": "Choose a section.", "authors": "Add at least one author."}[missing]
    assert expected in page
    assert "Words nobody may lose." in page
    assert not Post.objects.exists()


def test_a_text_that_cannot_be_rendered_is_an_error_beside_it_that_keeps_the_text(admin_client):
    post = factories.make_draft(body="Sound.")
    body = "x" * 300_000

    response = admin_client.post(change(post), typed(post=post, body=body))

    assert response.status_code == 200
    assert "300,000 characters" in str(errors_of(response)["body"])
    assert body in response.content.decode()
    assert Post.objects.get().body == "Sound."


def test_a_nul_in_the_text_loses_no_word(admin_client):
    admin_client.post(ADD, typed(body="a\x00b"))

    assert Post.objects.get().body == "ab"


def test_expiry_before_publication_is_refused(admin_client):
    data = typed(published_at="2031-03-04T09:00", expires_at="2031-03-04T08:59")

    response = admin_client.post(ADD, data)

    assert errors_of(response)["expires_at"] == ["The post must expire after it goes live."]


def test_a_taken_slug_is_refused(admin_client):
    factories.make_post(slug="taken")

    response = admin_client.post(ADD, typed(slug="taken"))

    assert errors_of(response)["slug"] == ["Another post has this address. Choose another."]


def test_a_save_that_a_rival_overtook_is_looked_at_again_and_loses_no_word(
    admin_client, monkeypatch
):
    save = Post.save

    def overtaken(post: Post, *args, **kwargs):
        monkeypatch.setattr(Post, "save", save)
        factories.make_post(slug="press")
        save(post, *args, **kwargs)

    monkeypatch.setattr(Post, "save", overtaken)

    response = admin_client.post(ADD, typed(slug="press", body="Every word."))

    # The rival was part of the save that was rolled back, so the second look finds a free slug.
    assert response.status_code == 302
    assert Post.objects.get().body == "Every word."


def test_a_former_address_of_another_post_is_refused(admin_client):
    other = factories.make_post(title="The other")
    FormerAddress.objects.create(path="/posts/früher/", post=other)

    response = admin_client.post(ADD, typed(slug="früher"))

    assert "The other" in str(errors_of(response)["slug"])


def test_a_typed_slug_is_made_clean(admin_client):
    admin_client.post(ADD, typed(slug="  Große STRASSE! "))

    assert Post.objects.get().slug == "große-strasse"


def test_a_taken_part_of_a_series_is_refused_with_the_next_free_one(admin_client):
    series = factories.make_series()
    factories.make_post(title="First part", series=series, series_part=1)

    response = admin_client.post(ADD, typed(series=series.pk, series_part=1))

    (message,) = errors_of(response)["series_part"]
    assert message == "“First part” is already part 1. The next free one is 2."


def test_an_empty_part_is_the_next_one(admin_client):
    series = factories.make_series()
    factories.make_post(series=series, series_part=4)

    admin_client.post(ADD, typed(title="New", series=series.pk))

    assert Post.objects.get(title="New").series_part == 5


def test_a_published_post_keeps_its_slug_when_the_title_changes(admin_client):
    author = factories.make_author()
    post = factories.make_post(title="Before", authors=[author])
    data = typed(
        post=post,
        authors=[author],
        title="After",
        slug=post.slug,
        status="published",
        category=post.category_id,
    )

    admin_client.post(change(post), data)

    post.refresh_from_db()
    assert (post.title, post.slug) == ("After", "before")


@pytest.mark.parametrize(("make", "follows"), [("make_draft", True), ("make_post", False)])
def test_the_slug_follows_the_title_only_while_the_post_was_never_out(admin_client, make, follows):
    post = getattr(factories, make)()

    page = admin_client.get(change(post)).content.decode()

    assert ('data-follow="id_title"' in page) is follows


def test_saving_untouched_keeps_the_seconds_of_a_date(admin_client):
    author = factories.make_author()
    moment = timezone.datetime.fromisoformat("2026-02-03 04:05:06.789+00:00")
    post = factories.make_post(authors=[author], published_at=moment)
    data = typed(
        post=post,
        authors=[author],
        slug=post.slug,
        status="published",
        category=post.category_id,
        published_at="2026-02-03T04:05",
    )

    admin_client.post(change(post), data)

    post.refresh_from_db()
    assert post.published_at == moment


@pytest.mark.parametrize("hour", ["00", "01"])
def test_saving_untouched_keeps_the_instant_of_a_minute_that_clocks_show_twice(admin_client, hour):
    author = factories.make_author()
    moment = timezone.datetime.fromisoformat(f"2025-10-26 {hour}:30+00:00")
    post = factories.make_post(authors=[author], published_at=moment)
    data = typed(
        post=post,
        authors=[author],
        slug=post.slug,
        status="published",
        category=post.category_id,
        published_at="2025-10-26T01:30",
    )

    response = admin_client.post(change(post), data)

    assert response.status_code == 302
    post.refresh_from_db()
    assert post.published_at == moment


AWKWARD = ['the "real" thing', '"q" x', 'a, "b" c', '5" disk', "a, b", "two  words", "École", '"']


def test_saving_untouched_keeps_the_tags_whatever_they_are_called(admin_client):
    tags = [factories.make_tag(name=name) for name in [*AWKWARD, "Water", "water"]]
    post = factories.make_draft(tags=tags)
    field = admin_client.get(change(post)).context["adminform"].form["tags"]
    shown = field.field.widget.format_value(field.value())

    admin_client.post(change(post), typed(post=post, tags=shown))

    assert set(post.tags.all()) == set(tags)


def test_a_tag_in_other_capitals_is_the_tag_that_is_there(admin_client):
    tag = factories.make_tag(name="École")

    admin_client.post(ADD, typed(tags="école"))

    assert list(Post.objects.get().tags.all()) == [tag]


def test_the_byline_is_stored_in_the_order_of_the_places(admin_client):
    one, two, three = (factories.make_author() for _ in range(3))
    post = factories.make_draft(authors=[one, two])

    admin_client.post(change(post), typed(post=post, authors=[three, two, one]))

    assert Post.objects.get().byline == [three, two, one]


def test_two_rows_of_the_byline_may_swap_their_authors(admin_client):
    one, two = factories.make_author(), factories.make_author()
    post = factories.make_draft(authors=[one, two])
    data = typed(post=post, authors=[one, two])
    data["bylines-0-author"], data["bylines-1-author"] = two.pk, one.pk

    admin_client.post(change(post), data)

    assert Post.objects.get().byline == [two, one]


def test_the_same_author_twice_is_refused(admin_client):
    author = factories.make_author()

    response = admin_client.post(ADD, typed(authors=[author, author]))

    assert response.status_code == 200
    assert not Post.objects.exists()


def test_an_author_is_removed(admin_client):
    one, two = factories.make_author(), factories.make_author()
    post = factories.make_draft(authors=[one, two])
    data = typed(post=post, authors=[one, two]) | {"bylines-0-DELETE": "on"}

    admin_client.post(change(post), data)

    assert Post.objects.get().byline == [two]


def test_moving_to_another_section_leaves_the_old_one(admin_client):
    old, new, further = (factories.make_category() for _ in range(3))
    post = factories.make_draft(category=old, further=[further])
    data = typed(post=post, category=new.pk, further_categories=[further.pk])

    admin_client.post(change(post), data)

    assert set(Post.objects.get().categories.all()) == {new, further}


def test_the_form_shows_text_and_further_sections_as_stored(admin_client):
    section, further = factories.make_category(), factories.make_category()
    post = factories.make_draft(body="Stored *words*.", category=section, further=[further])

    form = admin_client.get(change(post)).context["adminform"].form

    assert form["body"].value() == "Stored *words*."
    assert form["further_categories"].value() == [further.pk]


def test_a_refused_form_still_shows_the_state_that_is_stored(admin_client):
    post = factories.make_draft(category=None)

    response = admin_client.post(change(post), typed(post=post, status="published"))

    assert response.context["state"].label == "Draft"


@pytest.mark.parametrize(
    ("make", "offered"),
    [
        ("make_draft", {Status.DRAFT, Status.PUBLISHED}),
        ("make_post", {Status.PUBLISHED, Status.UNPUBLISHED}),
        ("make_unpublished", {Status.PUBLISHED, Status.UNPUBLISHED}),
    ],
)
def test_only_what_a_post_can_become_is_offered(admin_client, make, offered):
    post = getattr(factories, make)()

    form = admin_client.get(change(post)).context["adminform"].form

    assert {value for value, _label in form.fields["status"].choices} == offered


@pytest.mark.parametrize(
    ("make", "words"),
    [
        ("make_post", "Live at"),
        ("make_scheduled", "Goes live on 5 January 2030, 13:00 GMT"),
        ("make_expired", "Expired on 5 January 2030, 11:00 GMT"),
        ("make_unpublished", "Unpublished: readers do not see it."),
    ],
)
@time_machine.travel("2030-01-05 12:00+00:00", tick=False)
def test_the_bar_says_what_readers_see(client, admin_user, make, words):
    client.force_login(admin_user)
    post = getattr(factories, make)()

    page = client.get(change(post)).content.decode()

    assert words in page


@pytest.mark.parametrize(
    ("make", "is_offered"),
    [
        ("make_post", True),
        ("make_draft", False),
        ("make_scheduled", False),
        ("make_expired", False),
    ],
)
def test_view_on_site_is_offered_for_live_posts_only(admin_client, make, is_offered):
    post = getattr(factories, make)()

    page = admin_client.get(change(post)).content.decode()

    assert ("View on site" in page) is is_offered


def test_a_popup_that_adds_a_post_closes_with_it(admin_client):
    response = admin_client.post(ADD, typed(_popup="1"))

    assert "data-popup-response" in response.content.decode()


def test_saving_and_closing_returns_to_the_list(admin_client):
    data = typed()
    del data["_continue"]

    response = admin_client.post(ADD, data)

    assert response["Location"] == reverse("admin:posts_post_changelist")


def overtake(monkeypatch, message: str) -> None:
    """Let a rival take the slug “press” during the first look at the form."""
    look = ModelAdmin.changeform_view

    def first(admin, request, *args, **kwargs):
        monkeypatch.setattr(ModelAdmin, "changeform_view", look)
        factories.make_post(slug="press")
        raise IntegrityError(message)

    monkeypatch.setattr(ModelAdmin, "changeform_view", first)


@pytest.mark.parametrize(
    "message",
    [
        "UNIQUE constraint failed: posts_post.slug",
        'duplicate key value violates unique constraint "posts_post_slug_2f64_uniq"',
    ],
)
def test_a_slug_that_a_rival_took_meanwhile_is_said_beside_it_with_the_text_kept(
    admin_client, monkeypatch, message
):
    overtake(monkeypatch, message)

    response = admin_client.post(ADD, typed(slug="press", body="Every word."))

    assert errors_of(response)["slug"] == ["Another post has this address. Choose another."]
    assert response.context["adminform"].form["body"].value() == "Every word."


def test_another_breach_of_the_database_s_rules_is_not_taken_for_a_rival(admin_client, monkeypatch):
    overtake(monkeypatch, "CHECK constraint failed: post_has_title")

    with pytest.raises(IntegrityError):
        admin_client.post(ADD, typed())


def test_publishing_what_expires_in_the_past_is_refused(admin_client):
    data = typed(
        authors=[factories.make_author()],
        category=factories.make_category().pk,
        status="published",
        published_at="2021-01-01T00:00",
        expires_at="2021-01-02T00:00",
    )

    response = admin_client.post(ADD, data)

    assert "It expires in the past." in str(errors_of(response)["expires_at"])


def test_a_post_that_has_expired_can_still_be_put_right(admin_client):
    author = factories.make_author()
    moment = timezone.datetime.fromisoformat("2021-01-01 08:00+00:00")
    post = factories.make_post(
        authors=[author], published_at=moment, expires_at=moment + factories.HOUR, body="Wrnog."
    )
    data = typed(
        post=post,
        authors=[author],
        slug=post.slug,
        status="published",
        category=post.category_id,
        published_at="2021-01-01T08:00",
        expires_at="2021-01-01T09:00",
        body="Right.",
    )

    admin_client.post(change(post), data)

    assert Post.objects.get().body == "Right."


def test_authors_written_by_name_come_behind_those_picked(admin_client):
    picked, named = factories.make_author(name="Ada"), factories.make_author(name="Émile Roe")
    twin = [factories.make_author(name="Same Name") for _ in range(2)][1]
    data = typed(authors=[picked]) | {"bylines-by_name": f" émile  roe, {twin.slug}, ada"}

    admin_client.post(ADD, data)

    assert Post.objects.get().byline == [picked, named, twin]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("Nobody Known", "Nobody is called “Nobody Known”."),
        ("Same Name", "Write one of these instead: same-a, same-b."),
    ],
)
def test_a_name_that_is_not_one_author_s_is_refused_and_kept(admin_client, name, message):
    for slug in ["same-a", "same-b"]:
        factories.make_author(name="Same Name", slug=slug)

    page = admin_client.post(ADD, typed() | {"bylines-by_name": name}).content.decode()

    assert message in page
    assert f'name="bylines-by_name" value="{name}"' in page
    assert not Post.objects.exists()
