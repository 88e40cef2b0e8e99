"""Metadata of pictures: cutting it out of a file without touching a pixel. Knows no model."""

from __future__ import annotations

import struct

from PIL import Image

METADATA = ("exif", "xmp", "photoshop", "comment")
# What a file keeps besides its picture; anything else in it is metadata.
# Sources: PNG (Third Edition) section 11, WebP Container Specification, GIF89a.
PNG_CHUNKS = frozenset(
    b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP cICP sBIT bKGD pHYs acTL fcTL fdAT".split()
)
WEBP_CHUNKS = frozenset((b"VP8X", b"ICCP", b"ANIM", b"ANMF", b"ALPH", b"VP8 ", b"VP8L"))
WEBP_METADATA_FLAGS = 0x08 | 0x04  # EXIF and XMP
GIF_LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")


def without_metadata(image: Image.Image, data: bytes) -> bytes | None:
    """Return the file without its metadata, every pixel untouched; None if that cannot be done."""
    match image.format:
        case "PNG":
            return _png_without_metadata(data)
        case "WEBP":
            return _webp_without_metadata(data)
        case "GIF":
            return _gif_without_metadata(data)
        case "AVIF":
            return _avif_without_metadata(image, data)
    return None if any(key in image.info for key in METADATA) else data


def _png_without_metadata(data: bytes) -> bytes:
    kept, at, kind = [data[:8]], 8, b""
    while kind != b"IEND" and at < len(data):
        kind, start = data[at + 4 : at + 8], at
        at += 12 + int.from_bytes(data[at : at + 4])
        if kind in PNG_CHUNKS:
            kept.append(data[start:at])
    return b"".join(kept)


def _webp_without_metadata(data: bytes) -> bytes:
    kept, at = [b"WEBP"], 12
    end = min(len(data), 8 + int.from_bytes(data[4:8], "little"))
    while at < end:
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        chunk = bytearray(data[at : at + 8 + size + size % 2])
        at += len(chunk)
        if chunk[:4] == b"VP8X":
            chunk[8] &= ~WEBP_METADATA_FLAGS
        if bytes(chunk[:4]) in WEBP_CHUNKS:
            kept.append(bytes(chunk))
    body = b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _gif_without_metadata(data: bytes) -> bytes:
    at = 13 + _gif_palette_size(data[10])
    kept = [data[:at]]
    while at < len(data) and data[at : at + 1] != b";":
        start, is_kept = at, False
        if data[at : at + 1] == b",":
            at, is_kept = _after_blocks(data, at + 11 + _gif_palette_size(data[at + 9])), True
        elif data[at : at + 1] == b"!":
            is_kept = data[at + 1] == 0xF9 or data[at + 3 : at + 14] in GIF_LOOPS
            at = _after_blocks(data, at + 2)
        else:
            at += 1  # Readers skip stray bytes between blocks.
        if is_kept:
            kept.append(data[start:at])
    return b"".join([*kept, b";"])


def _gif_palette_size(flags: int) -> int:
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def _after_blocks(data: bytes, at: int) -> int:
    """Return where a chain of blocks ends: each starts with its length, the last is empty."""
    while at < len(data) and data[at]:
        at += 1 + data[at]
    return at + 1


def _avif_without_metadata(image: Image.Image, data: bytes) -> bytes | None:
    """Overwrite the metadata where it stands, as other parts of the file are found by position.

    None if Pillow made the EXIF up from more than one place, so that it is not there to be found.
    """
    for key in ("exif", "xmp"):
        value = image.info.get(key, b"")
        if value not in data:
            return None
        if value:
            data = data.replace(value, _blank_exif(value) if key == "exif" else b" " * len(value))
    return data


def _blank_exif(exif: bytes) -> bytes:
    """Return EXIF of the same length that says nothing, its TIFF header in the same place."""
    start = max(exif.find(b"MM\0*"), exif.find(b"II*\0"), 0)
    return (exif[:start] + b"MM\0*\0\0\0\x08").ljust(len(exif), b"\0")[: len(exif)]
