"""Small trees of files, made in a test's own folder."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image

from posts.importers import FileReport, ImportOptions, Report, import_markdown


def plant(root: Path, files: dict[str, str | bytes]) -> Path:
    """Write files below `root` and return it."""
    for path, content in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


def post(body: str = "Some words.", **fields: str) -> str:
    """Return the text of a post file; a date is given unless a field says otherwise."""
    lines = {"title": "A title", "date": "2026-05-04", **fields}
    head = "".join(f"{key}: {value}\n" for key, value in lines.items() if value)
    return f"---\n{head}---\n{body}\n"


def png(*, width: int = 8, colour: str = "navy") -> bytes:
    """Return a small picture."""
    buffer = io.BytesIO()
    Image.new("RGB", (width, 4), colour).save(buffer, format="PNG")
    return buffer.getvalue()


def run(root: Path, **options: object) -> Report:
    """Import a tree."""
    return import_markdown(root, ImportOptions(**options))  # type: ignore[arg-type]


def about(report: Report, path: str) -> FileReport:
    """Return what a report says of one file."""
    return next(file for file in report if file.path == path)
