"""Uploads and static files in a bucket, at a real server of S3's protocol."""

from __future__ import annotations

import io
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from urllib.error import URLError
from urllib.request import urlopen

import boto3
import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.templatetags.static import static
from django.urls import resolve
from PIL import Image

from posts.models import Picture
from prsite.buckets import Bucket
from tests import factories
from tests.prsite.test_settings import PRODUCTION, printed

KEYS = {"aws_access_key_id": "key", "aws_secret_access_key": "secret"}
PLACE = r"http://127\.0\.0\.1:\d+/pictures/"


def free_port() -> int:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return unused.getsockname()[1]


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """Run a server of S3's protocol; return its address."""
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/moto-api/", server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def wait_for(url: str, server: subprocess.Popen) -> None:
    """Return as soon as the server answers."""
    while server.poll() is None:
        try:
            urlopen(url).close()
        except URLError:
            time.sleep(0.05)
        else:
            return
    raise ChildProcessError(f"the S3 server ended with {server.returncode}")


@pytest.fixture
def bucket(endpoint) -> Iterator[Bucket]:
    """Make a bucket that everybody may read; empty it afterwards."""
    s3 = boto3.resource("s3", endpoint_url=endpoint, region_name="us-east-1", **KEYS)
    made = s3.create_bucket(Bucket="pictures", ACL="public-read")
    yield Bucket("pictures", endpoint, "us-east-1", "key", "secret")
    made.objects.delete()
    made.delete()
    s3.meta.client.close()


@pytest.fixture
def media_in_bucket(bucket, settings) -> Bucket:
    """Keep uploads in the bucket."""
    resolve("/")  # The addresses are read once, and for other tests /media/ is one of them.
    settings.MEDIA_URL = bucket.url
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "prsite.object_storage.BucketStorage",
            "OPTIONS": {"bucket": bucket},
        }
    }
    return bucket


@pytest.fixture
def static_in_bucket(bucket, settings) -> Bucket:
    """Keep static files in the bucket."""
    settings.STATIC_URL = bucket.url
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {
            "BACKEND": "prsite.object_storage.StaticBucketStorage",
            "OPTIONS": {"bucket": bucket},
        }
    }
    return bucket


def names_in(bucket: Bucket) -> set[str]:
    s3 = boto3.client("s3", endpoint_url=bucket.endpoint, region_name="us-east-1", **KEYS)
    listed = s3.list_objects_v2(Bucket=bucket.name)
    s3.close()
    return {entry["Key"] for entry in listed.get("Contents", [])}


@pytest.mark.django_db
@pytest.mark.usefixtures("media_in_bucket")
def test_picture_and_its_renditions_are_read_back_from_the_bucket():
    picture = factories.make_picture(data=factories.picture_bytes(width=700, height=350))

    with default_storage.open(picture.renditions[0][2]) as file:
        assert Image.open(file).size == (640, 320)
    info = picture.info()
    for url in (info.url, *(rendition.url for rendition in info.renditions)):
        assert re.match(PLACE + r"pictures/red-\d+-[0-9a-f]{10}(-\d+)?\.(png|webp)$", url)
        with urlopen(url) as answer:
            assert Image.open(io.BytesIO(answer.read())).width in {640, 700}


@pytest.mark.django_db
@pytest.mark.usefixtures("media_in_bucket")
def test_files_in_the_bucket_say_what_they_are_and_that_they_never_change():
    picture = factories.make_picture(data=factories.picture_bytes(width=700, height=350))

    with urlopen(picture.info().renditions[0].url) as answer:
        headers = answer.headers

    assert headers["Content-Type"] == "image/webp"
    assert headers["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.django_db(transaction=True)
def test_deleted_picture_leaves_nothing_in_the_bucket(media_in_bucket):
    picture = factories.make_picture()
    stored = names_in(media_in_bucket)

    picture.delete()

    assert len(stored) == 2
    assert names_in(media_in_bucket) == set()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("media_in_bucket")
def test_one_of_two_equal_uploads_may_be_deleted():
    data = factories.picture_bytes()
    first, second = (
        factories.make_picture(data=data, filename="same.png", name=name)
        for name in ("first", "second")
    )

    first.delete()

    assert default_storage.exists(Picture.objects.get(pk=second.pk).file.name)


@pytest.mark.django_db
@pytest.mark.usefixtures("media_in_bucket")
def test_text_shows_a_picture_from_the_bucket(client):
    factories.make_picture(filename="lectern.png", name="lectern.png")
    factories.make_post(slug="sorry", body="![](lectern.png)")

    page = client.get("/posts/sorry/").content.decode()

    assert re.search(rf'<img[^>]+src="{PLACE}pictures/lectern-[0-9a-f]{{10}}\.png"', page)


# django-storages leaves the spooled copy of a file it hashed to the garbage collector.
@pytest.mark.filterwarnings("ignore:.*SpooledTemporaryFile.*")
def test_static_files_are_collected_into_the_bucket(static_in_bucket, settings):
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]

    call_command("collectstatic", interactive=False, verbosity=0)

    url = static("site.css")
    assert re.fullmatch(PLACE + r"site\.[0-9a-f]{12}\.css", url)
    with urlopen(url) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        assert answer.headers["Content-Type"] == "text/css"
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    with urlopen(static_in_bucket.url + "site.css") as answer:
        assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert "staticfiles.json" in names_in(static_in_bucket)


def test_environment_alone_moves_files_into_buckets_and_the_policy_knows():
    environment = PRODUCTION | {
        "MEDIA_S3_BUCKET": "pictures",
        "STATIC_S3_BUCKET": "looks",
        "S3_ENDPOINT_URL": "https://s3.example.net",
        "S3_ACCESS_KEY_ID": "key",
        "S3_SECRET_ACCESS_KEY": "secret",
    }
    backends = "*(s.STORAGES[use]['BACKEND'] for use in ('default', 'staticfiles'))"
    policy = "s.CONTENT_SECURITY_POLICY['DIRECTIVES']"
    sources = f"*{policy}['img-src'], '|', *{policy}['script-src'], '|', *{policy}['font-src']"

    shown = printed(f"s.MEDIA_URL, s.STATIC_URL, {backends}, {sources}", **environment)

    pictures, looks = "https://s3.example.net/pictures/", "https://s3.example.net/looks/"
    assert shown == [
        pictures, looks,
        "prsite.object_storage.BucketStorage", "prsite.object_storage.StaticBucketStorage",
        "'self'", looks, pictures, "|", "'self'", looks, "|", "'self'", looks,
    ]  # fmt: skip


def test_boto_is_not_loaded_where_no_bucket_is_set():
    assert printed("'boto3' in __import__('sys').modules", **PRODUCTION) == ["False"]
