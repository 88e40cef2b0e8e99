"""`manage.py seed_posts`: fill a database with invented posts, to see how it bears the load."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from posts.models import Post
from posts.seeding import seed


class Command(BaseCommand):
    """Writes invented posts, and says how long it took."""

    help = (
        "Write invented posts of 700 to 900 words into an empty database, for load tests. "
        "The texts are fiction put together from a list of words."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare how many, and the choices there are."""
        parser.add_argument("number", type=_at_least_one, help="how many posts")
        parser.add_argument(
            "--seed", type=int, default=1, help="another number makes other posts (default: 1)"
        )
        parser.add_argument(
            "--add", action="store_true", help="write them beside the posts that are there"
        )
        parser.add_argument(
            "--without-search",
            action="store_true",
            help="leave them out of the search index, which takes most of the time",
        )

    def handle(self, *, number: int, verbosity: int, **options: Any) -> None:
        """Write the posts with a bar where somebody watches."""
        if Post.objects.exists() and not options["add"]:
            raise CommandError(
                "There are posts already, and invented ones would stand among them. "
                "Use an empty database, or --add if that is what you want."
            )
        began = monotonic()
        batches = seed(number, seed=options["seed"], with_search=not options["without_search"])
        # tqdm shows nothing where nobody watches.
        hidden = None if verbosity > 0 else True
        with tqdm(total=number, unit="post", disable=hidden, leave=False) as bar:
            for written in batches:
                bar.update(written)
        if verbosity == 0:
            return
        self.stdout.write(f"{number} posts written in {monotonic() - began:.0f} s.")
        if options["without_search"]:
            self.stdout.write("Search finds them after manage.py rebuild_search_index.")


def _at_least_one(value: str) -> int:
    if not value.isdecimal() or int(value) < 1:
        raise ArgumentTypeError(f"{value!r} is no number of posts; give a whole number from 1 on")
    return int(value)
