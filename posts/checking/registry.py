"""The list of checks: ours, and those that the setting CONTENT_CHECKS adds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from posts.checking.values import Problem, Said, Severity

Find = Callable[[Said], Iterable[Problem]]


@dataclass(frozen=True, slots=True)
class Check:
    """A check: its name, how grave what it finds is, and what to say where it finds nothing.

    `find` is given what the post says and yields problems. It asks no database. What a check with
    `is_asked_for` finds is refused by all that publishes, beside its field and whatever the reason.
    """

    name: str
    severity: Severity
    done: str | Promise
    find: Find
    is_asked_for: bool = False


def check(
    name: str, severity: Severity, done: str | Promise, *, is_asked_for: bool = False
) -> Callable[[Find], Check]:
    """Make a function a check: `@check("no-shouting", Severity.WARNING, "Nobody shouts")`."""

    def made(find: Find) -> Check:
        return Check(name, severity, done, find, is_asked_for)

    return made


def added_checks() -> list[Check]:
    """Return the checks that CONTENT_CHECKS names. Raises ImproperlyConfigured with the remedy."""
    return [_named(path) for path in settings.CONTENT_CHECKS]


def _named(path: str) -> Check:
    remedy = "CONTENT_CHECKS takes dotted paths of functions that are decorated with @check."
    try:
        found = import_string(path)
    except ImportError as error:
        raise ImproperlyConfigured(f"CONTENT_CHECKS names {path!r}: {error}. {remedy}") from error
    if not isinstance(found, Check):
        raise ImproperlyConfigured(f"CONTENT_CHECKS names {path!r}, which is no check. {remedy}")
    return found
