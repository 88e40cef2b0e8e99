"""Compressing an answer, once, in the form that a browser asked for."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from functools import lru_cache, partial

import brotli
import zstandard

IDENTITY = "identity"
SHORTEST = 500  # bytes; less does not get shorter by more than its headers
COMPRESSIBLE = re.compile(r"text/|application/(?:[\w.-]+\+)?(?:json|xml|javascript)|image/svg")

# The better first: what is kept is compressed once and sent often.
COMPRESS: dict[str, Callable[[bytes], bytes]] = {
    "br": partial(brotli.compress, mode=brotli.MODE_TEXT, quality=6),
    "zstd": lambda body: zstandard.ZstdCompressor(level=10).compress(body),
    "gzip": partial(gzip.compress, compresslevel=6, mtime=0),
}


@lru_cache(maxsize=1000)
def accepted(header: str) -> str:
    """Return the best encoding that an Accept-Encoding header allows.

    Source: https://www.rfc-editor.org/rfc/rfc9110#field.accept-encoding
    """
    weights: dict[str, float] = {}
    for piece in header.lower().split(","):
        name, _semicolon, parameter = piece.partition(";")
        weights[name.strip()] = _weight(parameter)
    fallback = weights.get("*", 0.0)
    allowed = [name for name in COMPRESS if weights.get(name, fallback) > 0]
    best = max(allowed, key=lambda name: weights.get(name, fallback), default=IDENTITY)
    # As it is comes first only where that is said.
    plain = weights.get(IDENTITY, 0.0)
    return IDENTITY if plain > weights.get(best, fallback) else best


def _weight(parameter: str) -> float:
    name, _equals, value = parameter.strip().partition("=")
    try:
        return float(value) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0
