"""Files in a bucket of S3-style storage. Imported only where a bucket is set, as it needs boto3."""

from __future__ import annotations

import mimetypes
import re
from typing import Any
from urllib.parse import urljoin

from botocore.config import Config
from django.conf import settings
from django.contrib.staticfiles.storage import ManifestFilesMixin
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage

from prsite.buckets import Bucket
from prsite.storage import LeanStyles

FOR_EVER = "public, max-age=31536000, immutable"
FOR_A_MINUTE = "public, max-age=60"
HASHED = re.compile(r"\.[0-9a-f]{12}\.\w+$")

# Python 3.11 knows WebP only from the machine's own list, which a container lacks.
mimetypes.add_type("image/webp", ".webp")


class BucketStorage(S3Storage):
    """Files in a bucket; whether the public may read them is the bucket's own policy.

    No file is written over: two uploads that are equal byte for byte are two files, as on a disk,
    so that one may be deleted.
    """

    def __init__(self, bucket: Bucket, **options: Any) -> None:
        super().__init__(
            **{
                "bucket_name": bucket.name,
                "endpoint_url": bucket.endpoint or None,
                "region_name": bucket.region,
                "access_key": bucket.access_key or None,
                "secret_key": bucket.secret_key or None,
                "client_config": _config(bucket),
                "file_overwrite": False,
                "querystring_auth": False,
            }
            | options
        )

    def url(self, name: str, *_args: Any, **_kwargs: Any) -> str:
        """Return the public address of a file, which is MEDIA_URL and its name."""
        return urljoin(self.base_url, filepath_to_uri(name).lstrip("/"))

    @property
    def base_url(self) -> str:
        """Where readers' browsers find the bucket."""
        return settings.MEDIA_URL

    def get_object_parameters(self, name: str) -> dict[str, str]:
        """Say how long a file may be kept: for ever, because its name changes with its bytes."""
        return {"CacheControl": self.cache_control_of(name)}

    def cache_control_of(self, name: str) -> str:  # noqa: ARG002
        """Return the Cache-Control of a file."""
        return FOR_EVER


class StaticBucketStorage(LeanStyles, ManifestFilesMixin, BucketStorage):  # type: ignore[misc]  # both give url()
    """Static files in a bucket, named after their bytes; so is their list, for every machine."""

    support_js_module_import_aggregation = True

    def __init__(self, bucket: Bucket) -> None:
        super().__init__(bucket=bucket, file_overwrite=True, gzip=True)

    @property
    def base_url(self) -> str:
        """Where readers' browsers find the bucket."""
        return settings.STATIC_URL or ""

    def cache_control_of(self, name: str) -> str:
        """Return the Cache-Control of a file: for ever, if its name says what is in it."""
        return FOR_EVER if HASHED.search(name) else FOR_A_MINUTE


def _config(bucket: Bucket) -> Config:
    """Return how a client of the bucket behaves.

    Not every storage understands the checksums that boto3 sends unasked.
    Source: https://docs.aws.amazon.com/sdkref/latest/guide/feature-dataintegrity.html
    """
    return Config(
        signature_version="s3v4",
        s3={"addressing_style": "path" if bucket.is_in_path else "virtual"},
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        connect_timeout=5,
        read_timeout=30,
        retries={"mode": "standard", "total_max_attempts": 3},
    )
