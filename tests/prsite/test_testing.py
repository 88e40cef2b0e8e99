"""`manage.py test` runs this suite."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "test", "--parallel", "1", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_manage_py_test_runs_pytest_on_what_is_named():
    result = run("tests/markup/test_drawings.py")

    assert result.returncode == 0
    assert " passed" in result.stdout


def test_manage_py_test_reports_a_failure(tmp_path):
    failing = tmp_path / "test_failing.py"
    failing.write_text("def test_it():\n    assert False\n")

    result = run(str(failing))

    assert result.returncode != 0
    assert "1 failed" in result.stdout
