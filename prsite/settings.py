"""Every setting of the publication, read from the environment.

Development needs none of them. With DEBUG off (which is what a web server gets unless told
otherwise) the start is refused until SECRET_KEY, ALLOWED_HOSTS and SITE_URL are set. Each variable
is described in docs/configuration.md.
"""

from __future__ import annotations

from pathlib import Path

from csp.constants import NONE, SELF
from django.contrib.messages import constants as message_levels

from prsite import buckets, environment
from prsite.environment import BASE_DIR, env
from prsite.pagecache.purging import Purge
from prsite.site import Site

environment.read_env_file()

DEBUG: bool = environment.switch("DEBUG", default=False)
VAR_DIR: Path = environment.folder("VAR_DIR", BASE_DIR / "var")

if not DEBUG:
    environment.require(
        {
            "SECRET_KEY": "signs sessions and links; at least 50 random characters",
            "ALLOWED_HOSTS": "host names the publication answers to, separated by commas",
            "SITE_URL": "scheme and host of the publication, such as https://www.example.org",
        }
    )

SECRET_KEY: str = environment.secret_key(debug=DEBUG, var_dir=VAR_DIR)
ALLOWED_HOSTS: list[str] = environment.allowed_hosts(debug=DEBUG)
SITE_URL: str = environment.site_url(debug=DEBUG)

# ---------------------------------------------------------------- the publication

SITE: Site = Site(
    name=env.str("SITE_NAME", "PR Bytes"),
    strap=env.str("SITE_STRAP", "Short, useful reading for people who communicate for a living"),
    description=env.str(
        "SITE_DESCRIPTION", "Short articles on public relations, by the people who do it."
    ),
    url=SITE_URL,
    email=env.str("SITE_EMAIL", ""),
    colophon=env.str(
        "SITE_COLOPHON", "Eight bits make a byte. No cookies, no trackers, nothing to accept."
    ),
)
# A font for titles on share pictures in letters that the publication's own faces lack.
SHARE_FONT: str = environment.font_file("SHARE_FONT")
# Posts on one page of a list: more than nothing, and no more than a reader can use.
PAGE_SIZE: int = environment.whole_number("PAGE_SIZE", 20, least=1, most=200)
# Checks of posts before publishing, added to those of the publication: dotted paths.
CONTENT_CHECKS: list[str] = environment.dotted_paths("CONTENT_CHECKS")
PICTURE_MAX_BYTES: int = (
    environment.whole_number("PICTURE_MAX_MB", 25, least=1, most=1000) * 1024 * 1024
)

LANGUAGE_CODE: str = environment.language_code()
TIME_ZONE: str = environment.time_zone()
USE_I18N = True
FORMAT_MODULE_PATH = ["prsite.formats"]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True

# ---------------------------------------------------------------- the application

MEDIA_BUCKET = buckets.bucket("MEDIA_S3_BUCKET")
STATIC_BUCKET = None if DEBUG else buckets.bucket("STATIC_S3_BUCKET")

INSTALLED_APPS = [
    "posts.apps.PostsConfig",
    "prsite.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "taggit",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "prsite.headers.PolicyMiddleware",
    "prsite.headers.HeadersMiddleware",
    *([] if STATIC_BUCKET else ["whitenoise.middleware.WhiteNoiseMiddleware"]),
    "prsite.headers.ConditionalMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    *(["prsite.development.ReadersNotFoundMiddleware"] if DEBUG else []),
    "posts.redirects.FormerAddressMiddleware",
    "prsite.here.HereMiddleware",
]

ROOT_URLCONF = "prsite.urls"
WSGI_APPLICATION = "prsite.wsgi.application"
TEST_RUNNER = "prsite.testing.PytestRunner"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "posts.context_processors.publication",
            ],
        },
    },
]

TAGGIT_CASE_INSENSITIVE = True
MESSAGE_LEVEL = message_levels.INFO

# ---------------------------------------------------------------- data

DATABASE_ROUTERS = ["prsite.pagecache.replica.ReplicaRouter", "posts.routers.IndexRouter"]
DATABASES = {"default": environment.database(VAR_DIR / "prsite.sqlite3"), **environment.replica()}

CACHES = {"default": environment.cache()}
# Memory that each process keeps whole pages in; with none, every page is made anew.
PAGE_CACHE_BYTES: int = (
    environment.whole_number("PAGE_CACHE_MB", 0 if DEBUG else 64, least=0, most=100_000)
    * 1024
    * 1024
)
# Whether every request asks PostgreSQL if a page still holds, rather than wait to be told.
PAGE_CACHE_EXACT: bool = environment.switch("PAGE_CACHE_EXACT", default=True)
# How long caches between here and the readers may answer without asking.
SHARED_CACHE_SECONDS: int = environment.whole_number(
    "SHARED_CACHE_SECONDS", 0, least=0, most=31_536_000
)
PURGE: Purge = environment.purge()

# ---------------------------------------------------------------- files

STATIC_URL: str = buckets.address("STATIC_URL", STATIC_BUCKET, otherwise="/static/")
STATIC_ROOT: Path = environment.folder("STATIC_ROOT", VAR_DIR / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]

MEDIA_URL: str = buckets.address("MEDIA_URL", MEDIA_BUCKET, otherwise="/media/")
MEDIA_ROOT: Path = environment.folder("MEDIA_ROOT", VAR_DIR / "media")

STORAGES = {
    "default": buckets.storage(
        MEDIA_BUCKET,
        "BucketStorage",
        otherwise="django.core.files.storage.FileSystemStorage",
    ),
    "staticfiles": buckets.storage(
        STATIC_BUCKET,
        "StaticBucketStorage",
        otherwise="django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "prsite.storage.StaticStorage",
    ),
}
FILE_UPLOAD_PERMISSIONS = 0o644
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024  # a post's text, many times over
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# ---------------------------------------------------------------- security

HTTPS_ONLY: bool = environment.switch("HTTPS_ONLY", default=not DEBUG)
SECURE_SSL_REDIRECT = HTTPS_ONLY
SECURE_HSTS_SECONDS: int = environment.whole_number(
    "HSTS_SECONDS", 31_536_000 if HTTPS_ONLY else 0, least=0, most=315_360_000
)
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS_ONLY
SECURE_HSTS_PRELOAD = HTTPS_ONLY
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# Only a proxy that always sets or strips X-Forwarded-Proto may be trusted with it.
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https")
    if environment.switch("BEHIND_PROXY", default=False)
    else None
)
SESSION_COOKIE_SECURE = HTTPS_ONLY
SESSION_COOKIE_NAME = "__Host-session" if HTTPS_ONLY else "session"
CSRF_COOKIE_SECURE = HTTPS_ONLY
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS_ONLY else "csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "prsite.desk.csrf_failure"
X_FRAME_OPTIONS = "DENY"

STATIC_SOURCES = [SELF, *environment.elsewhere(STATIC_URL)]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": STATIC_SOURCES,
        "style-src": STATIC_SOURCES,
        "font-src": STATIC_SOURCES,
        "img-src": [SELF, *environment.elsewhere(STATIC_URL, MEDIA_URL)],
        "connect-src": [SELF],
        "frame-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
        "manifest-src": [SELF],
    }
}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "admin:login"

# ---------------------------------------------------------------- mail and logs

EMAIL = environment.email(debug=DEBUG)
EMAIL_BACKEND: str = EMAIL["EMAIL_BACKEND"]
EMAIL_HOST: str = EMAIL["EMAIL_HOST"]
EMAIL_PORT: int = EMAIL["EMAIL_PORT"] or 25
EMAIL_HOST_USER: str = EMAIL["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD: str = EMAIL["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS: bool = EMAIL["EMAIL_USE_TLS"]
EMAIL_USE_SSL: bool = EMAIL["EMAIL_USE_SSL"]
DEFAULT_FROM_EMAIL: str = env.str("DEFAULT_FROM_EMAIL", SITE.email or "webmaster@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

LOG_LEVEL: str = environment.log_level()
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"without_tokens": {"()": "prsite.logs.WithoutTokens"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "plain",
            "filters": ["without_tokens"],
        }
    },
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    # Django gives this logger a console of its own in development; the root's is enough.
    "loggers": {"django": {"handlers": [], "level": LOG_LEVEL}},
}
