"""The desk's site object."""

from django.contrib import admin


class Desk(admin.AdminSite):
    """Django admin under the publication's name."""
