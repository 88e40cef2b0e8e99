"""Invented sentences: a few hundred words in ten patterns, which nobody takes for an article.

Names are made of syllables, each rarer than the one before it, so that a search finds words that
stand in nearly every text, words that stand in hardly any, and all between.
"""

from __future__ import annotations

from itertools import accumulate
from random import Random

NOUNS = """
account answer apology audience board briefing budget campaign caption caveat channel clause colleague column
comma correction counsel crowd deadline desk detail draft editor embargo engine estimate evidence fact figure
footnote garden gate harbour headline hour interview invoice kettle ladder lantern ledger letter library
meeting memo microphone minute morning newsletter notebook number office orchard page paragraph phone
photograph platform podium postcard promise proof question quotation rail reader receipt recording regret
release reply report rumour sample schedule script sentence shift signal silence speaker spreadsheet statement
stamp station survey switchboard table telegram timetable town transcript trial trust verb visitor volume
warning weather window witness
""".split()
ADJECTIVES = """
accurate anxious borrowed brief calm candid careful cautious cheerful clear crowded curious dated delicate
distant dry early earnest empty exact familiar final first generous gentle hasty honest idle inner joint late
lively local long loud minor modest narrow neat nervous obvious odd open ordinary patient plain polite prompt
public quiet rare recent rough second serious sharp short silent simple slow small steady stern sudden tidy
tired unsigned useful usual vague weekly wooden yellow
""".split()
VERBS = """
answers arranges avoids borrows breaks carries changes checks clears colours compares corrects counts covers
crosses delays describes doubts explains files finds follows forgets guards helps hides holds improves invites
keeps learns leaves loses measures meets mends names needs notes opens outlives pauses prints questions reads
repeats replaces returns reviews rewards saves signs softens sorts surprises survives teaches tests trusts
""".split()
ADVERBS = """
again aloud already always barely calmly carefully early elsewhere gladly hardly later mostly never often once
openly perhaps politely quietly rarely seldom slowly sometimes soon today twice usually
""".split()
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
        choose = self._random.choice
        words = {
            "{noun}": lambda: choose(NOUNS),
            "{adj}": lambda: choose(ADJECTIVES),
            "{verb}": lambda: choose(VERBS),
            "{adv}": lambda: choose(ADVERBS),
            "{name}": self.name,
            "{count}": lambda: str(self._random.randint(3, 900)),
        }
        for place, word in words.items():
            while place in pattern:
                pattern = pattern.replace(place, word(), 1)
        return pattern
