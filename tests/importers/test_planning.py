"""Slugs and order: decided by the tree alone."""

from datetime import UTC, datetime
from pathlib import PurePosixPath

from hypothesis import given
from hypothesis import strategies as st

from posts.importers.entry import Entry
from posts.importers.planning import in_order, plan_slugs


def entry(path: str, slug: str, day: int | None = None, language: str = "") -> Entry:
    published_at = datetime(2024, 1, day, tzinfo=UTC) if day else None
    return Entry(PurePosixPath(path), "T", slug, "", published_at=published_at, language=language)


def test_the_oldest_keeps_the_slug_and_later_ones_add_year_and_month():
    entries = [
        entry("c", "award", 3),
        entry("a", "award", 1),
        entry("b", "award", 2),
        entry("d", "award", 4),
    ]

    slugs = plan_slugs(entries, {}, set())

    assert [slugs[PurePosixPath(p)] for p in "abcd"] == [
        "award",
        "award-2024",
        "award-2024-01",
        "award-2",
    ]


def test_twins_in_another_language_add_it():
    entries = [entry("fr/a", "award", 1, "fr"), entry("en/a", "award", 2)]

    slugs = plan_slugs(entries, {}, set())

    assert slugs == {PurePosixPath("en/a"): "award", PurePosixPath("fr/a"): "award-fr"}


def test_a_slug_of_a_stranger_is_never_taken():
    assert plan_slugs([entry("a", "award")], {}, {"award"}) == {PurePosixPath("a"): "award-2"}


def test_a_post_from_an_earlier_run_keeps_its_slug():
    current = {PurePosixPath("b"): "award-2"}

    slugs = plan_slugs([entry("a", "award", 1), entry("b", "award", 2)], current, {"award-2"})

    assert slugs == {PurePosixPath("a"): "award", PurePosixPath("b"): "award-2"}


def test_undated_entries_come_last():
    entries = [entry("a", "x"), entry("b", "x", 2), entry("c", "x", 1)]

    assert [str(e.path) for e in in_order(entries)] == ["c", "b", "a"]


@given(st.permutations(range(6)), st.sets(st.sampled_from(["x", "x-2", "x-2024"])))
def test_the_plan_does_not_depend_on_the_order_of_reading(order, taken):
    entries = [entry(str(n), "x", n or None, "fr" if n % 2 else "") for n in range(6)]

    slugs = plan_slugs([entries[n] for n in order], {}, taken)

    assert slugs == plan_slugs(entries, {}, taken)
    assert len(set(slugs.values()) | taken) == 6 + len(taken)


def test_a_slug_that_once_was_a_strangers_is_not_taken():
    former = {"award": None, "prize": PurePosixPath("b")}

    slugs = plan_slugs([entry("a", "award"), entry("b", "prize")], {}, set(), former)

    assert slugs == {PurePosixPath("a"): "award-2", PurePosixPath("b"): "prize"}
