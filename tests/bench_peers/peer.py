"""What the setting up of every peer needs."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench_serving.loads import BenchRefused


@dataclass(frozen=True, slots=True)
class Peer:
    """Where a peer is installed, the core it runs on, and the articles that it gets."""

    folder: Path
    core: int
    articles: Path  # JSON, oldest first
    newest: Mapping[str, Any]

    def run(
        self,
        command: Sequence[str],
        *,
        cwd: Path | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> str:
        """Run a command to its end and return what it said. Raises BenchRefused if it failed."""
        done = subprocess.run(
            command,
            cwd=cwd or self.folder,
            env={**os.environ, **(environment or {})},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise BenchRefused(f"{' '.join(command)} failed: {(done.stdout + done.stderr)[-800:]}")
        return done.stdout
