"""Measure search on 20,000 posts of 700 words; run by `make bench`, never by the suite.

SQLite in a scratch folder first. With BENCH_POSTGRES_URL set to a PostgreSQL whose account may make
databases, once more on a scratch database there. Half of the queries are single words, from what
stands in nearly every post to what stands in few; the others are several words, phrases,
beginnings, and words that nothing holds.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import accumulate

from tests.bench import report, scratch_site

SECTIONS = 8
SYLLABLES = [consonant + vowel for consonant in "bdklmnprst" for vowel in "aeiou"]
BATCH = 1000


class Language:
    """Words as a language has them: a few stand everywhere, most hardly anywhere (Zipf's law)."""

    def __init__(self, words: int = 30_000) -> None:
        self.random = random.Random(7)
        made = ("".join(self.random.choices(SYLLABLES, k=length)) for length in self._lengths())
        self.words = list(dict.fromkeys(next(made) for _ in range(words)))
        self.weights = list(accumulate(1 / (rank + 3) for rank in range(len(self.words))))

    def _lengths(self) -> Iterator[int]:
        while True:
            yield self.random.randint(2, 4)

    def text(self, words: int) -> str:
        """Return so many words."""
        return " ".join(self.random.choices(self.words, cum_weights=self.weights, k=words))

    def queries(self, number: int) -> list[str]:
        """Return queries as the head of this module says."""
        made = []
        for place in range(number):
            one = self.text(1)
            made.append(
                one
                if place % 2
                else [
                    self.text(2),
                    self.text(3),
                    f'"{self.text(2)}"',
                    f"{one[:3]}*",
                    f"{one} -{self.text(1)}",
                    f"{one}zz",
                ][place // 2 % 6]
            )
        return made


def fill(language: Language, posts: int) -> None:
    """Make posts with their texts, and index them."""
    from posts import search
    from posts.models import Content, Post
    from tests import factories

    sections = [factories.make_category() for _ in range(SECTIONS)]
    for start in range(0, posts, BATCH):
        made = Post.objects.bulk_create(
            Post(
                title=language.text(7),
                standfirst=language.text(20),
                slug=f"post-{number}",
                number=number + 1,
                status="published",
                published_at=factories.LONG_AGO - timedelta(hours=4 * number),
                category=sections[number % SECTIONS],
            )
            for number in range(start, start + BATCH)
        )
        Content.objects.bulk_create(Content(post=post, text=language.text(700)) for post in made)
    began = time.perf_counter()
    indexed = search.bring_up_to_date()
    pace = indexed / (time.perf_counter() - began)
    sys.stdout.write(f"{'indexing ' + str(indexed) + ' posts':<44} {pace:13.0f} posts/s\n")


def answer(asked: str) -> None:
    """Find, count, order, and prepare the first page of what is asked."""
    from posts import search

    results = search.Results(search.parse(asked))
    results.hits(results.keys[:20])
    _ = (results.total, results.sections, results.years)


def bench(language: Language, queries: int) -> None:
    """Ask each query and show how long half of them, 95 and 99 in a hundred took."""
    from django.db import connection
    from django.test import Client

    client = Client()
    asked = language.queries(queries)
    for name, act in (
        ("search", answer),
        ("GET /search/", lambda text: client.get("/search/", {"q": text})),
    ):
        for text in asked[:20]:
            act(text)
        times = []
        for text in asked:
            began = time.perf_counter()
            act(text)
            times.append((time.perf_counter() - began) * 1000)
        report(f"{name} ({connection.vendor}, {len(asked)} queries)", sorted(times))


@contextmanager
def scratch_database() -> Iterator[None]:
    """Make a database on the PostgreSQL of DATABASE_URL, and drop it at the end."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django
    from django.db import connection

    django.setup()
    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    yield
    connection.creation.destroy_test_db(name, verbosity=0)


def main() -> None:
    """Measure on SQLite, and on PostgreSQL where one is named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=20_000)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--postgresql", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    language = Language()
    with scratch_database() if options.postgresql else scratch_site():
        fill(language, options.posts)
        if options.postgresql:
            from django.db import connection

            # As PostgreSQL leaves its tables by itself, a minute or so after many were written.
            connection.cursor().execute("VACUUM ANALYZE")
        bench(language, options.queries)
    address = os.environ.get("BENCH_POSTGRES_URL")
    if options.postgresql:
        return
    if not address:
        sys.stdout.write("search on PostgreSQL: not measured, BENCH_POSTGRES_URL is not set\n")
        return
    subprocess.run(  # this module again, because settings are read once a process
        [sys.executable, "-m", "tests.bench_search", *sys.argv[1:], "--postgresql"],
        env=os.environ | {"DATABASE_URL": address},
        check=True,
    )


if __name__ == "__main__":
    main()
