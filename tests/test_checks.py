"""What a person can misconfigure is found before a reader finds it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.checks import run_checks


def ids(*, deployment: bool = False) -> set[str | None]:
    found = run_checks(include_deployment_checks=deployment)
    return {message.id for message in found if (message.id or "").startswith("posts.")}


def test_settings_of_the_suite_are_clean():
    assert ids() == set()


@pytest.mark.parametrize(
    "address", ["/", "media", "/media", "http://cdn.example/", "https://cdn.example"]
)
def test_media_address_that_would_not_work_is_an_error(settings, address):
    settings.MEDIA_URL = address

    assert ids() == {"posts.E001"}


@pytest.mark.parametrize("address", ["/media/", "https://cdn.example/", "https://cdn.example/m/"])
def test_media_address_that_works_is_no_error(settings, address):
    settings.MEDIA_URL = address

    assert ids() == set()


@pytest.mark.parametrize("path", ["no.such.module", "posts.checking.judge"])
def test_setting_that_names_no_check_of_posts_is_an_error(settings, path):
    settings.CONTENT_CHECKS = [path]

    assert ids() == {"posts.E004"}


def test_file_in_place_of_the_media_folder_is_a_warning(settings, tmp_path: Path):
    settings.MEDIA_ROOT = tmp_path / "taken" / "media"
    (tmp_path / "taken").write_text("not a folder")

    assert ids() == {"posts.W001"}


def test_site_url_of_another_host_is_a_warning(settings):
    settings.SITE_URL = "https://www.example.org"
    settings.ALLOWED_HOSTS = ["example.org"]

    assert "posts.W002" in ids(deployment=True)


def test_site_url_of_an_allowed_host_is_no_warning(settings):
    settings.SITE_URL = "https://www.example.org"
    settings.ALLOWED_HOSTS = [".example.org"]

    assert "posts.W002" not in ids(deployment=True)
