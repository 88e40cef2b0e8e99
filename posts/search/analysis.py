"""How words become what is compared: folded, stemmed, and the same for posts and for queries.

Both databases get words that are ready to be compared, so that a search finds the same posts on
either, and what is highlighted is what was found. Pure: text in, words out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from threading import Lock
from zlib import crc32

import snowballstemmer
from django.conf import settings

# Django's language codes and the algorithms of Snowball, https://snowballstem.org/algorithms/
ALGORITHMS = {
    "ar": "arabic",
    "ca": "catalan",
    "cs": "czech",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "et": "estonian",
    "eu": "basque",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "nb": "norwegian",
    "ne": "nepali",
    "nl": "dutch",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
}

# What is longer is no word. PostgreSQL refuses one of more than 2,046 bytes, and folding makes up
# to 18 letters of one.
LONGEST_WORD = 100
MOST_BYTES = 1000

# Pairs of words are numbered; an article of 700 words holds 4 in 100 of the numbers.
PAIRS = 1 << 14

# A run of letters and digits with what English hangs on with an apostrophe. Indic and Thai vowel
# signs are no letters to Python; Chinese and Japanese are written without spaces, a sign a word.
_HAN = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_SIGNS = r"\u0900-\u0963\u0966-\u0dff\u0e31-\u0e4e"
# ASCII comes first, in one gulp, because nearly every word is made of it.
_LETTER = rf"(?:[A-Za-z0-9]++|(?![{_HAN}])[^\W_]|[\u0300-\u036f{_SIGNS}])"
WORD = re.compile(rf"[{_HAN}]|{_LETTER}++(?:['’](?:s|t|d|m|re|ve|ll)(?![^\W_]))?+", re.IGNORECASE)

# Accents of the scripts in which a reader may leave them out: Latin, Greek, Cyrillic, Hebrew,
# Arabic.
_ACCENT = re.compile("[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u064b-\u065f\u0670]")


def stems_of(text: str) -> list[str]:
    """Return the stems of the words of `text`, in order, as they are indexed."""
    return [stem for stem in stem_each(WORD.findall(text)) if stem]


def stem_each(words: Iterable[str]) -> list[str]:
    """Return the stem of each word, empty where one is too long; quicker than one by one."""
    language = settings.LANGUAGE_CODE
    return [_stem(word, language) for word in words]


def forms_of(text: str) -> set[str]:
    """Return the words of `text` that are longer than their stems, as beginnings are sought in."""
    words = set(WORD.findall(text))
    return {form for word in words if (form := form_of(word)) and form != stem_of(word)}


def stem_of(word: str) -> str:
    """Return the stem of a word, folded: what “Cafés” and “cafe” have in common.

    Empty for what is too long to be a word.
    """
    return _stem(word, settings.LANGUAGE_CODE)


@lru_cache(maxsize=100_000)
def _stem(word: str, language: str) -> str:
    if len(word) > LONGEST_WORD:
        return ""
    with _stemming:
        stem = _stemmer(language).stemWord(fold(word).replace("’", "'"))
    return form_of(stem)


@lru_cache(maxsize=100_000)
def form_of(word: str) -> str:
    """Return a word folded, with its ending: letters, digits and vowel signs and nothing else."""
    folded = fold(word)
    form = folded if folded.isalnum() else "".join(filter(_is_part_of_word, folded))
    return form if len(form.encode()) <= MOST_BYTES else ""


def pair_of(first: str, second: str) -> int:
    """Return the number that two stems side by side are indexed under, which others share."""
    return crc32(f"{first} {second}".encode()) % PAIRS


def fold(text: str) -> str:
    """Return `text` without capitals, accents and compatibility forms."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize("NFC", _ACCENT.sub("", apart))


def _is_part_of_word(char: str) -> bool:
    return char.isalnum() or unicodedata.category(char).startswith("M")


# A stemmer keeps what it works on in itself, and threads would mix up their words.
_stemming = Lock()


@cache
def _stemmer(code: str) -> snowballstemmer.stemmer.BaseStemmer | _NoStemmer:
    """Return the stemmer of the publication's language, which is one for the whole site."""
    language = code.partition("-")[0]
    algorithm = ALGORITHMS.get("nb" if language == "nn" else language)
    return snowballstemmer.stemmer(algorithm) if algorithm else _NoStemmer()


class _NoStemmer:
    """Leaves words as they are, for languages without an algorithm."""

    def stemWord(self, word: str) -> str:  # noqa: N802  # the name in snowballstemmer
        """Return the word."""
        return word
