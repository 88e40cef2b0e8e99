"""The desk: Django admin under the publication's own roof."""

from django.conf import settings
from django.contrib.admin.apps import AdminConfig

from prsite import postgresql, sqlite
from prsite.pagecache.purging import Purger


class DeskConfig(AdminConfig):
    """Django admin with the publication's name on it."""

    # Not a module of `posts.admin`: importing the site must not import what registers with it, or
    # Django makes two sites and forgets the first.
    default_site = "prsite.desk.Desk"

    def ready(self) -> None:
        """Look after connections, and have caches purged between here and the readers."""
        super().ready()
        sqlite.watch()
        postgresql.watch()
        if settings.PURGE.addresses:
            Purger(settings.PURGE.send).watch_every_connection()
