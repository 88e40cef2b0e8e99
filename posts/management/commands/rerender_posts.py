"""`manage.py rerender_posts`: bring stored HTML up to the renderer that is installed."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Model
from tqdm import tqdm

from posts.models import Author, Category, Page, Post, Series, Tag
from posts.querysets import PostQuerySet
from posts.rendering import RENDERER_VERSION, RenderRefused, render_note

BATCH = 200
# Small texts, which are rendered beside their rows: model, field, and the field of its HTML.
NOTES: tuple[tuple[type[Model], str, str], ...] = (
    (Author, "biography", "biography_html"),
    (Category, "description", "description_html"),
    (Series, "description", "description_html"),
    (Tag, "description", "description_html"),
)


class Command(BaseCommand):
    """Renders what an older renderer rendered; what editors wrote stays as it is."""

    help = "Bring stored HTML up to the installed renderer. Safe to repeat and to interrupt."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare `--all`."""
        parser.add_argument(
            "--all", action="store_true", help="render every text, whichever renderer made its HTML"
        )

    def handle(self, *, verbosity: int, **options: Any) -> None:
        """Render posts, pages and small texts, and fail if one of them is refused now."""
        self.refused = 0
        rendered = self._posts(everything=options["all"], is_shown=verbosity > 0)
        pages = sum(self._page(page) for page in Page.objects.all())
        changed = sum(self._notes(*place) for place in NOTES)
        if verbosity > 0:
            self.stdout.write(
                f"{rendered} posts rendered, {pages} pages and {changed} descriptions changed."
            )
        if self.refused:
            raise CommandError(
                f"{self.refused} texts were refused and keep their old HTML.", returncode=1
            )

    def _posts(self, *, everything: bool, is_shown: bool) -> int:
        outdated = Post.objects.order_by("pk").select_related("content")
        if not everything:
            outdated = outdated.exclude(content__renderer_version=RENDERER_VERSION)
        total = outdated.count()
        rendered = 0
        # tqdm shows nothing where nobody watches.
        bar = tqdm(total=total, unit="post", disable=None if is_shown else True, leave=False)
        with bar:
            for post in in_batches(outdated):
                rendered += self._render(post)
                bar.update()
        return rendered

    def _render(self, post: Post) -> bool:
        try:
            post.rerender()
        except RenderRefused as refusal:
            self._refuse(f"post {post.pk} “{post}”", refusal)
            return False
        return True

    def _page(self, page: Page) -> bool:
        stored = page.body_html
        try:
            page.rerender()
        except RenderRefused as refusal:
            self._refuse(f"page {page.pk} “{page}”", refusal)
            return False
        page.refresh_from_db(fields=["body_html"])
        return page.body_html != stored

    def _notes(self, model: type[Model], field: str, html_field: str) -> int:
        rows = model._default_manager.values_list("pk", field, html_field)
        return sum(self._note(model, html_field, *row) for row in rows.iterator())

    def _note(self, model: type[Model], html_field: str, pk: int, text: str, stored: str) -> bool:
        try:
            html = render_note(text)
        except RenderRefused as refusal:
            self._refuse(f"{model._meta.verbose_name} {pk}", refusal)
            return False
        if html == stored:
            return False
        model._default_manager.filter(pk=pk).update(**{html_field: html})
        return True

    def _refuse(self, what: str, refusal: RenderRefused) -> None:
        self.refused += 1
        self.stderr.write(f"refused: {what} – {refusal}")


def in_batches(posts: PostQuerySet) -> Iterator[Post]:
    """Yield posts by key, one batch a query, each read when its turn comes."""
    last = 0
    while batch := list(posts.filter(pk__gt=last)[:BATCH]):
        yield from batch
        last = batch[-1].pk
