"""Where uploads and static files lie in S3-style storage, read from the environment."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from importlib.util import find_spec

from django.core.exceptions import ImproperlyConfigured

from prsite.environment import HOST, given

# Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
NAME = r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]"


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket and how to reach it.

    Without `endpoint` it is at Amazon. Without keys, what the machine itself may do decides.
    """

    name: str
    endpoint: str
    region: str
    access_key: str
    secret_key: str = field(repr=False)

    @property
    def url(self) -> str:
        """The address under which the bucket hands out its files, with a slash at its end."""
        if self.is_in_path:
            amazon = f"https://s3.{self.region}.amazonaws.com"
            return f"{self.endpoint or amazon}/{self.name}/"
        return f"https://{self.name}.s3.{self.region}.amazonaws.com/"

    @property
    def is_in_path(self) -> bool:
        """Whether addresses name the bucket in the path rather than in the host.

        Storage that is not Amazon's has one certificate for all buckets, and no certificate of
        Amazon's covers a name with a dot.
        """
        return bool(self.endpoint) or "." in self.name


def bucket(variable: str) -> Bucket | None:
    """Return the bucket that `variable` names, or None where it names none."""
    name = given(variable)
    if not name:
        return None
    if not re.fullmatch(NAME, name):
        raise ImproperlyConfigured(
            f"{variable} is {name!r}; it must be the name of a bucket alone: "
            "3 to 63 small letters, digits, hyphens and dots."
        )
    if find_spec("storages") is None or find_spec("boto3") is None:
        raise ImproperlyConfigured(
            f"{variable} is set, and what speaks to a bucket is not installed. "
            "Install requirements/s3.txt in place of requirements/production.txt."
        )
    access_key, secret_key = _keys()
    return Bucket(name, _endpoint(), _region(), access_key, secret_key)


def _endpoint() -> str:
    url = given("S3_ENDPOINT_URL").rstrip("/")
    if url and not re.fullmatch(rf"https?://({HOST})(:[0-9]{{1,5}})?", url, re.IGNORECASE):
        shown = "an address with a password" if "@" in url else repr(url)
        raise ImproperlyConfigured(
            f"S3_ENDPOINT_URL is {shown}; it must be a scheme and a host alone, without the "
            "bucket, for example https://s3.example.net"
        )
    return url


def _region() -> str:
    region = given("S3_REGION") or "us-east-1"
    if not re.fullmatch(r"[a-z0-9-]+", region):
        raise ImproperlyConfigured(
            f"S3_REGION is {region!r}; it must be the name of a region, for example eu-west-1"
        )
    return region


def _keys() -> tuple[str, str]:
    keys = given("S3_ACCESS_KEY_ID"), given("S3_SECRET_ACCESS_KEY")
    if any(keys) and not all(keys):
        raise ImproperlyConfigured(
            "Of S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY one is set and the other is not. "
            "Set both, or neither where the machine itself may use the bucket."
        )
    return keys


def address(variable: str, bucket: Bucket | None, *, otherwise: str) -> str:
    """Return where browsers find files: as `variable` says, else in their bucket, if any."""
    return given(variable) or (bucket.url if bucket else otherwise)


def storage(bucket: Bucket | None, name: str, *, otherwise: str) -> dict[str, object]:
    """Return Django's settings for the storage `name` of a bucket, or for the class `otherwise`."""
    if bucket is None:
        return {"BACKEND": otherwise}
    return {"BACKEND": f"prsite.object_storage.{name}", "OPTIONS": {"bucket": bucket}}
