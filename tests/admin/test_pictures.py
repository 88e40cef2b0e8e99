from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from posts.models import Picture
from tests import factories

UPLOAD = reverse("admin:posts_picture_upload")
ADD = reverse("admin:posts_picture_add")
LIST = reverse("admin:posts_picture_changelist")

pytestmark = pytest.mark.django_db


def upload(client, **data):
    data.setdefault("file", SimpleUploadedFile("Red Field.png", factories.picture_bytes()))
    return client.post(UPLOAD, data)


def change(picture: Picture) -> str:
    return reverse("admin:posts_picture_change", args=[picture.pk])


def test_an_upload_answers_with_what_the_text_needs(admin_client):
    response = upload(admin_client, alt="A red field.", credit="Drawing: Ada")

    picture = Picture.objects.get()
    assert response.status_code == 201
    assert response.json() == {
        "name": "red_field.png",
        "markdown": "![](red_field.png)",
        "url": picture.get_absolute_url(),
        "page": change(picture),
        "width": 32,
        "height": 20,
    }
    assert (picture.alt, picture.credit) == ("A red field.", "Drawing: Ada")


def test_an_upload_may_be_decorative(admin_client):
    response = upload(admin_client, is_decorative="on")

    assert response.status_code == 201
    assert Picture.objects.get().is_decorative


def test_an_upload_without_words_is_refused(admin_client):
    response = upload(admin_client, alt="  ")

    assert response.status_code == 400
    assert response.json()["errors"]["alt"] == [
        "Say what the picture shows, or mark it decorative."
    ]
    assert not Picture.objects.exists()


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("evil.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG files can carry scripts"),
        ("notes.png", b"not a picture", "is not a picture"),
        ("half.png", factories.picture_bytes(width=400, height=400)[:200], "half.png"),
        ("none.png", b"", "empty"),
    ],
)
def test_an_upload_that_is_no_picture_is_refused_with_the_reason(admin_client, name, data, words):
    response = upload(admin_client, alt="Something", file=SimpleUploadedFile(name, data))

    assert response.status_code == 400
    assert words in " ".join(response.json()["errors"]["file"])


def test_an_upload_without_a_file_is_refused(admin_client):
    response = admin_client.post(UPLOAD, {"alt": "Something"})

    assert "file" in response.json()["errors"]


def test_the_form_refuses_a_file_that_is_no_picture_beside_its_field(admin_client):
    data = {"file": SimpleUploadedFile("a.svg", b"<svg/>"), "alt": "Kept words", "focus": "top"}

    response = admin_client.post(ADD, data)

    assert "SVG" in str(response.context["adminform"].form.errors["file"])
    assert "Kept words" in response.content.decode()


@pytest.mark.parametrize("name", ["two words.png", "a).png", "x]y", "ü?.png"])
def test_a_name_that_would_break_off_in_a_text_is_refused(admin_client, name):
    data = {
        "file": SimpleUploadedFile("a.png", factories.picture_bytes()),
        "name": name,
        "alt": "A field.",
        "focus": "top",
    }

    response = admin_client.post(ADD, data)

    assert "name" in response.context["adminform"].form.errors


def test_the_name_stays_once_texts_may_use_it(admin_client):
    picture = factories.make_picture(filename="first.png")
    data = {"name": "second.png", "alt": "Better words.", "focus": "top"}

    admin_client.post(change(picture), data)

    picture.refresh_from_db()
    assert (picture.name, picture.alt) == ("first.png", "Better words.")


def test_the_form_says_which_posts_show_a_picture(admin_client):
    picture = factories.make_picture(filename="shown.png")
    factories.make_post(title="In the text", body="![](shown.png)")
    factories.make_post(title="On top", lead_picture=picture)

    page = admin_client.get(change(picture)).content.decode()

    assert "In the text" in page
    assert "On top" in page
