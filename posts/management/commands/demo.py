"""`manage.py demo`: fill an empty publication with the one that comes along."""

from __future__ import annotations

import secrets
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

import posts as publication
from posts.importers import ImportOptions, Kind, Outcome, Report, import_markdown
from posts.importers.frontmatter import read_front_matter
from posts.models import Page, Post

DEMO = Path(publication.__file__).parent / "demo"
# Beside the tree of posts, in which every Markdown file is a post.
PAGES = Path(publication.__file__).parent / "demo_pages"
EDITOR = "editor"


class Command(BaseCommand):
    """Loads the demo publication, and on request the first account."""

    help = "Load the demo publication into an empty database. Existing posts are never touched."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the two choices there are."""
        parser.add_argument(
            "--force", action="store_true", help="load it beside the posts that are there"
        )
        parser.add_argument(
            "--with-admin",
            action="store_true",
            help=f"make the account “{EDITOR}” with a random password, where there is none yet",
        )

    def handle(self, *, force: bool, with_admin: bool, **_options: Any) -> None:
        """Load what is missing and say what was done."""
        if Post.objects.exists() and not force:
            self.stdout.write("There are posts already: the demo was not loaded.")
        else:
            self._load()
        if with_admin:
            self._make_editor()

    def _load(self) -> None:
        report = import_markdown(DEMO, ImportOptions())
        refused = [file for file in report if file.outcome is Outcome.REFUSED]
        if refused:
            sentences = "\n".join(report.sentence(file) for file in refused)
            raise CommandError(f"The demo could not be loaded whole:\n{sentences}")
        posts, pictures = _came(report, Kind.POST), _came(report, Kind.PICTURE)
        pages = sum(_make_page(file) for file in sorted(PAGES.glob("*.md")))
        self.stdout.write(f"Demo loaded: {posts} posts, {pictures} pictures, {pages} pages.")

    def _make_editor(self) -> None:
        users = get_user_model().objects
        desk = f"Desk: {settings.SITE_URL}{reverse('admin:index')}"
        if users.exists():
            self.stdout.write(f"{desk}  (accounts exist already)")
            return
        password = secrets.token_urlsafe(12)
        users.create_superuser(EDITOR, email="", password=password)
        self.stdout.write(f"{desk}  user {EDITOR}  password {password}")
        self.stdout.write("The password is shown this once. Change it on the desk.")


def _make_page(file: Path) -> bool:
    """Make the standing page that a file holds, unless its path is taken; say whether it was."""
    front = read_front_matter(file.read_text(encoding="utf-8"))
    values = {**front.values, "body": front.body, "is_published": True}
    _page, is_new = Page.objects.get_or_create(path=file.stem, defaults=values)
    return is_new


def _came(report: Report, kind: Kind) -> int:
    return report.count(kind, Outcome.CREATED) + report.count(kind, Outcome.UPDATED)
