"""What every test shares."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings


@pytest.fixture(autouse=True, scope="session")
def _media_folder() -> Iterator[None]:
    """Remove the uploads of the whole run at its end."""
    yield
    shutil.rmtree(Path(settings.MEDIA_ROOT), ignore_errors=True)
