"""`manage.py rebuild_search_index`: index every post anew."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from posts import search
from posts.models import Post


class Command(BaseCommand):
    """Indexes every post anew, for a restored database or a new language."""

    help = (
        "Index every post for search. Saving a post does this by itself; run it after changing "
        "LANGUAGE_CODE or writing to the database by hand. Safe to repeat and to interrupt."
    )

    def handle(self, *, verbosity: int, **_options: Any) -> None:
        """Index in batches, with a bar where somebody watches."""
        indexed = 0
        hidden = None if verbosity > 0 else True
        with tqdm(total=Post.objects.count(), unit="post", disable=hidden, leave=False) as bar:
            for number in search.rebuild():
                indexed += number
                bar.update(number)
        if verbosity > 0:
            self.stdout.write(f"{indexed} posts indexed.")
