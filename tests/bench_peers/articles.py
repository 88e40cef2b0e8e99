"""The articles that every peer gets, as JSON; a program of its own, as settings are read once."""

from __future__ import annotations

import json
import sys

import django

django.setup()

from posts.models import Post  # noqa: E402


def articles() -> list[dict[str, object]]:
    """Return the articles, oldest first."""
    posts = Post.objects.published().oldest_first().with_article()
    return [
        {
            "title": post.title,
            "slug": post.slug,
            "standfirst": post.standfirst,
            "html": post.content.html,
            "published_at": post.published_at.isoformat() if post.published_at else "",
            "category": str(post.category),
            "tags": [tag.name for tag in post.tags_by_name],
        }
        for post in posts
    ]


if __name__ == "__main__":
    json.dump(articles(), sys.stdout)
