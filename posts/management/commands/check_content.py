"""Say what is wrong with posts: `manage.py check_content --state live --fail-on error`."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from posts.checking import Check, Finding, all_checks, reports_on
from posts.models import Post, State
from posts.querysets import PostQuerySet

STATES = ("live", "scheduled", "draft", "unpublished", "expired", "all")


class Command(BaseCommand):
    """Runs the checks that posts go through before publishing over posts that are stored."""

    help = (
        "Run the checks of posts over what is stored, and list by post what they find, with its "
        "address at the desk. Ends with status 1 where there are errors."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say which posts, which checks, and what is a failure."""
        parser.add_argument("--state", choices=STATES, default="live", help="which posts (live)")
        parser.add_argument(
            "--check",
            dest="names",
            metavar="NAME",
            action="append",
            default=[],
            help="only this check; may be given more than once",
        )
        parser.add_argument(
            "--fail-on",
            choices=("error", "warning"),
            default="error",
            help="what ends with status 1 (error)",
        )

    def handle(self, *, state: str, names: list[str], fail_on: str, **_options: Any) -> None:
        """List post by post. Raises CommandError where something fails."""
        checks = _chosen(names)
        keys = list(_posts(state).order_by("pk").values_list("pk", flat=True))
        told, errors, warnings = 0, 0, 0
        for post, report in reports_on(keys, checks):
            if not report.findings:
                continue
            told += 1
            errors += len(report.errors)
            warnings += len(report.warnings)
            address = reverse("admin:posts_post_change", args=[post.pk])
            self.stdout.write(f"{post.title}\n  {settings.SITE_URL}{address}")
            for finding in report.findings:
                self.stdout.write(_line(finding))
        said = f"{len(keys)} posts: {errors} errors and {warnings} warnings in {told} of them."
        if errors or (warnings and fail_on == "warning"):
            raise CommandError(said)
        self.stdout.write(said)


def _posts(state: str) -> PostQuerySet:
    every = Post.objects.all()
    chosen = {
        "all": every,
        State.LIVE: every.published(),
        State.SCHEDULED: every.scheduled(),
        State.DRAFT: every.drafts(),
        State.UNPUBLISHED: every.unpublished(),
        State.EXPIRED: every.expired(),
    }
    return chosen[state]


def _chosen(names: list[str]) -> list[Check]:
    """Return the checks of these names, or all. Raises CommandError for a name there is not."""
    known = {check.name: check for check in all_checks()}
    for name in names:
        if name not in known:
            raise CommandError(f"There is no check called {name!r}. There are: {', '.join(known)}.")
    return [known[name] for name in names or known]


def _line(finding: Finding) -> str:
    grade = "error  " if finding.is_error else "warning"
    return f"    {grade}  {finding.check.name}: {finding}"
