"""Where a name stands in an alphabet: its letter, and what it is sorted by there."""

from __future__ import annotations

import unicodedata

# Where names stand that begin with no letter, and how addresses and pages of letters spell it.
NO_LETTER = "#"
DIGITS, DIGITS_LABEL = "0-9", "0–9"
# All ideographs stand together: each a letter of its own, they would be thousands.
IDEOGRAPH = "字"
# What names are sorted by; beyond that their keys decide.
LONGEST = 80


def alphabetical(name: str) -> str:
    """Return what a name is sorted by: its letters without case and accents."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def initial(name: str) -> str:
    """Return the capital a name is found under."""
    first = alphabetical(name)[:1]
    if unicodedata.category(first or " ") not in {"Ll", "Lu", "Lo"}:
        return NO_LETTER
    if unicodedata.name(first, "").startswith("CJK "):
        return IDEOGRAPH
    return first.upper()


def sort_name(name: str) -> str:
    """Return the part of what a name is sorted by that is kept."""
    return alphabetical(name)[:LONGEST]


def address_of(letter: str) -> str:
    """Return how addresses spell a letter: `a`, `ж`, or `0-9` for what begins with none."""
    return DIGITS if letter == NO_LETTER else letter.lower()


def label_of(letter: str) -> str:
    """Return how pages spell a letter."""
    return DIGITS_LABEL if letter == NO_LETTER else letter


def letter_at(address: str) -> str:
    """Return the letter at an address; ValueError for what no name stands under."""
    letter = NO_LETTER if address == DIGITS else initial(address)
    if address_of(letter) != address:
        message = f"{address!r} is not the address of a letter."
        raise ValueError(message)
    return letter


def in_order(letter: str) -> tuple[bool, str]:
    """Return what letters are sorted by: what begins with none comes first."""
    return letter != NO_LETTER, letter
