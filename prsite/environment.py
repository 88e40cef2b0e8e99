"""Read settings from the environment and say plainly what is missing or wrong."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvError

BASE_DIR = Path(__file__).resolve().parent.parent
SHORTEST_SECRET_KEY = 50  # characters, as Django's own check security.W009 asks

env = Env()


def read_env_file() -> None:
    """Load `.env` from the project's root, or the file ENV_FILE names; the environment wins."""
    env.read_env(env.str("ENV_FILE", str(BASE_DIR / ".env")), recurse=False, override=False)


def require(names: dict[str, str]) -> None:
    """Refuse to start while any of `names` (setting → what it is for) is unset or empty.

    Raises ImproperlyConfigured that lists every missing one at once.
    """
    missing = [f"  {name}: {use}" for name, use in names.items() if not env.str(name, "").strip()]
    if missing:
        raise ImproperlyConfigured(
            "DEBUG is off and these settings are missing from the environment (or .env):\n"
            + "\n".join(missing)
            + "\nSet them, or set DEBUG=true on a development machine. See docs/configuration.md."
        )


def secret_key(*, debug: bool, var_dir: Path) -> str:
    """Return SECRET_KEY; in development without one, a random key kept in `var_dir`."""
    key = env.str("SECRET_KEY", "").strip()
    if not key and debug:
        return _development_key(var_dir / "secret-key")
    if not debug and (len(key) < SHORTEST_SECRET_KEY or len(set(key)) < 5):
        raise ImproperlyConfigured(
            f"SECRET_KEY has {len(key)} characters; it needs at least {SHORTEST_SECRET_KEY} random "
            "ones. Make one with: python -c 'import secrets; print(secrets.token_urlsafe(50))'"
        )
    return key


def _development_key(path: Path) -> str:
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
        return path.read_text().strip()


def allowed_hosts(*, debug: bool) -> list[str]:
    """Return ALLOWED_HOSTS; a wildcard for every host is refused outside development."""
    hosts: list[str] = [
        host.strip() for host in env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
    ]
    if not debug and "*" in hosts:
        raise ImproperlyConfigured(
            "ALLOWED_HOSTS contains '*', which answers to any host name. "
            "List the publication's own host names, separated by commas."
        )
    return hosts


def site_url(*, debug: bool) -> str:
    """Return SITE_URL (scheme and host, no path), the base of every absolute address."""
    url = env.str("SITE_URL", "http://127.0.0.1:8000" if debug else "").strip().rstrip("/")
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path or parts.query:
        raise ImproperlyConfigured(
            f"SITE_URL is {url!r}; it must be a scheme and a host alone, "
            "for example https://www.example.org"
        )
    return url


def time_zone() -> str:
    """Return TIME_ZONE, checked against the zone database."""
    name = env.str("TIME_ZONE", "Europe/London")
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ImproperlyConfigured(
            f"TIME_ZONE is {name!r}, which is no zone of the IANA database; "
            "use a name such as Europe/London or UTC."
        ) from error
    return name


def database(*, default: Path) -> dict[str, object]:
    """Return Django's settings for DATABASE_URL (SQLite in `default`, or PostgreSQL)."""
    try:
        parsed: dict[str, object] = env.dj_db_url("DATABASE_URL", f"sqlite:///{default}")
    except (EnvError, ValueError) as error:
        raise ImproperlyConfigured(
            f"DATABASE_URL cannot be read: {error}. Use sqlite:////path/to/file.sqlite3 "
            "or postgres://user:password@host:5432/name"
        ) from error
    engine = str(parsed["ENGINE"]).rpartition(".")[2]
    if engine == "sqlite3":
        return parsed | _sqlite(str(parsed["NAME"]))
    if engine == "postgresql":
        return parsed | _postgresql()
    raise ImproperlyConfigured(
        f"DATABASE_URL names the engine {engine!r}; prsite runs on sqlite and postgres."
    )


def _sqlite(name: str) -> dict[str, object]:
    # WAL lets readers go on while an editor saves; FULL means that a save which was acknowledged
    # survives a power cut; IMMEDIATE takes the write lock at the start of a transaction, where
    # waiting for it works, instead of in the middle, where it fails.
    # Source: https://sqlite.org/wal.html and https://sqlite.org/pragma.html#pragma_synchronous
    if name != ":memory:":
        name = str(BASE_DIR / name)
        Path(name).parent.mkdir(parents=True, exist_ok=True)
    return {
        "NAME": name,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
            "PRAGMA foreign_keys=ON; PRAGMA cache_size=-16000; PRAGMA mmap_size=134217728;",
        },
    }


def _postgresql() -> dict[str, object]:
    # A pool replaces persistent connections; Django refuses to have both.
    return {
        "CONN_MAX_AGE": 0,
        "OPTIONS": {
            "pool": {
                "min_size": 1,
                "max_size": env.int("DATABASE_POOL_SIZE", 8),
                "timeout": 10,
            },
        },
    }


def cache() -> dict[str, object]:
    """Return Django's settings for CACHE_URL (memory of the process, or Redis)."""
    try:
        parsed: dict[str, object] = env.dj_cache_url("CACHE_URL", "locmem://")
    except (EnvError, ValueError, KeyError) as error:
        raise ImproperlyConfigured(
            f"CACHE_URL cannot be read: {error}. Use locmem:// or redis://host:6379/0"
        ) from error
    return parsed


def email(*, debug: bool) -> dict[str, Any]:
    """Return Django's EMAIL_* settings for EMAIL_URL, empty strings instead of None."""
    parsed: dict[str, Any] = env.dj_email_url(
        "EMAIL_URL", "console://" if debug else "smtp://localhost:25"
    )
    if "EMAIL_BACKEND" not in parsed:
        raise ImproperlyConfigured(
            "EMAIL_URL cannot be read. Use smtp+tls://user:password@host:587 or console://"
        )
    return {key: "" if value is None else value for key, value in parsed.items()}


def media_origin(media_url: str) -> list[str]:
    """Return the origin of an absolute MEDIA_URL, for the Content-Security-Policy."""
    parts = urlsplit(media_url)
    return [f"{parts.scheme}://{parts.netloc}"] if parts.netloc else []
