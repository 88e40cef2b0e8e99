"""Where two sequences differ, in bounded time."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from difflib import SequenceMatcher

# To align costs the product of both lengths at worst: some tenths of a second for this one. What is
# longer is taken to differ as a whole, between its common beginning and its common end.
MOST_PAIRS = 1_000_000

Span = tuple[int, int, int, int]


def differing(old: Sequence[Hashable], new: Sequence[Hashable]) -> Iterator[Span]:
    """Yield the spans that differ, in order: start and end in `old`, then in `new`."""
    shortest = min(len(old), len(new))
    begin = next((place for place in range(shortest) if old[place] != new[place]), shortest)
    rest = shortest - begin
    ending = next((place for place in range(rest) if old[-1 - place] != new[-1 - place]), rest)
    gone, came = old[begin : len(old) - ending], new[begin : len(new) - ending]
    if len(gone) * len(came) > MOST_PAIRS:
        yield begin, begin + len(gone), begin, begin + len(came)
        return
    for kind, start, end, first, last in SequenceMatcher(
        None, gone, came, autojunk=False
    ).get_opcodes():
        if kind != "equal":
            yield begin + start, begin + end, begin + first, begin + last
