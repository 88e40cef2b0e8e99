"""Let go of old revisions: `manage.py prune_revisions --days 180 --last 20`."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from posts.revisions import prunable

BATCH = 500


class Command(BaseCommand):
    """Deletes revisions that are old, and not among the last of their post.

    Never one that was published, that has a name, or that unpublished changes stand on.
    """

    help = (
        "Delete old revisions. Those that were published or have a name are kept for ever, "
        "and so are the last ones of every post."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say what is old, and how many of each post stay."""
        parser.add_argument("--days", type=_positive, default=180, help="older ones may go (180)")
        parser.add_argument("--last", type=_positive, default=20, help="of each post stay (20)")
        parser.add_argument("--dry-run", action="store_true", help="only say how many would go")

    def handle(self, *, days: int, last: int, dry_run: bool, **_options: Any) -> None:
        """Delete in batches, so that nobody waits long for the database."""
        going = prunable(before=timezone.now() - timedelta(days=days), last=last)
        if dry_run:
            self.stdout.write(f"{going.count()} revisions would go.")
            return
        gone = 0
        while keys := list(going.order_by("pk").values_list("pk", flat=True)[:BATCH]):
            going.model.objects.filter(pk__in=keys).delete()
            gone += len(keys)
        self.stdout.write(f"{gone} revisions are gone.")


def _positive(typed: str) -> int:
    """Read a number from 1 on. Raises ArgumentTypeError."""
    if not (typed.isascii() and typed.isdecimal() and 1 <= int(typed[:9]) <= 100_000):
        raise ArgumentTypeError(f"{typed!r} is no number from 1 to 100,000")
    return int(typed)
