"""People: who signs, read from lists, mappings, and the long lines that bylines are typed in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from posts.importers.fields import plain_key, plain_words
from posts.importers.plainwords import word_set

_AND = r"\s*(?:,\s*)?(?:&|\b(?:and|und|et|y|och|og)\b)\s+"
# A comma or an “and”, kept, so that what is no name can be put together again.
_JOINTS = re.compile(rf"({_AND}|\s*,\s*)")
_PARTICLES = word_set("af al bin da de del della den der di dos du el la le ten ter van von y")
# Words of jobs and organisations, English and French: two capitals alone do not make a name.
_TRADES = word_set(
    """
    accessibility acquisition administration administrator adviser advisor advisory affairs
    agency agent analyst analytics architect artificial assistant associate association author
    bank board branch bureau business canada canadian capacity center centre chair chief college
    commission committee comms communication communications community company conception conseil
    content coordinator corps council data delivery department deputy design designer developer
    developers development digital directeur director directrice division développement
    développeur développeuse editor engineer engineering equipe executive fellow forces
    foundation founder free general gestion gouvernement government group guest head health
    honourable human inc infrastructure initiative innovation institute intelligence interaction
    interim internal journalist lab labs lead leader ltd management manager marketing media
    member minister ministry mounted national office officer operations opérations organisation
    organization outreach owner partnership partnerships platform police policy politique
    politiques president press principal product production produit professor program programme
    project public recherche relations reporter research researcher resources responsable royal
    santé school science scientist secretary section security senior service services social
    software specialist staff storyteller strategist strategy student studio support talent team
    teams technical technology training transformation treasury trust unit university user vice
    visual volunteer writer équipe
    """
)
LONGEST_LINE = 2000  # characters of one line of names that are looked at
_INITIAL = re.compile(r"[^\W\d_]\.?(?:[^\W\d_]\.)*")
_ASIDE = re.compile(r"^(?P<name>[^()]+?)\s*\((?P<role>[^()]*)\)$")
_DASH = re.compile(r"^(?P<name>.+?)\s+[-–—|]\s+(?P<role>.+)$")


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who signs: a name or the key of an author, and the job where one is given."""

    name: str
    affiliation: str = ""


def read_people(value: Any) -> tuple[Person, ...]:
    """Return the people that a value of front matter names, in order, each once."""
    people: dict[str, Person] = {}
    for person in _people(value):
        people.setdefault(person.name.casefold(), person)
    return tuple(people.values())


def _people(value: Any) -> Iterator[Person]:
    if isinstance(value, list):
        for item in value:
            yield from _people(item)
    elif isinstance(value, dict):
        yield from _from_mapping(value)
    else:
        for group in plain_words(value)[:LONGEST_LINE].split(";"):
            yield from _from_line(group.strip(" ,"))


def _from_mapping(value: dict[str, Any]) -> Iterator[Person]:
    """Read one person's mapping, or a mapping whose keys are the people."""
    fields = {plain_key(str(key)): item for key, item in value.items()}
    name = plain_words(fields.get("name") or fields.get("fullname") or fields.get("displayname"))
    parts = [plain_words(fields.get("first")), plain_words(fields.get("last"))]
    name = name or " ".join(filter(None, parts)) or plain_words(fields.get("key"))
    if name:
        job = next((fields[key] for key in JOB_KEYS if fields.get(key)), "")
        yield Person(name, plain_words(job))
    elif all(isinstance(item, dict) or item is None for item in value.values()):
        yield from (Person(plain_words(key)) for key in value if plain_words(key))


JOB_KEYS = ("affiliation", "role", "job", "jobtitle", "position", "title", "organisation",
            "organization", "company", "agency", "team")  # fmt: skip


def _from_line(line: str) -> Iterator[Person]:
    """Read a line such as “Ada Byron, Analyst and Bea Cole, Engines”.

    The line starts with a name. Behind each comma or “and”, what looks like a name is the next
    person and anything else belongs to the person before.
    """
    if not line:
        return
    pieces = _pieces(line)
    if all(_is_single(piece) for _joint, piece in pieces):
        yield from (Person(piece) for _joint, piece in pieces)
        return
    name, job = pieces[0][1], ""
    for joint, piece in pieces[1:]:
        if looks_like_name(piece):
            yield _person(name, job)
            name, job = piece, ""
        elif job or "," in joint:
            job += joint + piece
        else:
            name += joint + piece
    yield _person(name, job)


def _pieces(line: str) -> list[tuple[str, str]]:
    """Divide a line at its commas and “and”s outside parentheses: (joint before, piece)."""
    pieces, joint, start = [], "", 0
    for found in _JOINTS.finditer(line):
        before = line[: found.start()]
        if before.count("(") > before.count(")"):
            continue
        pieces.append((joint, line[start : found.start()]))
        joint, start = found[0], found.end()
    pieces.append((joint, line[start:]))
    return [(joint, piece) for joint, piece in pieces if piece.strip()]


def _person(text: str, job: str) -> Person:
    name, role = _name_and_role(text)
    return Person(
        name, (f"{role}, {job.strip(' ,')}" if job else role) if role else job.strip(" ,")
    )


def _name_and_role(text: str) -> tuple[str, str]:
    """Divide “Name (role)” and “Name – role”; a text without either is a name."""
    found = _ASIDE.match(text.strip()) or _DASH.match(text.strip())
    return (found["name"].strip(" ,"), found["role"].strip()) if found else (text.strip(" ,"), "")


def _is_single(piece: str) -> bool:
    """Tell one word that can be a key or a first name alone."""
    word = piece.strip()
    return bool(word) and not re.search(r"\s", word) and word.lower() not in _TRADES


def looks_like_name(text: str) -> bool:
    """Tell whether a text reads as a person's name: two to five capitals, and no trade in it."""
    words = _name_and_role(text)[0].split()
    if not 2 <= len(words) <= 5 or words[0].lower() in _PARTICLES - {"de", "van", "von", "el"}:
        return False
    return all(_is_name_word(word) for word in words) and words[-1].lower() not in _PARTICLES


def _is_name_word(word: str) -> bool:
    bare = re.sub(r"^[dlDL]['’]", "", word).strip(".,")
    is_acronym = 2 <= len(bare) <= 4 and bare.isupper() and bare.isascii()
    if bare.lower() in _TRADES or is_acronym:
        return False
    if bare.lower() in _PARTICLES or _INITIAL.fullmatch(word):
        return True
    # A script without capitals has no case to show.
    return bare[:1].isalpha() and bare[:1] == bare[:1].upper() and not bare.isdigit()
