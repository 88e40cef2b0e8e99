"""`manage.py recount`: count the lists anew, and give their rows the dates of their posts."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from posts import tallies


class Command(BaseCommand):
    """Writes the kept counts again, step by step; editors wait for a step at most."""

    help = (
        "Count every list anew. Needed when TIME_ZONE has changed, and after a change that was made"
        " while triggers were off. Safe to repeat and to interrupt."
    )

    def handle(self, *, verbosity: int, **_options: Any) -> None:
        """Count, and say how far it is."""
        for done in tallies.recount():
            if verbosity > 0:
                self.stdout.write(done)
