"""Say by the exit status whether the server on this machine answers: `python -m prsite.healthy`."""

from __future__ import annotations

import sys
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

from prsite.environment import given, read_env_file, whole_number

FIRST_ERROR = 400


def refusal() -> str:
    """Return what is wrong with the answer to a small page that asks the database, or nothing."""
    site = urlsplit(given("SITE_URL"))
    port = whole_number("WEB_PORT", 8000, least=1, most=65_535)
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        # As a proxy asks, so that the answer is the page rather than a redirect to HTTPS.
        headers = {"Host": site.netloc, "X-Forwarded-Proto": site.scheme}
        connection.request("GET", "/robots.txt", headers=headers)
        status = connection.getresponse().status
    except (OSError, HTTPException) as error:
        return f"The server does not answer: {error}"
    finally:
        connection.close()
    return f"The server answers {status}" if status >= FIRST_ERROR else ""


if __name__ == "__main__":
    read_env_file()
    sys.exit(refusal() or 0)
