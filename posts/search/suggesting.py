"""“Did you mean …?”: the nearest words that readers can find, for a search that found nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches

from django.db.models import Exists, OuterRef

from posts.models import Author, Content, Post, Tag
from posts.search.analysis import WORD, fold
from posts.search.query import Query, parse
from posts.search.results import Order, Results

# Where the words come from: enough to know the vocabulary of a publication, and no more than a
# page that found nothing may cost.
NEWEST_TITLES = 500
NEWEST_TEXTS = 12
MOST_NAMES = 500
MOST_CORRECTED = 3
UNWANTED = re.compile(r'(?<!\S)[-−–](?:"[^"]*"?|\S+)')
SHORTEST = 3  # letters; shorter words are near to anything
CLOSE = 0.72  # of difflib's ratio: one letter in four wrong, two swapped in seven


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Another spelling of what was asked for, and how many posts it finds."""

    text: str
    count: int


def did_you_mean(query: Query) -> Suggestion | None:
    """Return the query with unknown words replaced by the nearest known ones.

    Of many unknown words only the first `MOST_CORRECTED` are looked up. None where no word is near,
    or where that finds nothing either. Only words of posts that readers may see are known.
    """
    known = vocabulary()
    nearest = {word: _nearest(word, known) for word in _unknown(query.text, known)}
    text = WORD.sub(lambda match: nearest.get(match[0], match[0]), query.text)
    if text == query.text:
        return None
    count = Results(parse(text), order=Order.NEWEST).total
    return Suggestion(text, count) if count else None


def _unknown(text: str, known: set[str]) -> list[str]:
    """Return words that are wanted and not known, in order."""
    wanted = UNWANTED.sub(" ", text)
    words = dict.fromkeys(WORD.findall(wanted))
    return [word for word in words if fold(word) not in known][:MOST_CORRECTED]


def vocabulary() -> set[str]:
    """Return the words of public titles, names and recent texts."""
    posts = Post.objects.published().newest_first()
    heads = posts.values_list("title", "standfirst")[:NEWEST_TITLES]
    public = Post.objects.published()
    tags = Tag.objects.filter(Exists(public.tagged(OuterRef("pk"))))
    authors = Author.objects.filter(Exists(public.by_author(OuterRef("pk"))))
    newest = list(posts.values_list("pk", flat=True)[:NEWEST_TEXTS])
    texts = (
        *(text for head in heads for text in head),
        *tags.order_by("pk").values_list("name", flat=True)[:MOST_NAMES],
        *authors.order_by("pk").values_list("name", flat=True)[:MOST_NAMES],
        *Content.objects.filter(post__in=newest).values_list("text", flat=True),
    )
    return set(WORD.findall(fold("\n".join(texts))))


def _nearest(word: str, known: set[str]) -> str:
    """Return the known word nearest to `word`, or the word itself if all are far off."""
    folded = fold(word)
    if len(folded) < SHORTEST:
        return word
    alike = [other for other in known if _may_be(other, folded)]
    near = get_close_matches(folded, alike, n=3, cutoff=CLOSE)
    return near[0] if near else word


def _may_be(known: str, typed: str) -> bool:
    """Tell cheaply what cannot be meant: other lengths, and both ends mistyped at once."""
    is_as_long = abs(len(known) - len(typed)) <= 2 and len(known) >= SHORTEST
    return is_as_long and (known[0] == typed[0] or known[-2:] == typed[-2:])
