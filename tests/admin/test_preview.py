from __future__ import annotations

import re

import pytest
from django.urls import reverse

from posts.models import Post, RunningNumber, Tag
from tests import factories
from tests.admin.conftest import typed

NEW = reverse("admin:posts_post_preview_new")

pytestmark = pytest.mark.django_db


def preview(post: Post) -> str:
    return reverse("admin:posts_post_preview", args=[post.pk])


def test_the_preview_of_a_live_post_is_the_page_itself(admin_client, client):
    author, tag = factories.make_author(), factories.make_tag()
    post = factories.make_post(authors=[author], tags=[tag], body="## One\n\nWords, *set*.")

    page, shown = client.get(post.get_absolute_url()), admin_client.get(preview(post))

    assert shown.content == page.content


BAND = re.compile(r'<aside class="notice ui"[^>]*><p>(.*?)</p></aside>')
STANDING = {
    factories.make_draft: "Draft",
    factories.make_scheduled: "Goes live on 4 March 2031, 09:00 GMT",
    factories.make_unpublished: "Unpublished",
}


@pytest.mark.parametrize("make", STANDING)
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_preview_that_stands_alone_says_what_it_is(admin_client, make, method):
    fields = {"published_at": "2031-03-04T09:00Z"} if make is factories.make_scheduled else {}
    post = make(**fields)
    data = typed(post=post, body="Typed.") if method == "post" else {}

    page = getattr(admin_client, method)(f"{preview(post)}?band=1", data).content.decode()

    said = BAND.search(page)[1]
    assert said == f"<strong>Preview. Readers do not see this.</strong> {STANDING[make]}"


def test_the_preview_of_a_live_post_that_stands_alone_links_to_it(admin_client):
    post = factories.make_post(slug="out")

    page = admin_client.get(f"{preview(post)}?band=1").content.decode()

    assert 'Live at <a href="/posts/out/">/posts/out/</a>' in BAND.search(page)[1]


def test_the_preview_of_a_new_post_that_stands_alone_is_one_of_a_draft(admin_client):
    page = admin_client.post(f"{NEW}?band=1", typed(status="published")).content.decode()

    assert BAND.search(page)[1].endswith("Draft")


def test_the_form_asks_for_the_band_and_its_frame_does_not(admin_client):
    post = factories.make_draft()

    form = admin_client.get(reverse("admin:posts_post_change", args=[post.pk])).content.decode()

    assert f'formaction="{preview(post)}?band=1"' in form
    assert f'data-preview="{preview(post)}"' in form


def test_a_draft_is_shown_as_stored(admin_client):
    post = factories.make_draft(title="Not out", body="Draft *words*.")

    assert "Draft <em>words</em>." in admin_client.get(preview(post)).content.decode()


def test_what_is_typed_is_shown_and_nothing_is_stored(admin_client):
    one, two = factories.make_author(name="Ada One"), factories.make_author(name="Bea Two")
    section = factories.make_category(name="New section")
    post = factories.make_draft(title="Stored", body="Stored.", authors=[one])
    data = typed(
        post=post,
        authors=[two, one],
        title="Typed",
        body="Typed *words*.",
        category=section.pk,
        tags="never seen",
        status="published",
    )

    page = admin_client.post(preview(post), data).content.decode()

    assert "Typed <em>words</em>." in page
    assert page.index("Bea Two") < page.index("Ada One")
    assert "New section" in page
    assert "never seen" in page
    post = Post.objects.get()
    assert (post.title, post.body, post.status) == ("Stored", "Stored.", "draft")
    assert (post.byline, Tag.objects.count()) == ([one], 0)


def test_a_new_post_is_shown_before_it_is_stored(admin_client):
    author = factories.make_author()
    data = typed(authors=[author], title="Brand new", body="## Fresh", status="published")

    page = admin_client.post(NEW, data).content.decode()

    assert "Brand new" in page
    assert "Fresh</a></h2>" in page
    assert not Post.objects.exists()
    assert not RunningNumber.objects.exists()


def test_the_preview_of_nothing_is_a_page(admin_client):
    assert admin_client.get(NEW).status_code == 200
    assert admin_client.post(NEW, {}).status_code == 200


def test_fields_that_are_wrong_do_not_stop_the_preview_of_the_text(admin_client):
    data = typed(title="", slug="", published_at="never", category="99", body="Still here.")

    response = admin_client.post(NEW, data)

    assert "Still here." in response.content.decode()


WRONG = [
    {"title": ""},
    {"title": "x" * 300},
    {"slug": "taken"},
    {"slug": "?"},
    {"standfirst": "x" * 600},
    {"search_title": "x" * 200},
    {"search_description": "x" * 400},
    {"language": "!!"},
    {"lead_picture": "99"},
    {"category": "99"},
    {"further_categories": ["99"]},
    {"status": "gone"},
    {"status": "published", "published_at": "never"},
    {"expires_at": "2020-01-01T00:00", "published_at": "2021-01-01T00:00"},
    {"revised_at": "2026-03-29T01:30"},
    {"tags": "x" * 200},
    {"series": "99"},
    {"series": "99", "series_part": "1"},
    {"series": "SERIES", "series_part": "abc"},
    {"series": "SERIES", "series_part": "-1"},
    {"series": "SERIES", "series_part": "1"},
    {"series": "SERIES", "series_part": "9" * 19},
    {"series_part": "abc"},
    {"bylines-TOTAL_FORMS": "many"},
    {"bylines-TOTAL_FORMS": "1", "bylines-0-author": "99"},
]


@pytest.mark.parametrize("is_stored", [False, True])
@pytest.mark.parametrize("wrong", WRONG, ids=str)
def test_no_wrong_field_stops_the_preview_of_the_text(admin_client, wrong, is_stored):
    series = factories.make_series()
    factories.make_post(slug="taken", series=series, series_part=1)
    post = factories.make_draft(series=series, series_part=2) if is_stored else None
    wrong = {name: series.pk if value == "SERIES" else value for name, value in wrong.items()}

    response = admin_client.post(
        preview(post) if post else NEW, typed(post=post, body="Still here.") | wrong
    )

    assert response.status_code == 200
    assert "Still here." in response.content.decode()


def test_a_text_that_cannot_be_rendered_says_why(admin_client):
    response = admin_client.post(NEW, typed(body="x" * 300_000))

    assert response.status_code == 422
    assert "300,000 characters" in response.content.decode()
    assert response["Content-Type"].startswith("text/plain")


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_preview_is_framed_by_the_desk_alone_and_kept_by_nobody(admin_client, method):
    response = getattr(admin_client, method)(preview(factories.make_draft()))

    assert response["X-Robots-Tag"] == "noindex"
    assert "no-store" in response["Cache-Control"]
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
    assert "style-src 'self'" in response["Content-Security-Policy"]


def test_other_pages_of_the_desk_are_framed_by_nobody(admin_client):
    response = admin_client.get(reverse("admin:posts_post_add"))

    assert response["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]


def test_there_is_no_preview_of_a_post_that_is_not_there(admin_client):
    assert admin_client.get(reverse("admin:posts_post_preview", args=[404])).status_code == 404


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_new_post_is_rendered_once(admin_client, monkeypatch, method):
    rendered = []
    render = Post.render
    monkeypatch.setattr(Post, "render", lambda post: rendered.append(post) or render(post))

    getattr(admin_client, method)(NEW, typed(body="Words."))

    assert len(rendered) == 1
