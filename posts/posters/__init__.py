"""The picture that other sites show beside a link: words and squares on a section's paper."""

from __future__ import annotations

from .drawing import HEIGHT, WIDTH, Poster, draw

__all__ = ["HEIGHT", "WIDTH", "Poster", "draw"]
