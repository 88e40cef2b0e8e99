"""Who may do what: each change of it is told to the audit log, wherever it is made."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save
from django.dispatch import receiver
from django.utils.translation import gettext as _

from posts.models import AuditEntry, Author, Event

User: Any = get_user_model()

# What makes an account more than a reader's, beside its groups and permissions.
RIGHTS = ("is_active", "is_staff", "is_superuser")
# What it logs in with.
KEYS = ("username", "password")
SIGNS = {"post_add": "+", "post_remove": "−", "pre_clear": "−"}


@receiver(m2m_changed, sender=User.groups.through)
@receiver(m2m_changed, sender=User.user_permissions.through)
@receiver(m2m_changed, sender=Group.permissions.through)
def tell_of_grants(
    instance: Any,
    action: str,
    *,
    reverse: bool,
    model: type[Model],
    pk_set: set[int] | None,
    sender: Any,
    **_options: Any,
) -> None:
    """Write down who was given, or has lost, which roles and permissions."""
    if action not in SIGNS:
        return
    others = _others(instance, sender, model, pk_set)
    pairs = [(other, [instance]) for other in others] if reverse else [(instance, others)]
    for holder, granted in pairs:
        if granted:
            _record(holder, [f"{SIGNS[action]} {_name(each)}" for each in granted])


@receiver(pre_save, sender=User)
def remember_rights(
    instance: Any, *, raw: bool = False, update_fields: Iterable[str] | None = None, **_options: Any
) -> None:
    """Keep what the account was allowed before, and logged in with, unless none of it is saved."""
    instance._rights_before = None
    saved = set(RIGHTS + KEYS if update_fields is None else update_fields)
    # A login keeps a password in a newer form; that is the same password.
    is_kept_anew = saved == {"password"} and getattr(instance, "_password", None) is None
    if raw or is_kept_anew or not saved & set(RIGHTS + KEYS):
        return
    stored = User._base_manager.filter(pk=instance.pk).values(*RIGHTS, *KEYS).first()
    new = dict.fromkeys(RIGHTS, False) | {name: getattr(instance, name) for name in KEYS}
    instance._rights_before = stored or new


@receiver(post_save, sender=User)
def tell_of_rights(instance: Any, **_options: Any) -> None:
    """Write down what an account may now do, or no longer, and how it logs in, if that changed."""
    before = instance.__dict__.pop("_rights_before", None)
    if before is None:
        return
    changed = [name for name in RIGHTS if before[name] != getattr(instance, name)]
    words = {name: str(User._meta.get_field(name).verbose_name) for name in RIGHTS + KEYS}
    signs = {name: "+" if getattr(instance, name) else "−" for name in changed}
    told = [f"{signs[name]} {words[name]}" for name in changed]
    if before["username"] != instance.username:
        told.append(f"{words['username']} {before['username']} → {instance.username}")
    if before["password"] != instance.password:
        told.append(words["password"])
    if told:
        _record(instance, told)


@receiver(pre_save, sender=Group)
def tell_of_name(instance: Group, *, raw: bool = False, **_options: Any) -> None:
    """Write down that a role is called otherwise."""
    stored = None if raw else Group._base_manager.filter(pk=instance.pk).first()
    if stored and stored.name != instance.name:
        _record(stored, [f"→ {instance.name}"])


@receiver(pre_delete, sender=Group)
def tell_of_lost_role(instance: Group, **_options: Any) -> None:
    """Write down what a role allowed that is about to go, and who loses it."""
    permissions = list(instance.permissions.all())
    if permissions:
        _record(instance, [f"− {_name(each)}" for each in permissions])
    for account in instance.user_set.order_by("pk"):
        _record(account, [f"− {_name(instance)}"])


@receiver(pre_save, sender=Author)
def remember_account(
    instance: Author,
    *,
    raw: bool = False,
    update_fields: Iterable[str] | None = None,
    **_options: Any,
) -> None:
    """Keep whose account signed as this author before: whoever signs a post works at it."""
    is_left = update_fields is not None and not {"user", "user_id"} & set(update_fields)
    instance._account_before = instance.user_id  # type: ignore[attr-defined]
    if not (raw or is_left or "user_id" in instance.get_deferred_fields()):
        stored = Author._base_manager.filter(pk=instance.pk).values_list("user", flat=True)
        instance._account_before = stored.first() if instance.pk else None  # type: ignore[attr-defined]


@receiver(post_save, sender=Author)
def tell_of_account(instance: Author, **_options: Any) -> None:
    """Write down which account now signs as this author, and which no longer does."""
    before = instance.__dict__.pop("_account_before", instance.user_id)
    if before != instance.user_id:
        _record_author(instance, before, "−")
        _record_author(instance, instance.user_id, "+")


@receiver(post_delete, sender=Author)
def tell_of_lost_author(instance: Author, **_options: Any) -> None:
    """Write down that an account signs as nobody any more."""
    _record_author(instance, instance.user_id, "−")


@receiver(post_delete, sender=User)
def tell_of_deletion(instance: Any, **_options: Any) -> None:
    """Write down that an account is gone."""
    AuditEntry.objects.record(Event.ACCOUNT_DELETED, detail=instance.get_username())


def _others(instance: Any, sender: Any, model: type[Model], keys: set[int] | None) -> list[Any]:
    """Return the other side of what is granted; without keys, all that is about to be cleared."""
    rows = model._default_manager.all()
    if keys is not None:
        return list(rows.filter(pk__in=keys))
    mine = next(field for field in sender._meta.fields if field.related_model is type(instance))
    theirs = next(field for field in sender._meta.fields if field.related_model is model)
    links = sender._default_manager.filter(**{mine.name: instance.pk})
    return list(rows.filter(pk__in=links.values(theirs.attname)))


def _record_author(author: Author, account: int | None, sign: str) -> None:
    holder = User._base_manager.filter(pk=account).first() if account else None
    if holder:
        _record(holder, [f"{sign} {Author._meta.verbose_name} {author.name}"])


def _record(holder: Any, changes: list[str]) -> None:
    AuditEntry.objects.record(
        Event.ROLES_CHANGED,
        detail=_("%(who)s: %(changes)s") % {"who": _name(holder), "changes": ", ".join(changes)},
    )


def _name(row: Any) -> str:
    if isinstance(row, Permission):
        return str(row.codename)
    return str(row.get_username() if hasattr(row, "get_username") else row)
