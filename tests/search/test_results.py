"""What a search finds, in which order, and that it never shows what readers may not see."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from posts import search
from posts.search import Filters, Order, results
from tests import factories

pytestmark = pytest.mark.django_db


def slugs(text: str, **options) -> list[str]:
    found = search.Results(search.parse(text), **options)
    return [hit.post.slug for hit in found.hits(found.keys)]


FILLER = "The editor reads the draft aloud and cuts every word that nobody would say. " * 8


@pytest.fixture
def library() -> None:
    """Posts that each answer some of the fixtures below."""
    ethics = factories.make_tag(name="Ethics")
    corpus = [
        ("embargo", "The embargo is a promise, not a padlock", "", "An embargo binds two people."),
        ("friday", "When the client asks you to wait", "", f"{FILLER} One embargo. {FILLER}"),
        ("date", "Put the date where the eye lands", "Under embargo or not.", FILLER),
        ("sorry", "Say sorry in thirty-one words", "", "We are sorry. A holding statement first."),
        ("holding", "Statements that hold", "", "A statement, holding on. Sorry to say."),
        ("cafe", "Ein Café für Journalisten", "", "Man traf sich im Café."),
        ("switchboard", "Brief the switchboard before the press", "", FILLER),
        ("funder", "Disclose the funder in line one", "", f"{FILLER} press {FILLER}"),
    ]
    for number, (slug, title, standfirst, body) in enumerate(corpus):
        factories.make_post(
            slug=slug,
            title=title,
            standfirst=standfirst,
            body=body,
            tags=[ethics] if slug == "funder" else [],
            authors=[factories.make_author(name="Imke van Rooy")] if slug == "embargo" else [],
            published_at=factories.LONG_AGO + timedelta(days=number),
        )


# What is asked, and the slugs in the order they are expected in.
RELEVANCE = {
    "embargo": ["embargo", "date", "friday"],
    "EMBARGOED": ["embargo", "date", "friday"],
    "embargoes promise": ["embargo"],
    '"holding statement"': ["sorry"],
    "holding statement": ["holding", "sorry"],
    "cafe": ["cafe"],
    "CAFÉ": ["cafe"],
    "press": ["switchboard", "funder"],
    "ethics": ["funder"],
    "van rooy": ["embargo"],
    "embargo -client": ["embargo", "date"],
    "switch*": ["switchboard"],
    "sorry -thirty": ["holding"],
    "disclosing funders": ["funder"],
    "nothing of the kind": [],
}


@pytest.mark.parametrize("asked", RELEVANCE)
def test_best_answer_comes_first(library, asked):
    assert slugs(asked) == RELEVANCE[asked]


def test_newest_first_is_by_date_alone(library):
    assert slugs("embargo", order=Order.NEWEST) == ["date", "friday", "embargo"]


def test_beginning_of_a_word_is_found_when_asked_for(library):
    query = search.parse("switchb")

    assert not search.Results(query).has_any
    assert search.Results(query.beginning()).total == 1


@pytest.mark.parametrize(
    "make",
    [
        factories.make_draft,
        factories.make_scheduled,
        factories.make_expired,
        factories.make_unpublished,
    ],
)
def test_hidden_post_is_neither_found_nor_counted(make):
    make(title="Xyzzy", body="Xyzzy", tags=[factories.make_tag(name="Xyzzy")])
    found = search.Results(search.parse("xyzzy"))

    assert (found.total, found.keys, found.sections, found.years) == (0, [], [], [])
    assert search.kindred(search.parse("xyzzy").wanted, limit=3) == []


def test_scheduled_post_is_found_from_its_minute_on(time_machine):
    post = factories.make_scheduled(title="Xyzzy")
    assert slugs("xyzzy") == []

    time_machine.move_to(post.published_at)

    assert slugs("xyzzy") == [post.slug]


@pytest.fixture
def shelves() -> dict[str, object]:
    """Twelve posts with one word, in two sections and three years; one at a year's very edge."""
    crisis, media = factories.make_category(name="Crisis"), factories.make_category(name="Media")
    # 23:30 UTC on 30 June is the next day in London, but 31 December is not: winter has no offset.
    moments = [datetime(2024, 12, 31, 23, 59, tzinfo=UTC), datetime(2025, 1, 1, 0, 0, tzinfo=UTC)]
    moments += [datetime(2026, month, 2, tzinfo=UTC) for month in range(1, 11)]
    for number, moment in enumerate(moments):
        category = crisis if number % 3 else media
        factories.make_post(
            title=f"Water {number}", slug=f"w{number}", category=category, published_at=moment
        )
    factories.make_draft(title="Water draft", category=crisis)
    return {"crisis": crisis, "media": media}


@pytest.fixture(params=["few", "many"])
def weighed(request, monkeypatch) -> str:
    """Take both ways: every post read, and posts counted by the database."""
    if request.param == "many":
        monkeypatch.setattr(results, "MOST_WEIGHED", 3)
    return request.param


def test_sections_and_years_are_counted(shelves):
    found = search.Results(search.parse("water"))

    assert found.total == 12
    assert [(facet.value.name, facet.count) for facet in found.sections] == [
        ("Crisis", 8),
        ("Media", 4),
    ]
    assert [(facet.value, facet.count) for facet in found.years] == [
        (2026, 10),
        (2025, 1),
        (2024, 1),
    ]


def test_filters_narrow_the_hits_and_each_other_s_counts(shelves):
    filters = Filters(section=shelves["media"], year=2026)
    found = search.Results(search.parse("water"), filters=filters)

    assert found.total == len(found.keys) == 3
    assert (found.in_all_sections, found.in_any_year) == (10, 4)
    assert [(facet.value.name, facet.count) for facet in found.sections] == [
        ("Crisis", 7),
        ("Media", 3),
    ]
    assert [(facet.value, facet.count) for facet in found.years] == [(2026, 3), (2024, 1)]


def test_very_many_are_listed_up_to_the_bound_and_not_counted(shelves, monkeypatch):
    monkeypatch.setattr(results, "MOST_WEIGHED", 5)
    found = search.Results(search.parse("water"))

    assert (found.total, found.is_bounded) == (5, True)
    assert (found.in_all_sections, found.in_any_year) == (None, None)
    assert {facet.value.name for facet in found.sections} >= {"Crisis", "Media"}
    assert [(facet.value, facet.count) for facet in found.years] == [
        (2026, None),
        (2025, None),
        (2024, None),
    ]


def test_filters_narrow_very_many_to_an_exact_number(shelves, monkeypatch):
    monkeypatch.setattr(results, "MOST_WEIGHED", 5)
    filters = Filters(section=shelves["media"], year=2026)
    found = search.Results(search.parse("water"), filters=filters)

    assert (found.total, found.is_bounded) == (3, False)


def test_unwanted_word_of_a_text_keeps_its_title_out_of_very_many(monkeypatch):
    monkeypatch.setattr(results, "MOST_WEIGHED", 3)
    factories.make_post(title="Embargo", body="A padlock.", slug="unwanted")
    for number in range(5):
        factories.make_post(title=f"Embargo {number}", body="A promise.")

    assert "unwanted" not in slugs("embargo -padlock")


def test_as_many_hits_are_listed_as_are_weighed_and_no_more(shelves, monkeypatch):
    monkeypatch.setattr(results, "MOST_WEIGHED", 5)
    found = search.Results(search.parse("water"), order=Order.NEWEST)

    assert found.is_bounded
    assert [hit.post.slug for hit in found.hits(found.keys)] == ["w11", "w10", "w9", "w8", "w7"]


def test_old_post_with_the_word_in_its_title_is_weighed_among_very_many(monkeypatch):
    monkeypatch.setattr(results, "MOST_WEIGHED", 3)
    factories.make_post(title="Embargo", slug="old", published_at=factories.LONG_AGO)
    for number in range(5):
        moment = factories.LONG_AGO + timedelta(days=number + 1)
        factories.make_post(title=f"Post {number}", body="An embargo.", published_at=moment)

    assert slugs("embargo")[0] == "old"


def test_post_older_than_the_years_that_are_offered_is_still_found(monkeypatch):
    monkeypatch.setattr(results, "MOST_YEARS", 2)
    for year in range(2019, 2027):
        factories.make_post(title="Water", published_at=datetime(year, 6, 1, tzinfo=UTC))
    found = search.Results(search.parse("water"))

    assert found.total == 8


def test_kindred_posts_hold_any_of_the_words_the_best_first(library):
    terms = search.parse("embargo sorry nonsense").wanted

    found = [post.slug for post in search.kindred(terms, limit=3)]

    assert len(found) == 3
    assert set(found) <= {"embargo", "date", "friday", "sorry", "holding"}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads the plans of SQLite")
def test_words_are_looked_up_once_and_never_anew_for_each_post(library, weighed):
    with CaptureQueriesContext(connection) as queries:
        found = search.Results(search.parse("editor"))
        assert found.total == (4 if weighed == "few" else 3)
        assert found.keys
    asked = [query["sql"] for query in queries if "MATCH" in query["sql"]]

    with connection.cursor() as cursor:
        plans = [
            "\n".join(row[3] for row in cursor.execute(f"EXPLAIN QUERY PLAN {sql}"))
            for sql in asked
        ]
    # “=” in the index FTS5 is asked by says that it is asked for one post at a time.
    assert len(plans) == (2 if weighed == "few" else 3)
    assert not [plan for plan in plans if re.search("VIRTUAL TABLE INDEX [^\\n]*=", plan)]
