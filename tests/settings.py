"""Settings of the test suite: production's own, with nothing read from a developer's `.env`.

What differs from production is named below: plain HTTP, static files under their own names, cheap
passwords, and a scratch folder for uploads.
"""

import os
import tempfile
from pathlib import Path

os.environ["ENV_FILE"] = os.devnull
os.environ["DEBUG"] = "false"
os.environ["HTTPS_ONLY"] = "false"
os.environ["SECRET_KEY"] = "tests-only-" + "x1y2z3" * 10
os.environ["ALLOWED_HOSTS"] = "testserver,localhost,127.0.0.1"
os.environ["SITE_URL"] = "http://testserver"
os.environ["SITE_EMAIL"] = "desk@prbytes.example"
os.environ["TIME_ZONE"] = "Europe/London"
os.environ.setdefault("DATABASE_URL", "sqlite://:memory:")

from prsite.settings import *  # noqa: F403
from prsite.settings import STORAGES

SCRATCH = Path(tempfile.mkdtemp(prefix="prsite-tests-"))
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MEDIA_ROOT = SCRATCH / "media"
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WHITENOISE_AUTOREFRESH = True
