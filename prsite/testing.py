"""`manage.py test` runs pytest, so that there is one suite and one way to run it."""

from __future__ import annotations

import os
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any


class PytestRunner:
    """Hand the labels and the common options of `manage.py test` on to pytest.

    A process of its own, because pytest loads the settings of the tests and Django has loaded the
    project's by now.
    """

    def __init__(
        self,
        *,
        verbosity: int = 1,
        failfast: bool = False,
        keepdb: bool = False,
        parallel: str | int = "auto",
        test_name_patterns: Sequence[str] | None = None,
        **_options: Any,
    ) -> None:
        self.arguments = [
            *(["-n", str(parallel), "--dist", "worksteal"] if str(parallel) != "1" else []),
            *(["-" + "v" * (verbosity - 1)] if verbosity > 1 else []),
            *(["--quiet"] if verbosity == 0 else []),
            *(["--exitfirst"] if failfast else []),
            *(["--reuse-db"] if keepdb else []),
            *(["-k", " or ".join(test_name_patterns)] if test_name_patterns else []),
        ]

    @classmethod
    def add_arguments(cls, parser: ArgumentParser) -> None:
        """Offer the options that pytest can honour."""
        parser.add_argument(
            "--parallel", default="auto", help="How many processes; 1 for none beside this one."
        )
        parser.add_argument("--keepdb", action="store_true", help="Keep the test database.")
        parser.add_argument(
            "-k", action="append", dest="test_name_patterns", help="Select by name."
        )

    def run_tests(self, test_labels: Sequence[str]) -> int:
        """Run the tests named by `test_labels` (paths or node ids; all without) and count failures.

        Returns pytest's exit status: 0 when everything passed.
        """
        environment = {key: value for key, value in os.environ.items() if key != "DEBUG"}
        command = [sys.executable, "-m", "pytest", "--ds=tests.settings", *self.arguments]
        return subprocess.run([*command, *test_labels], env=environment, check=False).returncode  # noqa: S603
