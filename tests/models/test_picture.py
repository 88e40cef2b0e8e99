"""Pictures: what is taken, what is made of it, and that texts follow."""

from __future__ import annotations

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from PIL import Image

from posts.imaging import PictureRefused
from posts.models import Picture, Post
from tests import factories

pytestmark = pytest.mark.django_db


def with_place(width: int = 40, height: int = 20, orientation: int = 6) -> bytes:
    """Return a photograph lying on its side, with a place in its metadata."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x8825] = {1: "N", 2: (51.0, 30.0, 0.0)}
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), "navy").save(buffer, format="JPEG", exif=exif)
    return buffer.getvalue()


def test_renditions_are_webp_and_never_wider_than_the_picture():
    picture = factories.make_picture(data=factories.picture_bytes(width=1300, height=650))

    assert [(width, height) for width, height, _ in picture.renditions] == [
        (640, 320),
        (1200, 600),
        (1300, 650),
    ]
    with default_storage.open(picture.renditions[0][2]) as file:
        assert Image.open(file).format == "WEBP"


def test_photograph_is_stored_upright_and_without_its_place():
    picture = factories.make_picture(data=with_place(), filename="beach.jpg")

    with default_storage.open(picture.file.name) as file, Image.open(file) as stored:
        assert stored.size == (picture.width, picture.height) == (20, 40)
        assert not stored.getexif()


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_common_formats_are_taken(file_format):
    picture = factories.make_picture(data=factories.picture_bytes(file_format=file_format))

    assert (picture.width, picture.height) == (32, 20)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "export them as PNG"),
        (b"GIF89a but not really", "not a picture|damaged"),
        (factories.picture_bytes(width=900, height=900)[:200], "damaged or incomplete"),
    ],
)
def test_what_is_no_picture_is_refused_with_a_remedy(data, reason):
    with pytest.raises(PictureRefused, match=reason):
        factories.make_picture(data=data, filename="odd.png")

    assert not Picture.objects.exists()


def test_empty_file_is_refused():
    picture = Picture(file=ContentFile(b"", name="empty.png"), alt="Nothing.")

    with pytest.raises(PictureRefused, match=r"empty\.png is empty"):
        picture.save()


def test_too_large_a_file_is_refused(settings):
    settings.PICTURE_MAX_BYTES = 100

    with pytest.raises(PictureRefused, match="at most 0 MB"):
        factories.make_picture(data=factories.picture_bytes(width=600, height=600))


def test_too_many_pixels_are_refused_before_they_are_decoded():
    bomb = factories.picture_bytes(width=10_000, height=7_000)

    with pytest.raises(PictureRefused, match="10000 × 7000 pixels"):
        factories.make_picture(data=bomb)


def test_form_shows_the_refusal_beside_the_file():
    picture = Picture(file=ContentFile(b"no", name="odd.png"), alt="Odd.")

    with pytest.raises(ValidationError) as caught:
        picture.full_clean()

    assert "odd.png is not a picture" in caught.value.message_dict["file"][0]


def test_picture_needs_alt_text_or_the_word_that_it_is_decorative():
    with pytest.raises(IntegrityError, match="picture_has_alt"), transaction.atomic():
        factories.make_picture(alt="")

    assert factories.make_picture(alt="", is_decorative=True).pk


def test_equal_file_names_get_names_of_their_own():
    names = [factories.make_picture(filename="Red Field.PNG").name for _ in range(2)]

    assert names == ["red_field.png", "red_field-2.png"]


@pytest.mark.parametrize(
    ("filename", "name"),
    [
        ("图" * 80 + ".png", "图" * 50 + ".png"),
        ("???.png", "picture.png"),
        ("Über uns (2).PNG", "über_uns_2.png"),
        (".png", "png.png"),
    ],
)
def test_any_file_name_makes_a_name_that_can_be_stored(filename, name):
    picture = factories.make_picture(filename=filename)

    assert picture.name == name
    assert default_storage.exists(picture.renditions[0][2])


def test_files_of_a_picture_that_could_not_be_saved_are_taken_away():
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.make_picture(filename="orphan.png", alt="")

    _folders, files = default_storage.listdir("pictures")
    assert not [name for name in files if name.startswith("orphan")]


def test_text_shows_a_picture_that_arrives_later():
    post = factories.make_post(body="![](late.png)")
    assert "<img" not in post.content.html

    factories.make_picture(name="late.png", alt="Late.")

    assert 'alt="Late."' in Post.objects.get().content.html


def test_changed_alt_text_reaches_every_text():
    picture = factories.make_picture(name="red.png", alt="Before.")
    factories.make_post(body="![](red.png)")

    picture.alt = "After."
    picture.save()

    assert 'alt="After."' in Post.objects.get().content.html


def test_deleted_picture_leaves_texts_and_storage(django_capture_on_commit_callbacks):
    picture = factories.make_picture(name="red.png")
    factories.make_post(body="![](red.png)")
    files = [picture.file.name, picture.renditions[0][2]]

    with django_capture_on_commit_callbacks(execute=True):
        picture.delete()

    assert "<img" not in Post.objects.get().content.html
    assert not any(default_storage.exists(name) for name in files)


def test_replaced_file_gets_a_new_address(django_capture_on_commit_callbacks):
    picture = factories.make_picture(filename="red.png")
    before = picture.info().url

    picture.file = ContentFile(factories.picture_bytes(width=50), name="red.png")
    with django_capture_on_commit_callbacks(execute=True):
        picture.save()

    assert picture.info().url != before
    assert (picture.name, picture.width) == ("red.png", 50)
