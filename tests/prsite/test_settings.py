"""Settings fail closed, name what is missing, and say how to mend it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from prsite import environment

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


@pytest.fixture
def collected(tmp_path) -> dict[str, str]:
    """Return the setting of a folder in which `collectstatic` left its list."""
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "staticfiles.json").write_text('{"paths": {}, "version": "1.1"}')
    return {"STATIC_ROOT": str(tmp_path / "static")}


def test_production_settings_pass_the_deployment_check(collected):
    result = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION, **collected)

    assert result.returncode == 0, result.stderr
    assert "no issues (0 silenced)" in result.stdout


def test_env_file_decides_what_a_management_command_runs_as(tmp_path, collected):
    env_file = tmp_path / "production.env"
    database = f"sqlite:///{tmp_path}/new/folder/site.sqlite3"
    settings = {**PRODUCTION, **collected, "DATABASE_URL": database}
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
        ("DATABASE_URL", "postgres://u@h/n?pgbouncer=true", 'option "pgbouncer"'),
        ("DATABASE_URL", "postgres://u@h/n?pool=false", 'option "pool"'),
        ("CACHE_URL", "nonsense", "CACHE_URL"),
        ("EMAIL_URL", "nonsense", "EMAIL_URL"),
        ("SITE_URL", "https://www.example.org/#top", "a scheme and a host alone"),
        ("SITE_URL", "https://www.example.org#top", "a scheme and a host alone"),
        ("SITE_URL", "https://www.example.org?", "a scheme and a host alone"),
        ("SITE_URL", "https://user:secret@www.example.org", "a scheme and a host alone"),
        ("SITE_URL", "http://[", "a scheme and a host alone"),
        ("ALLOWED_HOSTS", "https://www.example.org", "ALLOWED_HOSTS contains 'https://www"),
        ("ALLOWED_HOSTS", "www.example.org:8000", "without scheme, port or path"),
        ("ALLOWED_HOSTS", ",", "ALLOWED_HOSTS names no host"),
        ("PAGE_SIZE", "x", "PAGE_SIZE is 'x'; it must be a whole number from 1 to 200"),
        ("PAGE_SIZE", "0", "PAGE_SIZE is '0'; it must be a whole number from 1 to 200"),
        ("PAGE_SIZE", "201", "PAGE_SIZE is '201'"),
        ("CONTENT_CHECKS", "shout", "CONTENT_CHECKS names 'shout'; it takes dotted paths"),
        ("PICTURE_MAX_MB", "-1", "PICTURE_MAX_MB is '-1'"),
        ("HSTS_SECONDS", "a year", "HSTS_SECONDS is 'a year'"),
        ("HTTPS_ONLY", "perhaps", "HTTPS_ONLY is 'perhaps'; it must be true or false"),
        ("DEBUG", "perhaps", "DEBUG is 'perhaps'; it must be true or false"),
        ("LOG_LEVEL", "LOUD", "LOG_LEVEL is 'LOUD'; it must be one of DEBUG, INFO"),
        ("LANGUAGE_CODE", "english", "LANGUAGE_CODE is 'english'"),
        (
            "SHARE_FONT",
            "no/such/font.ttf",
            "SHARE_FONT is 'no/such/font.ttf', and there",
        ),
        ("ENV_FILE", "no/such/file", "ENV_FILE is 'no/such/file', and there is no such file"),
    ],
)
def test_wrong_setting_stops_the_start_with_its_name_and_remedy(name, value, words):
    result = manage("check", **PRODUCTION | {name: value})

    assert result.returncode != 0
    assert words in result.stderr


def test_wrong_setting_names_no_secret_of_its_address():
    result = manage("check", **PRODUCTION | {"SITE_URL": "https://user:pa55word@example.org"})

    assert result.returncode != 0
    assert "pa55word" not in result.stderr


def printed(expression: str, **environment: str) -> list[str]:
    """Return the words that `expression` prints with the settings of `environment`."""
    script = f"from django.conf import settings as s; print({expression})"
    result = manage("shell", "--no-imports", "-c", script, **environment)
    assert result.returncode == 0, result.stderr
    return result.stdout.split()


def test_right_values_are_taken_however_they_are_written():
    values = {
        "ALLOWED_HOSTS": " .example.org, [::1],",
        "SITE_URL": "HTTPS://www.Example.org:8443/",
        "LOG_LEVEL": "warning",
        "LANGUAGE_CODE": "fr-ca",
        "PAGE_SIZE": "200",
    }

    shown = printed(
        "*s.ALLOWED_HOSTS, s.SITE_URL, s.LOGGING['root']['level'], s.LANGUAGE_CODE, s.PAGE_SIZE",
        **PRODUCTION | values,
    )

    assert shown == [
        ".example.org", "[::1]", "HTTPS://www.Example.org:8443", "WARNING", "fr-ca", "200",
    ]  # fmt: skip


def test_files_are_kept_below_the_folder_of_everything_that_is_not_code(tmp_path):
    folders = "s.MEDIA_ROOT, s.STATIC_ROOT"
    inside = [str(tmp_path / "media"), str(tmp_path / "static")]

    shown = printed(folders, **PRODUCTION, VAR_DIR=str(tmp_path))
    emptied = printed(folders, **PRODUCTION, VAR_DIR=str(tmp_path), MEDIA_ROOT="", STATIC_ROOT="")
    elsewhere = printed(folders, **PRODUCTION, MEDIA_ROOT="/srv/media", STATIC_ROOT="/srv/static")

    assert (shown, emptied) == (inside, inside)
    assert elsewhere == ["/srv/media", "/srv/static"]


def test_refused_request_is_logged_once():
    script = "import logging; logging.getLogger('django.request').warning('Refused it')"

    results = [
        manage("shell", "--no-imports", "-c", script, **PRODUCTION | {"DEBUG": debug})
        for debug in ("true", "false")
    ]

    assert [result.stderr.count("Refused it") for result in results] == [1, 1]


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


# ---------------------------------------------------------------- the database


@pytest.mark.parametrize(("switch", "is_prepared"), [("", True), ("true", True), ("false", False)])
def test_statements_are_prepared_unless_a_pool_outside_cannot_have_it(
    monkeypatch, switch, is_prepared
):
    monkeypatch.setenv("DATABASE_URL", "postgres://prsite@db.example.org/prsite")
    monkeypatch.setenv("DATABASE_PREPARE", switch)

    options = environment.database()["OPTIONS"]

    assert options.get("server_side_binding", False) is is_prepared
    assert (options.get("prepare_threshold") is not None) is is_prepared


def test_what_the_address_of_a_database_asks_for_is_kept(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://u@db.example.org/n?sslmode=verify-full")

    options = environment.database()["OPTIONS"]

    assert options["sslmode"] == "verify-full"
    assert options["pool"]
