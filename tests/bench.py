"""Measure what editors and readers wait for; run by `make bench`, never by the suite.

Everything happens in a scratch folder with a SQLite file of its own. Times are wall-clock on the
machine at hand: compare them with each other within one run rather than with another machine's.
"""

from __future__ import annotations

import argparse
import io
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

WORDS = "The editor reads the draft aloud and cuts every word that nobody would say. "
PAGES = (
    "/",
    "/posts/",
    "/posts/?after=start",
    "/posts/post-0/",
    "/categories/crisis/",
    "/tags/apologies/",
)


def milliseconds(act: Callable[[], object], *, rounds: int) -> list[float]:
    """Time `act` `rounds` times after one that does not count; return sorted milliseconds."""
    act()
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        act()
        times.append((time.perf_counter() - start) * 1000)
    return sorted(times)


def report(name: str, times: list[float]) -> None:
    """Print a line: what was measured, its median, 95th and 99th percentile in milliseconds."""
    shown = [("p50", statistics.median(times))]
    shown += [
        (f"p{share}", times[min(len(times) - 1, round(len(times) * share / 100))])
        for share in (95, 99)
    ]
    columns = "".join(f"   {label} {value:8.2f} ms" for label, value in shown)
    sys.stdout.write(f"{name:<44}{columns}\n")


@contextmanager
def scratch_site() -> Iterator[Path]:
    """Point the project at a scratch folder and migrate its database."""
    with tempfile.TemporaryDirectory(prefix="prsite-bench-") as folder:
        os.environ |= {
            "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
            "MEDIA_ROOT": f"{folder}/media",
            "DJANGO_SETTINGS_MODULE": "tests.settings",
        }
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        yield Path(folder)


def bench_rendering() -> None:
    """Render texts of three lengths, as saving a post does."""
    from posts.rendering import render

    for words in (700, 1800, 5000):
        paragraphs = [f"## Part {n}\n\n" + WORDS * 6 for n in range(words // 84)]
        text = "\n\n".join(paragraphs)
        report(f"render {words} words", milliseconds(partial(render, text), rounds=20))


def bench_picture() -> None:
    """Take a photograph of twelve megapixels with all its renditions."""
    from PIL import Image

    from posts.imaging import prepare

    noise = Image.effect_noise((1000, 750), 60).resize((4000, 3000)).convert("RGB")
    buffer = io.BytesIO()
    noise.save(buffer, format="JPEG", quality=90, exif=Image.Exif())
    data = buffer.getvalue()
    act = partial(prepare, data, name="photo.jpg", max_bytes=len(data))
    report("picture of 4000 x 3000 pixels", milliseconds(act, rounds=5))


def bench_import(folder: Path, posts: int) -> None:
    """Import a tree of Markdown files of 700 words each."""
    from django.core.management import call_command

    tree = folder / "tree" / "_posts"
    tree.mkdir(parents=True)
    for number in range(posts):
        matter = (
            f"title: Imported {number}\ndate: 2026-01-05\ntags: [one, two]\nauthor: Ada Example"
        )
        body = "\n\n".join([WORDS * 6] * 8)
        name = f"2026-01-05-imported-{number}.md"
        (tree / name).write_text(f"---\n{matter}\n---\n{body}\n", encoding="utf-8")
    start = time.perf_counter()
    call_command("import_posts", "markdown", str(tree.parent), verbosity=0)
    seconds = time.perf_counter() - start
    sys.stdout.write(
        f"{'import of ' + str(posts) + ' posts':<44} {posts / seconds:13.0f} posts/s\n"
    )


def bench_desk() -> None:
    """Save a post of 3,000 words from its form, keep its changes aside, and autosave it."""
    from itertools import count

    from django.contrib.auth import get_user_model
    from django.test import Client
    from django.urls import reverse

    from tests import factories
    from tests.admin.conftest import typed

    client = Client()
    client.force_login(get_user_model().objects.create_superuser("editor", password="x"))
    text = "\n\n".join(f"## Part {n}\n\n" + WORDS * 8 for n in range(26))
    author = factories.make_author()
    post = factories.make_post(body=text, slug="long", authors=[author])
    change = reverse("admin:posts_post_change", args=[post.pk])
    turn = count()

    def send(address: str, button: str) -> None:
        sent: dict[str, Any] = {
            "title": "Long",
            "slug": "long",
            "status": "published",
            "category": post.category_id,
        }
        sent |= {"published_at": "2026-01-05T08:00", "authors": [author]}
        form = typed(post=post, **sent, body=f"{text}\n\nTurn {next(turn)}.")
        del form["_continue"]
        response = client.post(address, form | {button: ""})
        if response.status_code not in {200, 302} or "adminform" in (response.context or {}):
            raise RuntimeError(f"{address} refused the form")

    autosave = reverse("admin:posts_post_autosave", args=[post.pk])
    checks = reverse("admin:posts_post_checks", args=[post.pk])
    presence = reverse("admin:posts_post_presence", args=[post.pk])
    for name, act in (
        ("save a post of 3,000 words", lambda: send(change, "_continue")),
        ("keep its changes aside", lambda: send(change, "_aside")),
        ("autosave it", lambda: send(autosave, "_autosave")),
        ("check what is typed", lambda: send(checks, "_checks")),
        ("say that it is open", lambda: client.post(presence, {"key": "form-abcdefghijkl"})),
        ("open its form", lambda: client.get(change)),
        ("open its history", lambda: client.get(f"{change.removesuffix('change/')}history/")),
    ):
        report(name, milliseconds(act, rounds=40))


def bench_lists(posts: int) -> None:
    """Open the lists of the desk, and its calendar, of very many posts."""
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from django.test import Client
    from django.urls import reverse

    call_command("seed_posts", str(posts), add=True, without_search=True, verbosity=0)
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("lister", password="x"))
    listed = reverse("admin:posts_post_changelist")
    for name, address in (
        ("list", listed),
        ("list of live ones", f"{listed}?state=live"),
        ("list of those in review", f"{listed}?review=open"),
        ("calendar", reverse("admin:posts_post_calendar")),
        ("audit log", reverse("admin:posts_auditentry_changelist")),
    ):
        times = milliseconds(partial(client.get, address), rounds=20)
        report(f"open the {name} ({posts:,} posts)", times)


def bench_pages(posts: int) -> None:
    """Ask for each kind of page through the whole of Django, uncached."""
    from django.test import Client

    from tests.test_budgets import fill

    fill(posts)
    client = Client()
    for path in PAGES:
        times = milliseconds(partial(client.get, path), rounds=50)
        report(f"GET {path} ({posts} posts, uncached)", times)


def main() -> None:
    """Run every measurement and print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=5000)
    parser.add_argument("--listed", type=int, default=100_000)
    parser.add_argument("--imported", type=int, default=300)
    options = parser.parse_args()
    with scratch_site() as folder:
        bench_rendering()
        bench_picture()
        bench_desk()
        bench_pages(options.posts)
        bench_import(folder, options.imported)
        bench_lists(options.listed)


if __name__ == "__main__":
    main()
