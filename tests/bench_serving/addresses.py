"""The pages of a database, a kind each, as JSON; a program of its own, as settings are read once.

Each kind names a few addresses of equal work, so that no single post decides. A deep page of a list
is its last. The first that answers of what addresses such a page had in the project's history is
taken: by number, or from the end.
"""

from __future__ import annotations

import json
import sys
from math import ceil
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db.models import Count  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from posts.models import Author, Category, Post, Series, Tag  # noqa: E402
from posts.querysets import PostQuerySet  # noqa: E402

SAMPLE = 8


def pages() -> dict[str, list[str]]:
    """Return the addresses by kind."""
    public = Post.objects.published()
    alone = public.filter(series=None)
    category, tag = _largest(Category, "filings"), _largest(Tag, "taggings")
    author = _largest(Author, "bylines")
    newest, oldest = alone.newest_first()[:SAMPLE], alone.oldest_first()[:SAMPLE]
    moments = public.newest_first().values_list("published_at", flat=True)
    middle = moments[public.count() // 2] or timezone.now()
    lists = {
        "latest": (reverse("posts:latest"), public),
        "category": (category.get_absolute_url(), public.in_category(category)),
        "tag": (tag.get_absolute_url(), public.tagged(tag)),
        "author": (author.get_absolute_url(), public.by_author(author)),
    }
    return {
        "home": [reverse("posts:home")],
        "article": [post.get_absolute_url() for post in newest],
        "article, the oldest": [post.get_absolute_url() for post in oldest],
        "article as Markdown": [reverse("posts:post_markdown", args=[p.slug]) for p in newest],
        **{name: [path] for name, (path, _posts) in lists.items()},
        **{f"{name}, last page": [_last(path, posts)] for name, (path, posts) in lists.items()},
        "year": [reverse("posts:year", args=[middle.year])],
        "month": [reverse("posts:month", args=[middle.year, middle.month])],
        "archive": [reverse("posts:archive")],
        "series": [one.get_absolute_url() for one in Series.objects.order_by("pk")[:SAMPLE]],
        "all categories": [reverse("posts:categories")],
        "all tags": [reverse("posts:tags")],
        "all authors": [reverse("posts:authors")],
        "all series": [reverse("posts:all_series")],
        "feed": [reverse("posts:feed", args=["atom.xml"])],
        "feed of a category": [reverse("posts:category_feed", args=[category.slug, "rss.xml"])],
        "sitemap": [reverse("posts:sitemap")],
    }


def _largest(model: Any, through: str) -> Any:
    """Return the row with the most posts."""
    return model.objects.annotate(posts_here=Count(through)).order_by("-posts_here")[0]


def _last(path: str, posts: PostQuerySet) -> str:
    """Return the address of the last page of a list."""
    by_number = f"{path}?page={ceil(posts.count() / settings.PAGE_SIZE)}"
    client = Client(HTTP_HOST="127.0.0.1")
    return by_number if client.get(by_number).status_code == 200 else f"{path}?after=start"


def main() -> None:
    """Print the pages, or how many posts there are."""
    answer = Post.objects.count() if "--count" in sys.argv else pages()
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
