"""Pictures of the library that a script offers to pick from."""

from __future__ import annotations

import pytest
from django.urls import reverse

from posts.admin.picking import MOST_PAGES, PER_PAGE
from posts.models import Picture
from tests import factories

PICK = reverse("admin:posts_picture_pick")

pytestmark = pytest.mark.django_db


def names(client, **asked) -> list[str]:
    return [picture["name"] for picture in client.get(PICK, asked).json()["pictures"]]


def test_all_pictures_are_offered_the_newest_first(admin_client):
    for name in ["old.png", "new.png"]:
        factories.make_picture(name=name)

    assert names(admin_client) == ["new.png", "old.png"]


def test_a_search_finds_names_and_words(admin_client):
    factories.make_picture(name="lectern.png", alt="A lectern.")
    factories.make_picture(name="other.png", alt="A bridge.", credit="Photograph: Ada")

    assert names(admin_client, q="lect") == ["lectern.png"]
    assert names(admin_client, q="ada") == ["other.png"]
    assert names(admin_client, q="nowhere") == []


def test_one_picture_is_found_by_its_key(admin_client):
    picture = factories.make_picture(name="one.png", alt="One.")
    factories.make_picture(name="two.png")

    (shown,) = admin_client.get(PICK, {"key": picture.pk}).json()["pictures"]

    assert shown["name"] == "one.png"
    assert shown["alt"] == "One."
    assert shown["markdown"] == "![](one.png)"
    assert shown["url"] in {picture.file.url, *(each.url for each in picture.info().renditions)}
    assert names(admin_client, key="x") == names(admin_client, key="99") == []


def test_pictures_come_a_page_at_a_time(admin_client, django_assert_num_queries):
    Picture.objects.bulk_create(
        Picture(name=f"{number}.png", file=f"pictures/{number}.png", alt="Words.")
        for number in range(PER_PAGE + 1)
    )

    with django_assert_num_queries(3):  # session, account, pictures
        first = admin_client.get(PICK).json()
    second = admin_client.get(PICK, {"page": 2}).json()

    assert (len(first["pictures"]), first["more"]) == (PER_PAGE, True)
    assert ([each["name"] for each in second["pictures"]], second["more"]) == (["0.png"], False)


@pytest.mark.parametrize("page", ["0", "-1", "x", "9" * 30, str(MOST_PAGES + 1)])
def test_a_page_that_is_none_is_never_a_500(admin_client, page):
    assert admin_client.get(PICK, {"page": page}).status_code == 200


@pytest.mark.parametrize("codename", ["view_picture", "change_picture"])
def test_who_may_look_at_the_library_may_pick_from_it(log_in, codename):
    assert log_in("change_post", codename).get(PICK).status_code == 200


def test_who_may_not_look_at_the_library_is_refused(log_in, client):
    client_of_writer = log_in("view_post", "change_post", "add_picture")
    page = client_of_writer.get(reverse("admin:posts_post_add"))

    assert client_of_writer.get(PICK).status_code == 403
    assert PICK not in page.content.decode()


def test_who_is_not_logged_in_is_sent_to_the_login(client):
    assert client.get(PICK).status_code == 302


def test_nothing_is_sent_to_it(admin_client):
    assert admin_client.post(PICK).status_code == 405
