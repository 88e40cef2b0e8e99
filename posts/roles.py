"""Who may do what: each change of it is told to the audit log, wherever it is made."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save
from django.dispatch import receiver
from django.utils.translation import gettext as _

from posts.models import AuditEntry, Event

User: Any = get_user_model()

# What makes an account more than a reader's, beside its groups and permissions.
RIGHTS = ("is_active", "is_staff", "is_superuser")
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
    """Keep what the account was allowed before, unless none of it is saved."""
    instance._rights_before = None
    if raw or (update_fields is not None and not set(RIGHTS) & set(update_fields)):
        return
    stored = User._base_manager.filter(pk=instance.pk).values(*RIGHTS).first()
    instance._rights_before = stored or dict.fromkeys(RIGHTS, False)


@receiver(post_save, sender=User)
def tell_of_rights(instance: Any, **_options: Any) -> None:
    """Write down what an account may now do, or no longer, if that has changed."""
    before = instance.__dict__.pop("_rights_before", None)
    if before is None:
        return
    changed = [name for name in RIGHTS if before[name] != getattr(instance, name)]
    if changed:
        words = {name: str(User._meta.get_field(name).verbose_name) for name in changed}
        signs = {name: "+" if getattr(instance, name) else "−" for name in changed}
        _record(instance, [f"{signs[name]} {words[name]}" for name in changed])


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


def _record(holder: Any, changes: list[str]) -> None:
    AuditEntry.objects.record(
        Event.ROLES_CHANGED,
        detail=_("%(who)s: %(changes)s") % {"who": _name(holder), "changes": ", ".join(changes)},
    )


def _name(row: Any) -> str:
    if isinstance(row, Permission):
        return str(row.codename)
    return str(row.get_username() if hasattr(row, "get_username") else row)
