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


def test_the_list_counts_each_post_that_shows_a_picture_once(admin_client):
    picture = factories.make_picture(filename="shown.png")
    factories.make_picture(filename="idle.png")
    factories.make_post(lead_picture=picture, body="![](shown.png)")
    factories.make_post(body="![](shown.png)")
    factories.make_post(lead_picture=picture)

    page = admin_client.get(LIST).content.decode()

    assert "in 3 posts" in page
    assert "in 0 posts" in page


@pytest.mark.parametrize(
    ("used", "names"), [("yes", ["led.png", "shown.png"]), ("no", ["idle.png"])]
)
def test_pictures_are_told_apart_by_use(admin_client, used, names):
    led = factories.make_picture(filename="led.png")
    factories.make_picture(filename="shown.png")
    factories.make_picture(filename="idle.png")
    factories.make_post(lead_picture=led)
    factories.make_post(lead_picture=led, body="![](shown.png)")

    response = admin_client.get(LIST, {"used": used})

    assert sorted(row.name for row in response.context["cl"].result_list) == names


def test_the_form_says_which_posts_show_a_picture(admin_client):
    picture = factories.make_picture(filename="shown.png")
    factories.make_post(title="In the text", body="![](shown.png)")
    factories.make_post(title="On top", lead_picture=picture)

    page = admin_client.get(change(picture)).content.decode()

    assert "In the text" in page
    assert "On top" in page


def test_a_lead_picture_cannot_be_deleted(admin_client):
    picture = factories.make_picture()
    factories.make_post(title="Leads with it", lead_picture=picture)
    delete = reverse("admin:posts_picture_delete", args=[picture.pk])

    page = admin_client.post(delete, {"post": "yes"}).content.decode()

    assert "Leads with it" in page
    assert Picture.objects.exists()


def test_deleting_a_picture_names_the_texts_that_show_it(admin_client):
    picture = factories.make_picture(filename="shown.png")
    factories.make_post(title="A <b>bold</b> text", body="![](shown.png)")

    page = admin_client.get(reverse("admin:posts_picture_delete", args=[picture.pk]))

    assert "A &lt;b&gt;bold&lt;/b&gt; text</a> shows shown.png" in page.content.decode()


def test_deleting_several_removes_their_files_and_refreshes_texts(
    admin_client, django_capture_on_commit_callbacks
):
    picture = factories.make_picture(filename="shown.png", alt="A red field.")
    post = factories.make_post(body="![](shown.png)")
    storage, name = picture.file.storage, picture.file.name
    data = {"action": "delete_selected", "_selected_action": [picture.pk], "post": "yes"}

    with django_capture_on_commit_callbacks(execute=True):
        admin_client.post(LIST, data)

    post.content.refresh_from_db()
    assert not storage.exists(name)
    assert "<img" not in post.content.html
