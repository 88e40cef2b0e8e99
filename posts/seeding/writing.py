"""Writing invented posts in batches, past `save()`: what it would fill in is filled in here.

A post gets one of six sections and sometimes a further category, one to four of sixty tags, a few
of which stand on very many posts, one or two of twenty-four authors, and now and then a place in a
series. Sections, tags, authors and series stay as few when posts become many.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate, count
from random import Random
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, reset_queries, transaction
from django.utils import timezone

from posts import search
from posts.models import (
    Author,
    Byline,
    Category,
    Content,
    Filing,
    Paper,
    Post,
    RunningNumber,
    Series,
    Status,
    Tag,
    Tagging,
)
from posts.models.slugs import slug_for
from posts.rendering import RENDERER_VERSION
from posts.seeding.inserting import Row, insert, journal_in_memory, new_keys
from posts.seeding.texts import Text, Texts
from posts.seeding.wording import WORDS, Wording

BATCH = 2000
SECTIONS = ("Crisis", "Media", "Measurement", "Inside", "Craft", "Ethics")
TAGS = 60
AUTHORS = 24
MOST_SERIES = 24
PARTS_A_SERIES = 8
POSTS_A_SERIES = 40  # there is one series for so many posts, up to the most
LONGEST_PAST = timedelta(days=365 * 20)
A_WEEK = timedelta(days=7)


def seed(number: int, *, seed: int, with_search: bool) -> Iterator[int]:
    """Write `number` posts, oldest first, beside those that are there; yield how many at a time.

    The newest went live before today began in UTC. The same posts for the same seed, the same day
    and the same number of posts before. A batch is a transaction of its own.
    """
    random = Random(f"{seed} after {RunningNumber.objects.filter(name='post').first()}")  # noqa: S311
    wording = Wording(random)
    writer = _Writer(random, wording, number)
    with journal_in_memory():
        for start in range(0, number, BATCH):
            places = range(start, min(start + BATCH, number))
            with transaction.atomic():
                keys = writer.write(places)
                if with_search:
                    search.index_posts(keys)
            reset_queries()  # In development Django keeps them, and these are long.
            yield len(places)
    if connection.vendor == "postgresql":
        # Until it has counted by itself, in a minute or more, it plans for empty tables.
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


class _Writer:
    """What every post is made of, and the rows of one batch after another."""

    def __init__(self, random: Random, wording: Wording, number: int) -> None:
        self._random, self._wording = random, wording
        self._texts = Texts(wording, site_url=settings.SITE_URL)
        papers = Paper.values
        self._sections = [
            _key(Category, name=name, paper=papers[place % len(papers)], position=place + 1)
            for place, name in enumerate(SECTIONS)
        ]
        self._tags = [
            _key(Tag, name=f"{noun}s".capitalize()) for noun in _plain(WORDS["noun"])[:TAGS]
        ]
        # A tag at a place is as frequent as the place is small (Zipf's law).
        self._tag_weights = list(accumulate(1 / place for place in range(1, TAGS + 1)))
        self._authors = [_key(Author, name=f"Example Author {n + 1}") for n in range(AUTHORS)]
        self._in_series = self._spread_series(number)
        midnight = timezone.now().astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        self._step = min(LONGEST_PAST, number * A_WEEK) / number
        self._oldest = midnight - number * self._step

    def _spread_series(self, number: int) -> dict[int, tuple[int, int]]:
        """Return series and part for each place that has one, evenly over all posts."""
        runs = min(MOST_SERIES, number // POSTS_A_SERIES)
        spread: dict[int, tuple[int, int]] = {}
        for run in range(runs):
            series = Series.objects.create(title=f"{self._wording.title()} {run + 1}")
            first = number * run // runs
            spread |= {first + 2 * part: (series.pk, part + 1) for part in range(PARTS_A_SERIES)}
        return spread

    def write(self, places: range) -> list[int]:
        """Write the posts at these places of the whole; return their keys."""
        last = RunningNumber.take("post", count=len(places))
        first = last - len(places) + 1
        keys = new_keys(Post, len(places))
        texts = [self._texts.text(self._random) for _ in places]
        posts = [
            {"id": key, **self._post(place, number), **_summary(text)}
            for key, place, number, text in zip(keys, places, count(first), texts, strict=False)
        ]
        insert(Post, posts)
        insert(Content, map(_content, keys, texts))
        insert(Filing, (row for post in posts for row in self._filings(post)))
        insert(Tagging, (row for post in posts for row in self._taggings(post)))
        insert(Byline, (row for post in posts for row in self._bylines(post)))
        return keys

    def _post(self, place: int, number: int) -> Row:
        title = self._wording.title()
        series, part = self._in_series.get(place, (None, None))
        return {
            "number": number,
            "guid": UUID(int=self._random.getrandbits(128), version=4),
            "title": title,
            # The number tells the many apart that have the same title.
            "slug": f"{slug_for(title, fallback='post')}-{number}",
            "standfirst": self._wording.paragraph(2),
            "status": Status.PUBLISHED.value,
            "published_at": self._moment(place),
            "category_id": self._random.choice(self._sections),
            "series_id": series,
            "series_part": part,
        }

    def _moment(self, place: int) -> datetime:
        """Return when the post at a place went live: within its own share of the time."""
        return self._oldest + (place + self._random.random()) * self._step

    def _filings(self, post: Row) -> Iterator[Row]:
        filed = {post["category_id"]}
        if self._random.random() < 0.3:
            filed.add(self._random.choice(self._sections))
        for category in sorted(filed):
            yield {"category_id": category, **_of(post)}

    def _taggings(self, post: Row) -> Iterator[Row]:
        most = self._random.randint(1, 4)
        chosen = self._random.choices(self._tags, cum_weights=self._tag_weights, k=most)
        dated = {"content_object_id": post["id"], "published_at": post["published_at"]}
        for tag in dict.fromkeys(chosen):
            yield {"tag_id": tag, **dated}

    def _bylines(self, post: Row) -> Iterator[Row]:
        names = 2 if self._random.random() < 0.2 else 1
        for position, author in enumerate(self._random.sample(self._authors, names)):
            yield {"author_id": author, "position": position, **_of(post)}


def _of(post: Row) -> Row:
    return {"post_id": post["id"], "published_at": post["published_at"]}


def _key(model: Any, *, name: str, **fields: Any) -> int:
    """Return the key of the row of that name, made where there is none."""
    row = model.objects.filter(name=name).first() or model.objects.create(name=name, **fields)
    return int(row.pk)


def _plain(nouns: list[str]) -> list[str]:
    """Return the nouns whose plural takes no more than an s."""
    return [noun for noun in nouns if not noun.endswith(("y", "s", "ch"))]


def _summary(text: Text) -> Row:
    return {
        "excerpt": text.excerpt,
        "word_count": text.word_count,
        "reading_minutes": text.reading_minutes,
    }


def _content(key: int, text: Text) -> Row:
    return {
        "post_id": key,
        "renderer_version": RENDERER_VERSION,
        "headings": text.headings,
        "markdown": text.markdown,
        "html": text.html,
        "text": text.text,
    }
