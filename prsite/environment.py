"""Read settings from the environment and say plainly what is missing or wrong."""

from __future__ import annotations

import re
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import psycopg
from django.conf.global_settings import LANGUAGES
from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvError
from psycopg.conninfo import make_conninfo

from prsite.pagecache.purging import Purge

BASE_DIR = Path(__file__).resolve().parent.parent
SHORTEST_SECRET_KEY = 50  # characters, as Django's own check security.W009 asks

HOST = r"[\w.-]+|\[[0-9a-fA-F:.]+\]"
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
SWITCHES = {
    **dict.fromkeys(("true", "t", "yes", "y", "on", "1"), True),
    **dict.fromkeys(("false", "f", "no", "n", "off", "0"), False),
}

env = Env()


def read_env_file() -> None:
    """Load `.env` from the project's root, or the file ENV_FILE names; the environment wins."""
    name = given("ENV_FILE")
    if name and (not Path(name).exists() or Path(name).is_dir()):
        raise ImproperlyConfigured(
            f"ENV_FILE is {name!r}, and there is no such file. "
            "Name a file of settings that exists, or unset ENV_FILE."
        )
    env.read_env(name or str(BASE_DIR / ".env"), recurse=False, override=False)


def given(name: str) -> str:
    """Return the value of a variable, or nothing where it is unset or empty."""
    value: str = env.str(name, "")
    return value.strip()


def switch(name: str, *, default: bool) -> bool:
    """Return a setting that is on or off."""
    value = given(name)
    if value and value.lower() not in SWITCHES:
        raise ImproperlyConfigured(f"{name} is {value!r}; it must be true or false.")
    return SWITCHES[value.lower()] if value else default


def whole_number(name: str, default: int, *, least: int, most: int) -> int:
    """Return a setting that is a whole number between two bounds."""
    value = given(name) or str(default)
    # The length comes first: Python refuses to read a number of thousands of digits.
    if not re.fullmatch(r"[0-9]{1,18}", value) or not least <= int(value) <= most:
        raise ImproperlyConfigured(
            f"{name} is {value!r}; it must be a whole number from {least} to {most}."
        )
    return int(value)


def dotted_paths(name: str) -> list[str]:
    """Return a setting that names things in Python modules, separated by commas."""
    paths = [path.strip() for path in given(name).split(",") if path.strip()]
    for path in paths:
        if "." not in path or not all(part.isidentifier() for part in path.split(".")):
            raise ImproperlyConfigured(
                f"{name} names {path!r}; it takes dotted paths separated by commas, such as"
                " house.checks.no_shouting."
            )
    return paths


def folder(name: str, default: Path) -> Path:
    """Return a setting that is a folder; one without a leading slash is below the project."""
    return BASE_DIR / (given(name) or default)


def font_file(name: str) -> str:
    """Return a setting that names a font file, or nothing; one without a slash is the project's."""
    if not given(name):
        return ""
    path = BASE_DIR / given(name)
    if not path.is_file():
        raise ImproperlyConfigured(
            f"{name} is {given(name)!r}, and there is no such file. "
            "Name a TrueType or OpenType font, or leave it empty."
        )
    return str(path)


def log_level() -> str:
    """Return LOG_LEVEL in capitals."""
    level = given("LOG_LEVEL").upper() or "INFO"
    if level not in LOG_LEVELS:
        raise ImproperlyConfigured(
            f"LOG_LEVEL is {level!r}; it must be one of {', '.join(LOG_LEVELS)}."
        )
    return level


def language_code() -> str:
    """Return LANGUAGE_CODE, which must be a language, or a variant of one, that Django knows."""
    code = given("LANGUAGE_CODE").lower() or "en-gb"
    known = {known_code for known_code, _name in LANGUAGES}
    is_code = re.fullmatch(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", code)
    if not is_code or not known & {code, code.partition("-")[0]}:
        raise ImproperlyConfigured(
            f"LANGUAGE_CODE is {code!r}, which is no language that Django knows; "
            "use a code such as en-gb or fr."
        )
    return code


def require(names: dict[str, str]) -> None:
    """Refuse to start while any of `names` (setting → what it is for) is unset or empty.

    Raises ImproperlyConfigured that lists every missing one at once.
    """
    missing = [f"  {name}: {use}" for name, use in names.items() if not given(name)]
    if missing:
        raise ImproperlyConfigured(
            "DEBUG is off and these settings are missing from the environment (or .env):\n"
            + "\n".join(missing)
            + "\nSet them, or set DEBUG=true on a development machine. See docs/configuration.md."
        )


def secret_key(*, debug: bool, var_dir: Path) -> str:
    """Return SECRET_KEY; in development without one, a random key kept in `var_dir`."""
    key = given("SECRET_KEY")
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
    value = given("ALLOWED_HOSTS") or "localhost,127.0.0.1,[::1]"
    hosts = [host.strip() for host in value.split(",") if host.strip()]
    if not hosts:
        raise ImproperlyConfigured(
            "ALLOWED_HOSTS names no host. List the publication's host names, separated by commas."
        )
    for host in hosts:
        _refuse_host(host, debug=debug)
    return hosts


def _refuse_host(host: str, *, debug: bool) -> None:
    if host == "*" and not debug:
        raise ImproperlyConfigured(
            "ALLOWED_HOSTS contains '*', which answers to any host name. "
            "List the publication's own host names, separated by commas."
        )
    if host != "*" and not re.fullmatch(HOST, host):
        raise ImproperlyConfigured(
            f"ALLOWED_HOSTS contains {host!r}; it must hold host names alone, "
            "without scheme, port or path, for example www.example.org"
        )


def site_url(*, debug: bool) -> str:
    """Return SITE_URL (scheme and host, no path), the base of every absolute address."""
    url = given("SITE_URL") or ("http://127.0.0.1:8000" if debug else "")
    url = url.rstrip("/")
    if not re.fullmatch(rf"https?://({HOST})(:[0-9]{{1,5}})?", url, re.IGNORECASE):
        shown = "an address with a password" if "@" in url else repr(url)
        raise ImproperlyConfigured(
            f"SITE_URL is {shown}; it must be a scheme and a host alone, "
            "for example https://www.example.org"
        )
    return url


def time_zone() -> str:
    """Return TIME_ZONE, checked against the zone database."""
    name = given("TIME_ZONE") or "Europe/London"
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ImproperlyConfigured(
            f"TIME_ZONE is {name!r}, which is no zone of the IANA database; "
            "use a name such as Europe/London or UTC."
        ) from error
    return name


def database(default: Path | None = None, *, name: str = "DATABASE_URL") -> dict[str, Any]:
    """Return Django's settings for a variable (SQLite in `default`, or PostgreSQL)."""
    try:
        parsed: dict[str, Any] = env.dj_db_url(name, f"sqlite:///{default}")
    except (EnvError, ValueError) as error:
        raise ImproperlyConfigured(
            f"{name} cannot be read: {error}. Use sqlite:////path/to/file.sqlite3 "
            "or postgres://user:password@host:5432/name"
        ) from error
    engine = str(parsed["ENGINE"]).rpartition(".")[2]
    if engine == "sqlite3":
        return parsed | _sqlite(str(parsed["NAME"]))
    if engine == "postgresql":
        return parsed | _postgresql(_asked_for(name, parsed.get("OPTIONS", {})))
    raise ImproperlyConfigured(
        f"{name} names the engine {engine!r}; prsite runs on sqlite and postgres."
    )


def replica() -> dict[str, dict[str, Any]]:
    """Return Django's settings for a copy that pages are read from, where there is one."""
    if not given("DATABASE_REPLICA_URL"):
        return {}
    copy = database(name="DATABASE_REPLICA_URL")
    return {"replica": copy | {"TEST": {"MIRROR": "default"}}}


def _sqlite(name: str) -> dict[str, object]:
    # WAL lets readers go on while an editor saves; FULL means that a save which was acknowledged
    # survives a power cut; IMMEDIATE takes the write lock at the start of a transaction, where
    # waiting for it works, instead of in the middle, where it fails.
    # Source: https://sqlite.org/wal.html and https://sqlite.org/pragma.html#pragma_synchronous
    if name != ":memory:":
        name = str(BASE_DIR / name)
        Path(name).parent.mkdir(parents=True, exist_ok=True)
    return {
        "ENGINE": "prsite.sqlite",
        "NAME": name,
        "CONN_MAX_AGE": None,  # `prsite.sqlite` closes what is open on a file that was replaced.
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
            "PRAGMA foreign_keys=ON; PRAGMA cache_size=-16000;",
        },
    }


def _asked_for(name: str, options: dict[str, object]) -> dict[str, object]:
    """Return what the address asks of PostgreSQL, such as `sslmode`, if its library knows it."""
    try:
        make_conninfo(**{option: str(value) for option, value in options.items()})
    except psycopg.ProgrammingError as error:
        raise ImproperlyConfigured(
            f"{name} asks for what PostgreSQL's library does not know ({error}). "
            "Take it out of the address, or look for its setting in docs/configuration.md."
        ) from error
    return options


# A page's statements are always the same words, which PostgreSQL would plan anew for each page, and
# takes longer to plan than to answer. A statement is prepared once it was asked a few times.
# Source: https://www.psycopg.org/psycopg3/docs/advanced/prepare.html
PREPARED = {"server_side_binding": True, "prepare_threshold": 5}


def _postgresql(asked_for: dict[str, object]) -> dict[str, object]:
    # A pool replaces persistent connections; Django refuses to have both.
    return {
        "CONN_MAX_AGE": 0,
        # A server that has gone silent is noticed in seconds rather than in a quarter of an hour.
        "OPTIONS": {
            "connect_timeout": 5,
            "tcp_user_timeout": 10_000,  # milliseconds
            "keepalives_idle": 30,
            **(PREPARED if switch("DATABASE_PREPARE", default=True) else {}),
            "pool": {
                "min_size": 1,
                "max_size": whole_number("DATABASE_POOL_SIZE", 8, least=1, most=1000),
                "timeout": 10,
            },
            **asked_for,
        },
    }


def cache() -> dict[str, object]:
    """Return Django's settings for CACHE_URL (memory of the process, or Redis).

    A Redis that is away does not take the pages with it.
    """
    try:
        parsed: dict[str, object] = env.dj_cache_url("CACHE_URL", "locmem://")
    except (EnvError, ValueError, KeyError) as error:
        raise ImproperlyConfigured(
            f"CACHE_URL cannot be read: {error}. Use locmem:// or redis://host:6379/0"
        ) from error
    if str(parsed["BACKEND"]).endswith(".RedisCache"):
        parsed["BACKEND"] = "prsite.cache.ForgivingRedisCache"
    return parsed


def purge() -> Purge:
    """Return what PURGE_URLS, PURGE_METHOD and PURGE_HEADERS say is sent after a change."""
    addresses = tuple(given("PURGE_URLS").split())
    for address in addresses:
        if not re.fullmatch(r"https?://[^\s@]+", address):
            raise ImproperlyConfigured(
                f"PURGE_URLS holds {address!r}; it must be addresses with http:// or https:// "
                "and without a password, separated by spaces."
            )
    method = given("PURGE_METHOD").upper() or "PURGE"
    if not re.fullmatch("[A-Z]+", method):
        raise ImproperlyConfigured(
            f"PURGE_METHOD is {method!r}; it must be a method of HTTP, such as PURGE, BAN or POST."
        )
    headers = {}
    for line in filter(None, map(str.strip, given("PURGE_HEADERS").split("|"))):
        name, colon, value = line.partition(":")
        if not colon or not re.fullmatch(r"[\w-]+", name):
            raise ImproperlyConfigured(
                "PURGE_HEADERS holds a header that cannot be read; write Name: value, "
                "with | between two."
            )
        headers[name] = value.strip()
    return Purge(addresses, method, headers)


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


def elsewhere(*urls: str) -> list[str]:
    """Return those of `urls` that are absolute, for the Content-Security-Policy.

    Whole, because others may have files under the same host: a bucket is often a folder of it.
    Source: https://www.w3.org/TR/CSP3/#match-paths
    """
    return [url for url in dict.fromkeys(urls) if urlsplit(url).netloc]
