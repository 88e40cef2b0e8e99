"""Settings of the test suite: the project's own, with nothing read from a developer's `.env`."""

import os
import tempfile
from pathlib import Path

os.environ["ENV_FILE"] = os.devnull
os.environ["DEBUG"] = "true"
os.environ.setdefault("SECRET_KEY", "tests-only-" + "x1y2z3" * 10)
os.environ["ALLOWED_HOSTS"] = "testserver,localhost,127.0.0.1"
os.environ["SITE_URL"] = "http://testserver"
os.environ["SITE_EMAIL"] = "desk@prbytes.example"
os.environ["TIME_ZONE"] = "Europe/London"
os.environ.setdefault("DATABASE_URL", "sqlite://:memory:")

from prsite.settings import *  # noqa: F403

DEBUG = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="prsite-tests-"))
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WHITENOISE_AUTOREFRESH = True
