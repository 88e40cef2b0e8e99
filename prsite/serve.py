"""Serve the publication with Granian: `python -m prsite.serve`, in production only.

With `--prepare` the database is migrated and static files are collected first, which is right for
one machine; of many machines, one does that before the others start.
"""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from prsite.environment import BASE_DIR, given, whole_number

MOST_BY_DEFAULT = 8  # workers; each takes some 70 MB

FLAGS = [
    "--interface=wsgi",
    "--http=1",
    "--no-ws",
    # Two, so that a worker goes on answering while it converts a picture; one cached page costs
    # the same with both.
    "--blocking-threads=2",
    # Counts connections, idle ones too. A proxy keeps many open, and a browser is one: with a small
    # number the next would wait until another leaves.
    "--backpressure=1024",
    "--backlog=2048",
    "--http1-header-read-timeout=10000",  # milliseconds
    # A worker that dies is started anew; none is ended for its age. Stopping waits for what is
    # being answered, for as long as systemd or Docker lets it: Granian's own bound to that takes a
    # worker that has just ended for one that refuses, and logs a kill that was none.
    "--respawn-failed-workers",
    "--respawn-interval=1",
    "--no-access-log",
]


def command() -> list[str]:
    """Return the command that serves, as WEB_HOST, WEB_PORT and WEB_WORKERS want it."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    workers = min(cores or 1, MOST_BY_DEFAULT)
    return [
        *(sys.executable, "-m", "granian"),
        *FLAGS,
        f"--host={given('WEB_HOST') or '127.0.0.1'}",
        f"--port={whole_number('WEB_PORT', 8000, least=1, most=65_535)}",
        f"--workers={whole_number('WEB_WORKERS', workers, least=1, most=256)}",
        "prsite.wsgi:application",
    ]


def prepare() -> None:
    """Bring the database up to date and gather static files."""
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


def main() -> None:
    """Check the settings, prepare if that is asked for, and become the server."""
    parser = ArgumentParser(prog="python -m prsite.serve", description="Serve the publication.")
    parser.add_argument(
        "--prepare", action="store_true", help="migrate and collect static files first"
    )
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prsite.settings")
    os.chdir(BASE_DIR)
    try:
        django.setup()
        serving = command()
        if settings.DEBUG:
            raise ImproperlyConfigured("DEBUG is on, and this server is for production alone.")
        if options.prepare:
            prepare()
        call_command("check", deploy=True, databases=["default"], verbosity=0)
    except (ImproperlyConfigured, SystemCheckError) as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(os.EX_CONFIG)  # a unit of systemd does not try again, which would not help
    sys.stdout.flush()
    os.execv(serving[0], serving)  # noqa: S606


if __name__ == "__main__":
    main()
