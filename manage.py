#!/usr/bin/env python
"""Run prsite's management commands; in a plain checkout this means development."""

import os
import sys

from django.core.management import execute_from_command_line

from prsite.environment import env, read_env_file


def main() -> None:
    """Choose development unless `.env` or the environment says otherwise, then run the command."""
    read_env_file()
    if not env.str("DEBUG", ""):
        os.environ["DEBUG"] = "true"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prsite.settings")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
