"""Accounts and roles at the desk: nobody gives, or takes away, more than they may do themselves."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, Permission
from django.db.models import Q
from django.http import HttpRequest

from posts.admin.problems import SaysWhatIsWrong

User: Any = get_user_model()

# What only a superuser gives: with these an account may do what no role allows.
BEYOND_ROLES = ("is_superuser", "user_permissions")
# What whoever may change every post may do without being told.
OF_OWN_POSTS = {"posts.change_own_post", "posts.change_own_draft"}

admin.site.unregister(User)
admin.site.unregister(Group)


@admin.register(User)
class AccountAdmin(SaysWhatIsWrong, UserAdmin):
    """Accounts. An owner gives roles; superusers are a superuser's business.

    An account that may do more is not changed at all: its password would open everything.
    """

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Show what goes beyond roles without offering to change it."""
        fields = list(super().get_readonly_fields(request, obj))
        return fields if request.user.is_superuser else [*fields, *BEYOND_ROLES]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Leave those who may do more, whose password would open it, to others."""
        return super().has_change_permission(request, obj) and _may_touch(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Leave those who may do more to others."""
        return super().has_delete_permission(request, obj) and _may_touch(request, obj)

    def formfield_for_manytomany(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Offer the roles that the account may give."""
        if db_field.name == "groups":
            kwargs["queryset"] = Group.objects.exclude(permissions__in=_beyond(request))
        return super().formfield_for_manytomany(db_field, request, **kwargs)


@admin.register(Group)
class RoleAdmin(SaysWhatIsWrong, GroupAdmin):
    """Roles, made of what the account may do itself; those that allow more stay as they are."""

    def has_change_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        """Leave roles that allow more to others."""
        return super().has_change_permission(request, obj) and _may_change_role(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        """Leave roles that allow more to others."""
        return super().has_delete_permission(request, obj) and _may_change_role(request, obj)

    def formfield_for_manytomany(
        self, db_field: Any, request: HttpRequest | None = None, **kwargs: Any
    ) -> Any:
        """Offer the permissions that the account has."""
        if db_field.name == "permissions" and request:
            kwargs["queryset"] = Permission.objects.exclude(pk__in=_beyond(request))
        return super().formfield_for_manytomany(db_field, request, **kwargs)


def _may_touch(request: HttpRequest, account: Any) -> bool:
    if account is None or request.user.is_superuser:
        return True
    # Of an account that is closed, too: it may be opened again.
    held = Permission.objects.filter(Q(user=account.pk) | Q(group__user=account.pk))
    return not account.is_superuser and not held.filter(pk__in=_beyond(request)).exists()


def _may_change_role(request: HttpRequest, role: Group | None) -> bool:
    return role is None or not role.permissions.filter(pk__in=_beyond(request)).exists()


def _beyond(request: HttpRequest) -> list[int]:
    """Return the permissions that an account lacks, asked for once a request."""
    if request.user.is_superuser:
        return []
    known: dict[str, Any] = request.__dict__
    if "permissions_beyond" not in known:
        held = request.user.get_all_permissions()
        held |= OF_OWN_POSTS if "posts.change_post" in held else set()
        rows = Permission.objects.order_by().values_list(
            "pk", "content_type__app_label", "codename"
        )
        known["permissions_beyond"] = [
            key for key, label, codename in rows if f"{label}.{codename}" not in held
        ]
    beyond: list[int] = known["permissions_beyond"]
    return beyond
