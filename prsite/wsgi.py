"""The door for a WSGI server; it opens in production unless DEBUG is set."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prsite.settings")

django_application = get_wsgi_application()

from django.conf import settings  # noqa: E402  # settings are there from here on
from django.db import connections  # noqa: E402

from posts import caching  # noqa: E402
from prsite.pagecache import PageCache  # noqa: E402
from prsite.pagecache.replica import ALIAS, Replica  # noqa: E402
from prsite.pagecache.stamps import stamps_of  # noqa: E402

application = PageCache(
    django_application,
    stamps=stamps_of(connections["default"], exact=settings.PAGE_CACHE_EXACT),
    rules=caching.rules(),
    most_bytes=settings.PAGE_CACHE_BYTES,
    replica=Replica(stamps_of(connections[ALIAS])) if ALIAS in connections else None,
    is_repeatable=True,
)
