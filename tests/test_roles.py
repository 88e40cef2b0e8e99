"""Roles are there after the migration, and whoever gives or takes one is in the audit log."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from posts.acting import acting
from posts.models import AuditEntry, Event
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(django_user_model) -> Any:
    return django_user_model.objects.create_user("anna", password="not-a-secret", is_staff=True)


def told() -> list[str]:
    entries = AuditEntry.objects.filter(event=Event.ROLES_CHANGED).order_by("pk")
    return list(entries.values_list("detail", flat=True))


def test_migration_makes_the_roles():
    factories.role("Editor")
    names = set(Group.objects.values_list("name", flat=True))

    assert names == {"Contributor", "Author", "Editor", "Owner"}


@pytest.mark.parametrize(
    ("role", "may", "may_not"),
    [
        ("Contributor", {"add_post", "change_own_draft"}, {"change_own_post", "publish_post"}),
        ("Author", {"add_post", "change_own_post"}, {"change_post", "publish_post"}),
        ("Editor", {"change_post", "publish_post"}, {"shorten_embargo", "change_user"}),
        ("Owner", {"publish_post", "shorten_embargo", "change_user", "change_group"}, set()),
    ],
)
def test_each_role_may_what_it_is_for(role, may, may_not):
    granted = set(factories.role(role).permissions.values_list("codename", flat=True))

    assert may <= granted
    assert not may_not & granted


def given_and_cleared(anna: Any, role: Group) -> None:
    anna.groups.add(role)
    anna.groups.clear()


def role_given_and_cleared(anna: Any, role: Group) -> None:
    anna.groups.add(role)
    role.user_set.clear()


GRANTS: dict[str, tuple[Callable[[Any, Group], object], list[str]]] = {
    "add": (lambda anna, role: anna.groups.add(role), ["anna: + Editor"]),
    "from the other side": (lambda anna, role: role.user_set.add(anna), ["anna: + Editor"]),
    "remove": (
        lambda anna, role: (anna.groups.add(role), anna.groups.remove(role)),
        ["anna: + Editor", "anna: − Editor"],
    ),
    "clear": (
        given_and_cleared,
        ["anna: + Editor", "anna: − Editor"],
    ),
    "clear the role": (
        role_given_and_cleared,
        ["anna: + Editor", "anna: − Editor"],
    ),
    "permission": (
        lambda anna, _role: anna.user_permissions.add(
            Permission.objects.get(codename="publish_post")
        ),
        ["anna: + publish_post"],
    ),
    "of the role": (
        lambda _anna, role: role.permissions.remove(
            Permission.objects.get(codename="publish_post")
        ),
        ["Editor: − publish_post"],
    ),
}


def test_deleting_a_role_is_told_of(anna):
    role = factories.role("Author")
    anna.groups.add(role)
    before = len(told())

    role.delete()

    of_role, of_anna = told()[before:]
    assert of_role.startswith("Author: − ")
    assert "− change_own_post" in of_role
    assert of_anna == "anna: − Author"


def test_names_and_passwords_are_told_of(anna):
    role = factories.role("Author")
    before = len(told())

    anna.username = "ann"
    anna.set_password("another-secret")
    anna.save()
    role.name = "Reporter"
    role.save()

    assert told()[before:] == ["ann: username anna → ann, password", "Author: → Reporter"]


def test_password_kept_in_a_newer_form_is_not_told_of(anna, client, settings):
    newer = "django.contrib.auth.hashers.ScryptPasswordHasher"
    settings.PASSWORD_HASHERS = [newer, *settings.PASSWORD_HASHERS]
    before = len(told())

    client.login(username="anna", password="not-a-secret")

    anna.refresh_from_db()
    assert anna.password.startswith("scrypt")
    assert len(told()) == before


def test_account_of_an_author_is_told_of(anna):
    before = len(told())

    author = factories.make_author(name="Anna A.", user=anna)
    author.user = None
    author.save()
    author.user = anna
    author.save(update_fields=["user"])
    author.delete()

    named = "author Anna A."
    assert told()[before:] == [f"anna: {sign} {named}" for sign in "+−+−"]


@pytest.mark.parametrize("grant", GRANTS)
def test_each_grant_is_told_of(anna, grant):
    change, expected = GRANTS[grant]
    role = factories.role("Editor")
    before = len(told())

    change(anna, role)

    assert told()[before:] == expected


def test_rights_of_an_account_are_told_of(anna, admin_user):
    with acting(admin_user):
        anna.is_superuser = True
        anna.save()
        anna.first_name = "Anna"
        anna.save()

    entry = AuditEntry.objects.latest("pk")
    assert entry.account_name == admin_user.username
    of_anna = [detail for detail in told() if detail.startswith("anna")]
    assert of_anna == ["anna: + active, + staff status", "anna: + superuser status"]


def test_deleting_an_account_is_told_of(anna):
    anna.delete()

    assert AuditEntry.objects.get(event=Event.ACCOUNT_DELETED).detail == "anna"


def test_login_is_no_change_of_rights(anna, client):
    before = len(told())

    client.login(username="anna", password="not-a-secret")

    assert len(told()) == before


@pytest.fixture
def owner(django_user_model, client) -> Any:
    owner = django_user_model.objects.create_user("olga", password="not-a-secret", is_staff=True)
    owner.groups.add(factories.role("Owner"))
    client.force_login(owner)
    return client


def test_owner_gives_roles(owner, anna):
    role = factories.role("Editor")
    data = {"username": "anna", "is_active": "on", "is_staff": "on", "groups": role.pk}
    data |= {"date_joined_0": "2026-01-01", "date_joined_1": "10:00"}

    owner.post(reverse("admin:auth_user_change", args=[anna.pk]), data)

    assert list(anna.groups.all()) == [role]
    assert AuditEntry.objects.latest("pk").account_name == "olga"


def test_owner_makes_nobody_a_superuser(owner, anna):
    data = {"username": "anna", "is_active": "on", "is_staff": "on", "is_superuser": "on"}
    data |= {"date_joined_0": "2026-01-01", "date_joined_1": "10:00"}

    owner.post(reverse("admin:auth_user_change", args=[anna.pk]), data)

    anna.refresh_from_db()
    assert anna.is_superuser is False


def test_owner_sets_no_password_of_a_superuser(owner, admin_user):
    address = reverse("admin:auth_user_password_change", args=[admin_user.pk])
    data = {"password1": "another-secret-1", "password2": "another-secret-1"}

    response = owner.post(address, data)

    assert response.status_code == 403


ACCOUNT = {"is_active": "on", "is_staff": "on"}
ACCOUNT |= {"date_joined_0": "2026-01-01", "date_joined_1": "10:00"}


def test_nobody_gives_a_role_that_allows_more_than_they_may(django_user_model, client):
    manager = django_user_model.objects.create_user("max", is_staff=True)
    manager.user_permissions.set(Permission.objects.filter(codename__in=["change_user"]))
    client.force_login(manager)
    address = reverse("admin:auth_user_change", args=[manager.pk])

    page = client.post(address, ACCOUNT | {"username": "max", "groups": factories.role("Owner").pk})

    assert page.status_code == 200
    assert not manager.groups.exists()


@pytest.mark.parametrize("is_active", [True, False])
@pytest.mark.parametrize("action", ["change", "password_change", "delete"])
def test_nobody_changes_who_may_do_more(django_user_model, client, anna, action, is_active):
    anna.groups.add(factories.role("Owner"))
    django_user_model.objects.update(is_active=is_active)
    manager = django_user_model.objects.create_user("max", is_staff=True)
    may = ["change_user", "delete_user", "view_user"]
    manager.user_permissions.set(Permission.objects.filter(codename__in=may))
    client.force_login(manager)

    response = client.post(reverse(f"admin:auth_user_{action}", args=[anna.pk]), {"post": "yes"})

    assert response.status_code == 403


@pytest.mark.parametrize("role", ["Contributor", "Author", "Editor", "Owner"])
def test_owner_gives_each_role(owner, anna, role):
    address = reverse("admin:auth_user_change", args=[anna.pk])

    owner.post(address, ACCOUNT | {"username": "anna", "groups": factories.role(role).pk})

    assert anna.groups.get().name == role


def test_owner_makes_roles_of_what_owners_may(owner):
    role = factories.role("Author")
    address = reverse("admin:auth_group_change", args=[role.pk])
    held, lacked = (
        Permission.objects.get(codename=name) for name in ["publish_post", "delete_session"]
    )

    refused = owner.post(address, {"name": "Author", "permissions": [held.pk, lacked.pk]})
    assert refused.status_code == 200
    owner.post(address, {"name": "Author", "permissions": [held.pk]})
    assert list(role.permissions.all()) == [held]

    role.permissions.add(lacked)
    assert owner.post(address, {"name": "Author", "permissions": []}).status_code == 403
    deletion = reverse("admin:auth_group_delete", args=[role.pk])
    assert owner.post(deletion, {"post": "yes"}).status_code == 403
