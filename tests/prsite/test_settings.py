"""Settings fail closed, name what is missing, and say how to mend it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent

PRODUCTION = {
    "DEBUG": "false",
    "SECRET_KEY": "".join(chr(33 + index) for index in range(60)),
    "ALLOWED_HOSTS": "www.example.org",
    "SITE_URL": "https://www.example.org",
    "DATABASE_URL": "sqlite://:memory:",
}


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own, with nothing of this one's settings."""
    kept = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
    kept["ENV_FILE"] = os.devnull
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=kept | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_production_settings_pass_the_deployment_check():
    result = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)

    assert result.returncode == 0, result.stderr
    assert "no issues (0 silenced)" in result.stdout


def test_env_file_decides_what_a_management_command_runs_as(tmp_path):
    env_file = tmp_path / "production.env"
    settings = {**PRODUCTION, "DATABASE_URL": f"sqlite:///{tmp_path}/new/folder/site.sqlite3"}
    lines = [f"{name}='{value}'" for name, value in settings.items() if name != "SECRET_KEY"]
    env_file.write_text("\n".join([*lines, "SECRET_KEY=" + "k3y-9" * 13]))

    result = manage("check", "--deploy", "--fail-level", "WARNING", ENV_FILE=str(env_file))
    migrated = manage("migrate", "--verbosity", "0", ENV_FILE=str(env_file))

    assert result.returncode == 0, result.stderr
    assert migrated.returncode == 0, migrated.stderr
    assert (tmp_path / "new" / "folder" / "site.sqlite3").exists()


def test_environment_wins_over_the_env_file(tmp_path):
    env_file = tmp_path / "production.env"
    env_file.write_text("DEBUG=false\n")

    result = manage("check", ENV_FILE=str(env_file), DEBUG="true", VAR_DIR=str(tmp_path))

    assert result.returncode == 0, result.stderr


def test_production_names_every_missing_setting_at_once():
    result = manage("check", DEBUG="false")

    assert result.returncode != 0
    for name in ("SECRET_KEY", "ALLOWED_HOSTS", "SITE_URL"):
        assert f"  {name}: " in result.stderr


def test_web_server_gets_production_unless_told_otherwise(tmp_path):
    kept = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
    kept["ENV_FILE"] = os.devnull

    result = subprocess.run(
        [sys.executable, "-c", "import prsite.wsgi"],
        cwd=ROOT,
        env=kept,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert "DEBUG is off and these settings are missing" in result.stderr


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("SECRET_KEY", "short", "SECRET_KEY has 5 characters"),
        ("SECRET_KEY", "a" * 80, "random"),
        ("ALLOWED_HOSTS", "*", "ALLOWED_HOSTS contains '*'"),
        ("SITE_URL", "www.example.org", "SITE_URL is 'www.example.org'"),
        ("SITE_URL", "https://www.example.org/news", "a scheme and a host alone"),
        ("TIME_ZONE", "Mars/Olympus", "TIME_ZONE is 'Mars/Olympus'"),
        ("DATABASE_URL", "mysql://u@h/n", "runs on sqlite and postgres"),
        ("DATABASE_URL", "nonsense", "DATABASE_URL"),
        ("CACHE_URL", "nonsense", "CACHE_URL"),
        ("EMAIL_URL", "nonsense", "EMAIL_URL"),
    ],
)
def test_wrong_setting_stops_the_start_with_its_name_and_remedy(name, value, words):
    result = manage("check", **PRODUCTION | {name: value})

    assert result.returncode != 0
    assert words in result.stderr


def test_development_needs_no_setting_and_keeps_its_own_random_key(tmp_path):
    results = [
        manage(
            "shell", "--no-imports", "-c",
            "from django.conf import settings; print(settings.SECRET_KEY)",
            VAR_DIR=str(tmp_path),
        )
        for _ in range(2)
    ]  # fmt: skip

    keys = {result.stdout.strip() for result in results}
    assert len(keys) == 1
    assert len(keys.pop()) > 50
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600


def test_sqlite_file_is_durable_and_does_not_block_readers(tmp_path):
    script = (
        "from django.db import connection as c; k = c.cursor();"
        "print([k.execute('PRAGMA ' + name).fetchone()[0] for name in"
        " ('journal_mode', 'synchronous', 'foreign_keys')],"
        " c.settings_dict['OPTIONS']['transaction_mode'])"
    )

    result = manage(
        "shell", "--no-imports", "-c", script, DATABASE_URL=f"sqlite:///{tmp_path}/site.sqlite3"
    )

    assert result.stdout.strip() == "['wal', 2, 1] IMMEDIATE"
