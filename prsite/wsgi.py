"""The door for a WSGI server; it opens in production unless DEBUG is set."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prsite.settings")

application = get_wsgi_application()
