"""Who is at work: told once for a request, known to whatever it sets off."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser

    Account = AbstractBaseUser | AnonymousUser

_account: ContextVar[Account | None] = ContextVar("account", default=None)


@contextmanager
def acting(account: Account | None) -> Iterator[None]:
    """Let what is done in the block be done by this account."""
    token = _account.set(account)
    try:
        yield
    finally:
        _account.reset(token)


def actor() -> Account | None:
    """Return the account at work; None where nobody is logged in, as in a command."""
    return _account.get()
