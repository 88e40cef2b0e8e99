"""Static files: hashed, so that each can be kept for ever, and compressed ahead of time."""

from __future__ import annotations

import re
from typing import Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

COMMENT = re.compile(rb"/\*.*?\*/", re.S)
INDENT = re.compile(rb"\n\s+")


class LeanStyles(Storage):
    """Leave the comments of style sheets at home, whatever the storage below."""

    def _save(self, name: str, content: File[Any]) -> str:
        if name.endswith(".css"):
            content.seek(0)
            data = content.read()
            content = ContentFile(lean(data.encode() if isinstance(data, str) else data))
        saved: str = super()._save(name, content)  # type: ignore[misc]  # the storage below has it
        return saved


class StaticStorage(LeanStyles, CompressedManifestStaticFilesStorage):
    """Hash the modules that scripts import too, and compress what is served."""

    support_js_module_import_aggregation = True


def lean(style: bytes) -> bytes:
    """Return a style sheet without comments and indentation."""
    return INDENT.sub(b"\n", COMMENT.sub(b"", style)).strip()
