"""Static files as production stores them."""

from __future__ import annotations

import re

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.checks import run_checks
from django.core.management import call_command

from prsite.storage import lean


@pytest.fixture
def production_storage(settings, tmp_path):
    """Use production's storage in a folder of its own; return the folder."""
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "prsite.storage.StaticStorage"}
    }
    return tmp_path


def deployment_errors() -> set[str | None]:
    return {message.id for message in run_checks(include_deployment_checks=True)}


def test_collected_files_are_named_after_their_bytes(production_storage):
    missing = deployment_errors()

    call_command("collectstatic", interactive=False, verbosity=0)

    address = staticfiles_storage.url("site.css")
    assert re.fullmatch(r"/static/site\.[0-9a-f]{12}\.css", address)
    style = (production_storage / address.removeprefix("/static/")).read_text()
    assert re.search(r"url\(\"?fonts/hanken-grotesk-500\.[0-9a-f]{12}\.woff2", style)
    assert "/*" not in style
    assert (production_storage / f"{address.removeprefix('/static/')}.br").exists()
    assert ("posts.E002" in missing, "posts.E002" in deployment_errors()) == (True, False)


def test_lean_style_sheet_says_the_same():
    assert lean(b"/* why */\na{b:c}\n@media print{\n\ta{b:d}\n}\n") == (
        b"a{b:c}\n@media print{\na{b:d}\n}"
    )


def test_plain_storage_of_development_needs_nothing_collected(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path

    assert "posts.E002" not in deployment_errors()
