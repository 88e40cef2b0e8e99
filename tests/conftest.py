"""What every test shares."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from django.conf import settings


@pytest.fixture(autouse=True, scope="session")
def _scratch_folder() -> Iterator[None]:
    """Remove the uploads of the whole run at its end."""
    yield
    shutil.rmtree(settings.SCRATCH, ignore_errors=True)
