"""Which bucket holds the files follows from the environment, and a wrong setting is refused."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from prsite import buckets
from prsite.environment import elsewhere


@pytest.fixture(autouse=True)
def _settings_of_a_bucket(monkeypatch):
    monkeypatch.setenv("MEDIA_S3_BUCKET", "pictures")
    for name in ("S3_ENDPOINT_URL", "S3_REGION", "S3_ACCESS_KEY_ID", "S3_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("environment", "url"),
    [
        ({}, "https://pictures.s3.us-east-1.amazonaws.com/"),
        ({"S3_REGION": "eu-west-2"}, "https://pictures.s3.eu-west-2.amazonaws.com/"),
        (
            {"MEDIA_S3_BUCKET": "media.example.org", "S3_REGION": "eu-west-2"},
            "https://s3.eu-west-2.amazonaws.com/media.example.org/",
        ),
        ({"S3_ENDPOINT_URL": "https://s3.example.net/"}, "https://s3.example.net/pictures/"),
        (
            {"S3_ENDPOINT_URL": "https://s3.example.net:9000"},
            "https://s3.example.net:9000/pictures/",
        ),
    ],
)
def test_address_of_a_bucket_follows_from_its_name_and_host(environment, url, monkeypatch):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    found = buckets.bucket("MEDIA_S3_BUCKET")

    assert buckets.address("MEDIA_URL", found, otherwise="/media/") == url


def test_public_address_of_a_bucket_may_be_another(monkeypatch):
    monkeypatch.setenv("MEDIA_URL", "https://media.example.org/")

    found = buckets.bucket("MEDIA_S3_BUCKET")

    address = buckets.address("MEDIA_URL", found, otherwise="/media/")
    assert address == "https://media.example.org/"


def test_without_a_bucket_files_are_the_machines_own(monkeypatch):
    monkeypatch.setenv("MEDIA_S3_BUCKET", "")

    found = buckets.bucket("MEDIA_S3_BUCKET")

    assert found is None
    assert buckets.address("MEDIA_URL", found, otherwise="/media/") == "/media/"
    assert buckets.storage(found, "BucketStorage", otherwise="a.disk.Storage") == {
        "BACKEND": "a.disk.Storage"
    }


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("MEDIA_S3_BUCKET", "s3://pictures", "MEDIA_S3_BUCKET is 's3://pictures'"),
        ("MEDIA_S3_BUCKET", "Pictures", "small letters"),
        ("S3_ENDPOINT_URL", "s3.example.net", "S3_ENDPOINT_URL is 's3.example.net'"),
        ("S3_ENDPOINT_URL", "https://s3.example.net/pictures", "without the bucket"),
        ("S3_ENDPOINT_URL", "https://me:pa55word@s3.example.net", "an address with a password"),
        ("S3_REGION", "eu west", "S3_REGION is 'eu west'"),
        ("S3_ACCESS_KEY_ID", "key", "one is set and the other is not"),
        ("S3_SECRET_ACCESS_KEY", "pa55word", "one is set and the other is not"),
    ],
)
def test_wrong_setting_of_a_bucket_is_refused_with_its_name(name, value, words, monkeypatch):
    monkeypatch.setenv(name, value)

    with pytest.raises(ImproperlyConfigured, match=words) as refusal:
        buckets.bucket("MEDIA_S3_BUCKET")

    assert "pa55word" not in str(refusal.value)


def test_bucket_without_what_speaks_to_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr(buckets, "find_spec", lambda _name: None)

    with pytest.raises(ImproperlyConfigured, match=r"Install requirements/s3\.txt"):
        buckets.bucket("MEDIA_S3_BUCKET")


def test_secret_key_is_not_shown_with_its_bucket(monkeypatch):
    monkeypatch.setenv("S3_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("S3_SECRET_ACCESS_KEY", "pa55word")

    found = buckets.bucket("MEDIA_S3_BUCKET")

    assert found is not None
    assert found.secret_key == "pa55word"
    assert "pa55word" not in repr(found)


def test_policy_learns_whole_addresses_of_files_elsewhere():
    """A host may hold buckets of others, whose scripts are no scripts of the site."""
    urls = ["/static/", "https://s3.example.net/pictures/", "https://s3.example.net/pictures/"]

    assert elsewhere(*urls) == ["https://s3.example.net/pictures/"]
