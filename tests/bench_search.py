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

import psycopg

from tests.bench import report, scratch_site

SECTIONS = 8
SYLLABLES = [consonant + vowel for consonant in "bdklmnprst" for vowel in "aeiou"]
BATCH = 1000
SCRATCH = "prsite_bench_search"


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


def bench(queries: int) -> None:
    """Ask each query and show how long half of them, 95 and 99 in a hundred took.

    All were asked once before, as of a server that has been up for a while.
    """
    from django.db import connection
    from django.test import Client
    from django.test.utils import setup_test_environment

    setup_test_environment()
    client = Client()
    language = Language()
    language.random.seed(queries)
    asked = language.queries(queries)
    for name, act in (
        ("search", answer),
        ("GET /search/", lambda text: client.get("/search/", {"q": text})),
    ):
        for text in asked:
            act(text)
        times = []
        for text in asked:
            began = time.perf_counter()
            act(text)
            times.append((time.perf_counter() - began) * 1000)
        report(f"{name} ({connection.vendor}, {len(asked)} queries)", sorted(times))


@contextmanager
def scratch_database(address: str) -> Iterator[None]:
    """Make a database on a PostgreSQL, point the project at it, and drop it at the end."""
    server, _, _name = address.rpartition("/")
    with psycopg.connect(address, autocommit=True) as owner:
        owner.execute(f"DROP DATABASE IF EXISTS {SCRATCH} WITH (FORCE)")
        owner.execute(f"CREATE DATABASE {SCRATCH}")
        os.environ |= {
            "DATABASE_URL": f"{server}/{SCRATCH}",
            "DJANGO_SETTINGS_MODULE": "tests.settings",
        }
        import django
        from django.core.management import call_command
        from django.db import connection

        django.setup()
        call_command("migrate", verbosity=0)
        yield
        connection.close()
        owner.execute(f"DROP DATABASE {SCRATCH} WITH (FORCE)")


def main() -> None:
    """Measure on SQLite, and on PostgreSQL where one is named.

    Each database is filled by one process and asked by another, as that which serves has not
    indexed everything before.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=20_000)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--postgresql", action="store_true", help="measure on PostgreSQL alone")
    parser.add_argument("--ask", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.ask:
        import django

        django.setup()
        bench(options.queries)
        return
    address = os.environ.get("BENCH_POSTGRES_URL")
    again = [sys.executable, "-m", "tests.bench_search", *sys.argv[1:]]
    if not options.postgresql:
        with scratch_site():
            fill(Language(), options.posts)
            subprocess.run([*again, "--ask"], check=True)
        if address:  # in a process of its own, because settings are read once
            subprocess.run([*again, "--postgresql"], check=True)
    if not address:
        sys.stdout.write("search on PostgreSQL: not measured, BENCH_POSTGRES_URL is not set\n")
    elif options.postgresql:
        with scratch_database(address):
            fill(Language(), options.posts)
            settle()
            subprocess.run([*again, "--ask"], check=True)


def settle() -> None:
    """Leave PostgreSQL's tables as it does by itself, some minutes after many rows were written."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")


if __name__ == "__main__":
    main()
