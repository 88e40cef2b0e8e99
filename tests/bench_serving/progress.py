"""Saying what goes on, where somebody watches."""

from __future__ import annotations

import sys


def watched(words: str) -> None:
    """Put `words` in the place of those before, on a terminal; elsewhere they would pile up."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\033[K{words}")
        sys.stderr.flush()


def say(words: str) -> None:
    """Print `words` as they are."""
    sys.stdout.write(words)
    sys.stdout.flush()
