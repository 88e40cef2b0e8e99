"""Bylines: who is a person, and what is a job."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posts.importers.people import Person, read_people


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Ada Byron", ["Ada Byron"]),
        ("ada-byron", ["ada-byron"]),
        (["ada", "bea"], ["ada", "bea"]),
        ("ada, bea", ["ada", "bea"]),
        ("Ada Byron, Head of Engines", ["Ada Byron/Head of Engines"]),
        ("Ada Byron, Design", ["Ada Byron/Design"]),
        ("Ada Byron and Bea Cole", ["Ada Byron", "Bea Cole"]),
        ("Ada Byron, Bea Cole & Cy Dunn", ["Ada Byron", "Bea Cole", "Cy Dunn"]),
        ("Ada Byron, Bea Cole, and Cy Dunn, BBC", ["Ada Byron", "Bea Cole", "Cy Dunn/BBC"]),
        ("Ada Byron, at Eddle, and Bea Cole, Press", ["Ada Byron/at Eddle", "Bea Cole/Press"]),
        ("Ada Byron; Bea Cole", ["Ada Byron", "Bea Cole"]),
        ("Ada Byron et Élise Côté", ["Ada Byron", "Élise Côté"]),
        ("Ada Byron, Policy and Research Lead", ["Ada Byron/Policy and Research Lead"]),
        ("Ada Byron (Eddle), Bea Cole (A, B)", ["Ada Byron/Eddle", "Bea Cole/A, B"]),
        ("Ada Byron – Eddle Water", ["Ada Byron/Eddle Water"]),
        ("Policy and Research Team", ["Policy and Research Team"]),
        ("Jo van der Berg and Zofia Świątek", ["Jo van der Berg", "Zofia Świątek"]),
        ({"name": "Ada Byron", "role": "Analyst"}, ["Ada Byron/Analyst"]),
        ([{"first": "Ada", "last": "Byron"}, "Bea Cole"], ["Ada Byron", "Bea Cole"]),
        (["Ada Byron", "ada byron"], ["Ada Byron"]),
        ({"ada": "one", "bea": 2}, []),
        ("Ada Byron and J. R. Cole", ["Ada Byron", "J. R. Cole"]),
        ({"ada": {}, "bea": None}, ["ada", "bea"]),
        ("", []),
        (None, []),
        (5, ["5"]),
    ],
)  # fmt: skip
def test_a_byline_names_its_people(value, expected):
    people = read_people(value)

    assert [f"{p.name}/{p.affiliation}".strip("/") for p in people] == expected


@given(st.text(max_size=200))
def test_any_line_gives_people_with_names(line):
    assert all(isinstance(person, Person) and person.name for person in read_people(line))
