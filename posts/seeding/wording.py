"""Invented sentences: a few hundred words in ten patterns, which nobody takes for an article.

Names are made of syllables, each rarer than the one before it, so that a search finds words that
stand in nearly every text, words that stand in hardly any, and all between.
"""

from __future__ import annotations

import re
import tomllib
from itertools import accumulate
from pathlib import Path
from random import Random

LISTS = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
WORDS: dict[str, list[str]] = {kind: words.split() for kind, words in LISTS.items()}
PATTERNS = (
    "The {adj} {noun} {verb} the {noun} {adv}.",
    "No {noun} {verb} any {adj} {noun} before the {noun} {verb} it.",
    "In {name} the {noun} {verb} every {adj} {noun}, and the {noun} {verb} it {adv}.",
    "One {adj} {noun} {adv} {verb} what the {noun} of {name} {verb}.",
    "Whoever {verb} the {noun} {verb} the {adj} {noun} as well.",
    "When the {noun} is {adj}, the {noun} {adv} {verb} the {noun}.",
    "“The {noun} is {adj},” says the {noun} from {name}, and {verb} the {noun}.",
    "Between the {adj} {noun} and the {noun} one {noun} {verb} {adv}.",
    "It is the {noun}, not the {noun}, that {verb} the {adj} {noun}.",
    "Of {count} {adj} answers the {noun} {verb} the first, and the {noun} {verb} the rest {adv}.",
)
TITLES = (
    "What the {adj} {noun} {verb}",
    "The {adj} {noun} {verb} the {noun}",
    "One {noun} for every {adj} {noun}",
    "Why the {noun} {adv} {verb} the {noun}",
    "How one {adj} {noun} {verb} {name}",
)
PLACE = re.compile(r"\{([a-z]+)\}")
SYLLABLES = [consonant + vowel for consonant in "bdfklmnprstv" for vowel in "aeiou"]
NAMES = 4000


class Wording:
    """Sentences, titles and names, the same for the same random numbers."""

    def __init__(self, random: Random) -> None:
        self._random = random
        made = ("".join(random.choices(SYLLABLES, k=3)).capitalize() for _ in range(NAMES))
        self._names = list(dict.fromkeys(made))
        # As in a language: the word at a place is as frequent as the place is small (Zipf's law).
        self._weights = list(accumulate(1 / (place + 3) for place in range(len(self._names))))

    def sentence(self) -> str:
        """Return a sentence of about a dozen words."""
        return self._filled(self._random.choice(PATTERNS))

    def paragraph(self, sentences: int) -> str:
        """Return so many sentences."""
        return " ".join(self.sentence() for _ in range(sentences))

    def title(self) -> str:
        """Return a title or heading of three to eight words."""
        return self._filled(self._random.choice(TITLES))

    def name(self) -> str:
        """Return the name of a place that is nowhere."""
        return self._random.choices(self._names, cum_weights=self._weights)[0]

    def _filled(self, pattern: str) -> str:
        return PLACE.sub(self._word, pattern)

    def _word(self, place: re.Match[str]) -> str:
        kind = place[1]
        if kind == "name":
            return self.name()
        if kind == "count":
            return str(self._random.randint(3, 900))
        return self._random.choice(WORDS[kind])
