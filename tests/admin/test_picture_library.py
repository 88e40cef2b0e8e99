"""The library of pictures: what it says of each, who is named, and what cannot be deleted."""

from __future__ import annotations

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from posts.models import Picture, Post
from posts.revisions import set_aside, take
from tests import factories

LIST = reverse("admin:posts_picture_changelist")

pytestmark = pytest.mark.django_db


def page_of(picture: Picture, what: str = "change") -> str:
    return reverse(f"admin:posts_picture_{what}", args=[picture.pk])


def aside(post: Post, **changes: str) -> None:
    """Keep changes of a post that is out aside."""
    set_aside(post.pk, take(post.pk) | changes, by=None)


def listed(client, **query: str) -> dict[str, Picture]:
    return {row.name: row for row in client.get(LIST, query).context["cl"].result_list}


# ------------------------------------------------------------ where pictures are shown


def test_each_post_that_shows_a_picture_is_counted_and_named_once(admin_client):
    picture = factories.make_picture(filename="shown.png")
    factories.make_picture(filename="idle.png")
    posts = [
        factories.make_post(lead_picture=picture, body="![](shown.png)"),
        factories.make_draft(body="![](shown.png)"),
        factories.make_post(lead_picture=picture),
    ]
    aside(posts[0], body="![](shown.png) and more")

    page = admin_client.get(LIST)

    uses = {row.name: row.uses for row in page.context["cl"].result_list}
    assert (uses["shown.png"].total, uses["idle.png"].total) == (3, 0)
    assert {post.title for post in uses["shown.png"].posts} == {post.title for post in posts}
    assert "in 3 posts" in page.content.decode()
    assert "in no post" in page.content.decode()


@pytest.mark.parametrize(
    "body",
    [
        "![](new.png)",
        "![An [old] one](</new.png>)",
        "![a][b]\n\n[b]: new.png",
        "<img src='new.png'>",
    ],
)
def test_changes_kept_aside_count_too_also_with_a_picture_that_came_later(admin_client, body):
    post = factories.make_post(title="Worked at")
    aside(post, body=body)
    picture = factories.make_picture(filename="new.png")
    factories.make_picture(filename="brand-new.png")

    uses = {name: row.uses for name, row in listed(admin_client).items()}

    assert (uses["new.png"].total, uses["brand-new.png"].total) == (1, 0)
    assert "Worked at" in admin_client.get(page_of(picture)).content.decode()
    assert list(listed(admin_client, used="yes")) == ["new.png"]


def test_a_lead_picture_of_changes_kept_aside_counts(admin_client):
    post = factories.make_post()
    factories.make_picture(filename="next.png")
    aside(post, lead="next.png")

    assert listed(admin_client)["next.png"].uses.total == 1


def test_a_standing_page_counts_as_a_use(admin_client):
    picture = factories.make_picture(filename="house.png")
    factories.make_page(title="About us", body="![](house.png)")

    page = admin_client.get(LIST).content.decode()

    assert "in 1 page" in page
    assert "About us" in page
    assert "About us" in admin_client.get(page_of(picture)).content.decode()


def test_a_page_that_readers_do_not_see_is_named_only_to_those_who_may_see_pages(log_in):
    picture = factories.make_picture(filename="house.png")
    factories.make_page(title="Sentinel", body="![](house.png)", is_published=False)

    for codenames, is_named in [(["view_picture"], False), (["view_picture", "view_page"], True)]:
        client = log_in(*codenames)
        pages = [client.get(page).content.decode() for page in (LIST, page_of(picture))]
        assert [("Sentinel" in page) for page in pages] == [is_named] * 2


def test_only_the_latest_posts_are_named_however_many_there_are(admin_client):
    picture = factories.make_picture(filename="logo.png")
    for number in range(7):
        factories.make_post(title=f"Post {number}", body="![](logo.png)", lead_picture=picture)

    uses = listed(admin_client)["logo.png"].uses

    assert uses.total == 7
    assert [post.title for post in uses.posts] == [f"Post {number}" for number in (6, 5, 4, 3, 2)]


def test_posts_are_named_only_to_those_who_may_see_them(log_in):
    picture = factories.make_picture(filename="shown.png")
    factories.make_draft(title="Sentinel of a draft", body="![](shown.png)")
    factories.make_post(title="Seen by all", lead_picture=picture)
    client = log_in("view_picture", "delete_picture")

    pages = [client.get(page).content.decode() for page in (LIST, page_of(picture))]
    pages.append(client.post(page_of(picture, "delete"), {"post": "yes"}).content.decode())

    assert [("Sentinel" in page, "Seen by all" in page) for page in pages] == [(False, True)] * 3
    assert "in 2 posts" in pages[0]
    assert "and 1 more post" in pages[1]
    assert "1 more post" in pages[2]


# ------------------------------------------------------------ finding


@pytest.mark.parametrize(
    ("used", "names"), [("yes", ["led.png", "shown.png"]), ("no", ["idle.png"])]
)
def test_pictures_are_told_apart_by_use(admin_client, used, names):
    led = factories.make_picture(filename="led.png")
    factories.make_picture(filename="shown.png")
    factories.make_picture(filename="idle.png")
    factories.make_post(lead_picture=led)
    factories.make_post(lead_picture=led, body="![](shown.png)")

    assert sorted(listed(admin_client, used=used)) == names


@pytest.mark.parametrize(
    ("words", "names"),
    [("missing", ["new.png"]), ("there", ["said.png"]), ("decorative", ["dots.png"])],
)
def test_pictures_are_told_apart_by_their_words(admin_client, words, names):
    factories.make_picture(filename="new.png", alt="", awaits_words=True)
    factories.make_picture(filename="said.png")
    factories.make_picture(filename="dots.png", alt="", is_decorative=True)

    assert list(listed(admin_client, words=words)) == names


@pytest.mark.parametrize("asked", ["hall", "crowd", "evening", "okafor"])
def test_a_picture_is_found_by_all_that_is_said_of_it(admin_client, asked):
    factories.make_picture(filename="other.png")
    factories.make_picture(
        filename="hall.png", alt="A crowd.", caption="That evening.", credit="Ines Okafor"
    )

    assert list(listed(admin_client, q=asked)) == ["hall.png"]


def test_each_order_that_is_offered_orders_the_list(admin_client):
    small = factories.make_picture(filename="b-small.png")
    factories.make_picture(
        filename="a-large.png", data=factories.picture_bytes(width=900, height=900)
    )
    factories.make_post(lead_picture=small)
    orders = {
        order["label"]: order["link"] for order in admin_client.get(LIST).context["cl"].orders()
    }

    firsts = {
        label: admin_client.get(LIST + link).context["cl"].result_list[0].name
        for label, link in orders.items()
    }

    assert firsts == {
        "Newest": "a-large.png",
        "Name": "a-large.png",
        "Heaviest": "a-large.png",
        "Most used": "b-small.png",
    }


def test_the_list_says_what_a_picture_weighs_and_what_readers_get(admin_client):
    picture = factories.make_picture(data=factories.picture_bytes(width=1300, height=650))
    with default_storage.open(picture.file.name) as file:
        assert picture.weight == len(file.read())
    Picture.objects.update(weight=204_800, rendition_weights=[10_240, 20_480, 40_960])

    assert (
        "200.0\xa0KB; readers get 10.0\xa0KB to 40.0\xa0KB"
        in admin_client.get(page_of(picture)).content.decode()
    )


# ------------------------------------------------------------ deleting


@pytest.mark.parametrize("how", ["lead", "text", "aside", "page"])
def test_a_picture_in_use_is_not_deleted_and_the_way_out_is_said(admin_client, how):
    picture = factories.make_picture(filename="shown.png")
    title = "A <b>bold</b> one"
    if how == "page":
        factories.make_page(title=title, body="![](shown.png)")
    else:
        post = factories.make_post(
            title=title,
            lead_picture=picture if how == "lead" else None,
            body="![](shown.png)" if how == "text" else "",
        )
        if how == "aside":
            aside(post, body="![](shown.png)")
    many = {"action": "delete_selected", "_selected_action": [picture.pk], "post": "yes"}

    alone = admin_client.post(page_of(picture, "delete"), {"post": "yes"}).content.decode()
    among = admin_client.post(LIST, many).content.decode()

    assert Picture.objects.exists()
    for page in (alone, among):
        assert "A &lt;b&gt;bold&lt;/b&gt; one</a>" in page
        assert "give it another file" in page


def test_several_that_nobody_shows_are_deleted_with_their_files(
    admin_client, django_capture_on_commit_callbacks
):
    pictures = [factories.make_picture() for _ in range(2)]
    data = {
        "action": "delete_selected",
        "_selected_action": [picture.pk for picture in pictures],
        "post": "yes",
    }

    with django_capture_on_commit_callbacks(execute=True):
        admin_client.post(LIST, data)

    assert not Picture.objects.exists()
    assert not any(default_storage.exists(picture.file.name) for picture in pictures)


def test_a_picture_that_is_taken_out_of_its_post_can_be_deleted(admin_client):
    picture = factories.make_picture(filename="shown.png")
    post = factories.make_post(body="![](shown.png)")
    post.body = "No picture."
    post.save()

    admin_client.post(page_of(picture, "delete"), {"post": "yes"})

    assert not Picture.objects.exists()
