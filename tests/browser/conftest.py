"""A real Chromium for tests that need one, with every breach of the policy counted."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from tests.browser.desk_form import log_in

CHROMIUM = (
    shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)

# Playwright keeps an event loop in the thread from its first test on; nothing is awaited there,
# so the ORM may be used beside it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def reason_to_skip() -> str:
    """Say why no browser can be driven here; nothing where one can, or where one is required."""
    if os.environ.get("REQUIRE_BROWSER"):
        return ""
    if not CHROMIUM:
        return "no Chromium on this machine"
    if os.environ.get("PYTEST_XDIST_WORKER"):
        return "a browser wants the machine for itself: run `make test-browser`"
    return ""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder; skip it without a browser, unless one is required."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if reason := reason_to_skip():
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    """Use the machine's own Chromium; as root it does not start inside its sandbox."""
    assert CHROMIUM, "REQUIRE_BROWSER is set, and there is no chromium on the PATH"
    arguments = ["--disable-gpu", "--no-first-run", "--disable-background-networking"]
    # As at a reader's: the page before stays until the next has something to show. Playwright and
    # headless Chromium turn that off; of a switch that is given twice the last one counts.
    arguments += ["--disable-features=HttpsUpgrades,MediaRouter", "--enable-features=PaintHolding"]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")
    return browser_type_launch_args | {"executable_path": CHROMIUM, "args": arguments}


class Gate:
    """Lets requests through while a test runs; on SQLite one after the other.

    In memory SQLite has one connection for all threads. A tab that was closed may still ask,
    and must not while the database is emptied for the next test.
    """

    def __init__(self) -> None:
        self.alone = threading.Lock()
        self.moved = threading.Condition()
        self.is_open, self.inside = False, 0
        self.answer = WSGIHandler.__call__

    def pass_through(self, handler: WSGIHandler, environ: dict, start_response: Any) -> Any:
        """Answer a request, if the gate is open, when it is its turn."""
        with self.moved:
            if not self.is_open:
                start_response("503 Service Unavailable", [("Content-Length", "0")])
                return []
            self.inside += 1
        try:
            with self.alone if connection.vendor == "sqlite" else nullcontext():
                return self.answer(handler, environ, start_response)
        finally:
            with self.moved:
                self.inside -= 1
                self.moved.notify_all()

    def close(self) -> None:
        """Let nobody in any more, and wait for those who are."""
        with self.moved:
            self.is_open = False
            self.moved.wait_for(lambda: not self.inside, timeout=20)


@pytest.fixture(scope="session")
def gate() -> Iterator[Gate]:
    """Stand before the server of all tests."""
    gate = Gate()
    WSGIHandler.__call__ = lambda *request: gate.pass_through(*request)  # type: ignore[method-assign]
    yield gate
    WSGIHandler.__call__ = gate.answer  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def _open_gate(transactional_db: None, gate: Gate) -> Iterator[None]:
    """Let requests through until the database is emptied."""
    gate.is_open = True
    yield
    gate.close()


@pytest.fixture(autouse=True)
def complaints(_open_gate: None, context: BrowserContext) -> Iterator[list[str]]:
    """Collect the browser's errors; a test that leaves any behind fails.

    A refused script or style is such an error, so each of these tests guards the policy as well.
    """
    found: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error":
            found.append(message.text)

    context.on("console", note)
    context.on("weberror", lambda error: found.append(str(error.error)))
    yield found
    assert not found


@pytest.fixture
def desk(page: Page, live_server, django_user_model) -> Page:
    """Return a page that is logged in to the desk as a superuser."""
    django_user_model.objects.create_superuser("editor", "editor@prbytes.example", "not-a-secret")
    log_in(page, live_server.url, "editor")
    return page


@pytest.fixture
def plain_desk(browser: Browser, live_server, client, admin_user) -> Iterator[Page]:
    """Return a page without script that is logged in to the desk as a superuser."""
    client.force_login(admin_user)
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(
        [{"name": "session", "value": client.cookies["session"].value, "url": live_server.url}]
    )
    yield context.new_page()
    context.close()
