"""Checks of words: what was left to be written, headings, and abbreviations nobody explains."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from posts.checking.leftovers import left_in, perhaps_left_in
from posts.checking.registry import check
from posts.checking.sources import Source
from posts.checking.values import Place, Problem, Said, Severity

# What is set in quotation marks is spoken of, not left behind; a file name may hold any letters.
_QUOTES = frozenset("“”‘’„‚«»‹›\"'")
_WORD_CHARACTERS = re.compile(r"[\w/.:#@-]")
PLACEHOLDER = re.compile(
    r"""
      \b(?:TODO|FIXME|XXX+|TKTK\w*|TK)\b(?!\ ?Maxx)
    | \b[Ll]orem\ [Ii]psum\ dolor\b
    | ^Lorem\ ipsum\b
    | \[\s*(?:link|links|name|date|source|quote|picture|image|photo|caption|title|number|figure|url
        |todo|tbc|tbd|tk|xx+|Quelle|Datum|Zitat|Bild)\s*\](?![(\[])
    | \[\s*(?:insert|add|check|needs?|your|einfügen|prüfen)\b[^\]\n]{0,60}\](?![(\[])
    | <\s*(?:insert|your)\ [^>\n]{1,40}>
    """,
    re.VERBOSE | re.MULTILINE,
)
# What readers of English and German know by its letters, or better than by its words.
_KNOWN = (
    "AD AG AI AIDS AM AP ATM AV BA BBC BC BCE BMW BST CCTV CD CE CEO CET CFO CIA CMO CNN COO",
    "COVID CSS CTO CV DC DIY DJ DNA DVD EC EDT EEA EEC EP ER ESP EST ET EU FA FAQ FBI FIFA FM",
    "FOI GB GDP GDPR GIF GMBH GMT GP GPS HD HIV HMRC HR HTML HTTP HTTPS IBM ID II III IKEA",
    "INC IOC IP IQ IRA IRS ISBN ISO IT ITV IV IX JPEG JPG JS JSON KG KO LA LED LGBT LGBTQ LLC",
    "LLP LTD MA MBA MD ML MP MPS MS NASA NATO NB NBA NFL NGO NGOS NHS NL NSA NY NYC OECD OK",
    "OS PA PC PDF PHD PIN PM PNG PO POV PR PS PT QA QC QR RAF RGB RIP RSS SEO SIM SMS SOS SUV",
    "SVG TED TV UEFA UFO UK UN UNESCO UNICEF URL URLS US USA USB USD USSR UTC VAT VI VII VIII",
    "VIP VPN WHO WIFI WWF WWI WWII WWW XI XII XIII XIV XML XV XX ZIP ARD BGH BRD CDU CSU DDR",
    "DIN DPA EZB FAZ FC FDP HSV IHK LKW NRW PKW SPD SZ TÜV UNO VW WC WDR ZDF",
)
KNOWN = frozenset(word for line in _KNOWN for word in line.split())
_ABBREVIATION = re.compile(r"(?<![\w@#.&/-])([A-ZÄÖÜ]{2,6})s?(?![\w@/-]|\.\w|&\w)")
_SHOUTED = re.compile(r"(?:\b[A-ZÄÖÜ]{2,}\b[\s,.:;!?–—'’-]*){3,}")
_WORD = re.compile(r"[^\W\d_][\w’']*|[.\n;:!?]")
_SMALL = frozenset({"and", "de", "der", "des", "die", "for", "fur", "für", "in", "of", "on", "the"})
MOST_NAMED = 8


@check("placeholders", Severity.ERROR, gettext_lazy("Nothing is left to be filled in"))
def placeholders(said: Said) -> Iterator[Problem]:
    """Find what a writer left for later: TODO, TK, lorem ipsum, [link], or what a button put in."""
    remedy = _("Write what belongs there, or take it out.")
    fields = ("title", "standfirst", "search_title", "search_description")
    for name in fields:
        for words in _left_in(getattr(said, name)):
            yield Problem(_left(words), remedy, subject=words, field=name)
    found = list(_left_in(said.text))
    source = Source(said.markdown) if found else None
    for words in found:
        place = source.place_of(words) if source else Place()
        yield Problem(_left(words), remedy, subject=words, place=place)
    for words, line in left_in(said.markdown):
        place = Source(said.markdown).place(line)
        yield Problem(_left(words), remedy, subject=words, place=place)


@check("samples", Severity.WARNING, gettext_lazy("The words of the buttons are written over"))
def samples(said: Said) -> Iterator[Problem]:
    """Find words that a button puts in to be written over, and that somebody may mean."""
    remedy = _("Write your own in its place, unless you mean it.")
    for words, line in perhaps_left_in(said.markdown):
        message = _("“%(words)s” may be left from the button") % {"words": words}
        place = Source(said.markdown).place(line)
        yield Problem(message, remedy, subject=words, place=place)


@check("headings", Severity.WARNING, gettext_lazy("Headings step down in order"))
def heading_steps(said: Said) -> Iterator[Problem]:
    """Find headings that skip a level, and those of the title's own level.

    Readers get levels in order all the same, because rendering closes the gap; what it makes of
    them may not be what was meant.
    """
    source, before = Source(said.markdown), 1
    for heading in said.headings:
        place = source.place(heading.line)
        marks = "#" * heading.level
        if heading.level == 1:
            yield Problem(
                _("“%(heading)s” has the level of the title") % {"heading": heading.text},
                _("Begin it with ##; the title is the page’s only heading of the first level."),
                subject=heading.text,
                place=place,
            )
        elif heading.level > before + 1:
            wanted = "#" * (before + 1)
            yield Problem(
                _("“%(heading)s” skips a level") % {"heading": heading.text},
                _("Begin it with %(wanted)s in place of %(marks)s.")
                % {"wanted": wanted, "marks": marks},
                subject=heading.text,
                place=place,
            )
        before = heading.level


@check("abbreviations", Severity.WARNING, gettext_lazy("Abbreviations are spelled out"))
def abbreviations(said: Said) -> Iterator[Problem]:
    """Find abbreviations that the post spells out nowhere."""
    unknown = _unexplained(said)
    if not unknown:
        return
    named = unknown[:MOST_NAMED]
    message = ngettext(
        "%(names)s is spelled out nowhere", "%(names)s are spelled out nowhere", len(unknown)
    )
    source = Source(said.markdown)
    yield Problem(
        message % {"names": ", ".join(named) + (" …" if len(unknown) > len(named) else "")},
        _("Write it out at first, or add a line *[%(name)s]: what it means.") % {"name": named[0]},
        subject=",".join(unknown),
        place=source.place_of(re.compile(rf"\b{re.escape(named[0])}")),
    )


def _left_in(text: str) -> Iterator[str]:
    for found in PLACEHOLDER.finditer(text):
        before, after = text[: found.start()][-1:], text[found.end() :][:2]
        is_spoken_of = before in _QUOTES and bool(_QUOTES.intersection(after))
        is_within = _is_glued(before) or _is_glued(after[:1], after[1:])
        if not (before and is_spoken_of) and not is_within:
            yield found[0].strip()


def _is_glued(beside: str, further: str = "") -> bool:
    """Tell whether a neighbour makes it part of a longer word, a file name or an address."""
    if beside in (".", ":"):
        return further.isalnum()
    return bool(_WORD_CHARACTERS.match(beside))


def _left(words: str) -> str:
    return _("“%(words)s” was left in") % {"words": words}


def _unexplained(said: Said) -> list[str]:
    text = f"{said.title}\n{said.standfirst}\n{said.text}"
    text = PLACEHOLDER.sub(" ", text)
    used = dict.fromkeys(_ABBREVIATION.findall(_SHOUTED.sub(" ", text)))
    unknown = [name for name in used if name not in KNOWN and name not in said.explained]
    if not unknown:
        return []
    initials, words = _initials(text), set(_WORD.findall(text))
    return [
        name
        for name in unknown
        if not _stands_in_brackets(name, text)
        and name.casefold() not in initials
        # A word in capitals for emphasis stands somewhere without.
        and not {name.casefold(), name.capitalize()} & words
    ]


def _stands_in_brackets(name: str, text: str) -> bool:
    """Tell whether it stands in brackets behind its words, or has them in brackets behind it."""
    short = re.escape(name)
    return bool(re.search(rf"\({short}s?\b[^)]{{0,20}}\)|\b{short}s?\s*\((?=[^)]*\s)", text))


def _initials(text: str) -> str:
    """Return the first letters of capitalised words in a row, small words left out."""
    letters = []
    for word in _WORD.findall(text):
        first = word[0]
        if first.isupper() and (len(word) == 1 or not word.isupper()):
            letters.append(first.casefold())
        elif word.casefold() not in _SMALL:
            letters.append(" ")
    return "".join(letters)
