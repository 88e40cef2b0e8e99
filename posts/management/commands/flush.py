"""`manage.py flush`: empties the database, the append-only tables too."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import flush

from posts import append_only


class Command(flush.Command):
    """Django's own command, which the audit log would refuse."""

    def handle(self, **options: Any) -> None:
        """Lift the refusal, empty the database and put the refusal back."""
        using = options["database"]
        append_only.lift(using)
        try:
            super().handle(**options)
        finally:
            append_only.guard(using)
