"""The desk: Django admin under the publication's own roof."""

from django.contrib.admin.apps import AdminConfig


class DeskConfig(AdminConfig):
    """Django admin with the publication's name on it."""

    default_site = "posts.admin.site.Desk"
