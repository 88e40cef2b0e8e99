"""Weigh pictures that were uploaded before weights were kept: `manage.py measure_pictures`."""

from __future__ import annotations

import hashlib
from typing import Any

from django.core.management.base import BaseCommand

from posts.models import Picture


class Command(BaseCommand):
    """Reads the files of pictures that have no weight or digest yet, and notes both.

    A picture whose files cannot be read is named and left as it is.
    """

    help = "Note what pictures weigh that were uploaded before weights were kept."

    def handle(self, **_options: Any) -> None:
        """Measure one after the other; running it again goes on where it ended."""
        measured = 0
        for picture in Picture.objects.filter(digest="").order_by("pk").iterator(chunk_size=200):
            try:
                fields = measurements(picture)
            except OSError as error:
                self.stderr.write(f"{picture.name}: {error}")
                continue
            # Whoever replaced the file meanwhile knows better.
            unchanged = Picture.objects.filter(pk=picture.pk, file=picture.file.name)
            measured += unchanged.update(**fields)
        self.stdout.write(f"{measured} pictures were measured.")


def measurements(picture: Picture) -> dict[str, Any]:
    """Return what the files of a picture are known and weighed by. Raises OSError."""
    storage = picture.file.storage
    with storage.open(picture.file.name or "") as file:
        data = file.read()
    return {
        "digest": hashlib.sha256(data).hexdigest(),
        "weight": len(data),
        "rendition_weights": [storage.size(name) for *_size, name in picture.renditions],
    }
