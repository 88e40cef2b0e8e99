"""The desk: Django admin under the publication's own roof."""

from django.contrib.admin.apps import AdminConfig


class DeskConfig(AdminConfig):
    """Django admin with the publication's name on it."""

    # Not a module of `posts.admin`: importing the site must not import what registers with it, or
    # Django makes two sites and forgets the first.
    default_site = "prsite.desk.Desk"
