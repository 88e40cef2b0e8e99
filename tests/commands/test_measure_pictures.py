from __future__ import annotations

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command

from posts.models import Picture
from tests import factories

pytestmark = pytest.mark.django_db

MEASURED = ("digest", "weight", "rendition_weights")


def test_pictures_from_before_are_measured_as_new_ones_are(capsys):
    for width in (32, 700):
        factories.make_picture(data=factories.picture_bytes(width=width))
    known = list(Picture.objects.values(*MEASURED))
    Picture.objects.update(digest="", weight=None, rendition_weights=[])

    call_command("measure_pictures")
    call_command("measure_pictures")

    assert list(Picture.objects.values(*MEASURED)) == known
    assert capsys.readouterr().out == "2 pictures were measured.\n0 pictures were measured.\n"


def test_a_picture_whose_file_is_gone_is_named(capsys):
    picture = factories.make_picture(filename="gone.png")
    Picture.objects.update(digest="")
    default_storage.delete(picture.file.name)

    call_command("measure_pictures")

    output = capsys.readouterr()
    assert output.err.startswith("gone.png: ")
    assert output.out == "0 pictures were measured.\n"
