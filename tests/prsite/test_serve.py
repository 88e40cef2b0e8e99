"""The production server starts with its settings, or says what is missing."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.prsite.test_settings import PRODUCTION, ROOT


def serve(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Start the server in a process of its own; it is expected to refuse."""
    kept = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "prsite.serve", *arguments],
        cwd=ROOT,
        env=kept | {"ENV_FILE": os.devnull} | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_server_without_settings_names_them_and_nothing_else():
    result = serve("--prepare")

    assert result.returncode == os.EX_CONFIG
    assert result.stderr.startswith("DEBUG is off and these settings are missing")
    for name in ("SECRET_KEY", "ALLOWED_HOSTS", "SITE_URL"):
        assert f"  {name}: " in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("WEB_WORKERS", "many", "WEB_WORKERS is 'many'; it must be a whole number from 1 to 256"),
        ("WEB_PORT", "0", "WEB_PORT is '0'"),
        ("DEBUG", "true", "DEBUG is on, and this server is for production alone"),
        ("STATIC_ROOT", "/nowhere", "Run collectstatic"),
        ("SITE_URL", "nonsense", "SITE_URL is 'nonsense'"),
    ],
)
def test_wrong_setting_stops_the_server_with_a_sentence(name, value, words):
    result = serve(**PRODUCTION | {name: value})

    assert result.returncode == os.EX_CONFIG
    assert words in result.stderr
    assert "Traceback" not in result.stderr
