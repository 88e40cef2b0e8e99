"""Each check: what it finds, and what it must leave alone."""

from __future__ import annotations

import pytest

from posts.checking import Leads, Link, Place, Problem, Said, Shown, blocking, judge
from posts.checking.sources import LONGEST_LINE, Source

SOUND = {
    "title": "A title",
    "slug": "a-title",
    "standfirst": "One sentence that tells readers what they are about to get here.",
    "is_filed": True,
    "is_signed": True,
}


def said(markdown: str = "Words.", text: str | None = None, **fields: object) -> Said:
    """Return what a post with this text says."""
    source = Source(markdown)
    plain = markdown if text is None else text
    given = SOUND | {"markdown": markdown, "text": plain, "headings": source.headings}
    return Said(**{**given, **fields})  # type: ignore[arg-type]


def found(name: str, post: Said) -> list[Problem]:
    """Return what the check of that name finds."""
    return [one.problem for one in judge(post).findings if one.check.name == name]


def messages(name: str, post: Said) -> list[str]:
    return [problem.message for problem in found(name, post)]


def picture(**fields: object) -> Said:
    given = {"name": "pier.png", "alt": "A pier", "place": Place(3, "Shore")} | fields
    return said(pictures=(Shown(**given),))  # type: ignore[arg-type]


def link(leads: Leads = Leads.FINE, *, words: str = "the report", href: str = "/posts/x/") -> Said:
    return said(links=(Link(href, words, leads, Place(7)),))


def test_a_sound_post_has_nothing_to_be_said_about_it():
    report = judge(said("## First\n\nWords.\n\n### Second\n\nMore words."))

    assert report.findings == ()
    assert len(report.done) == 21


# ---------------------------------------------------------------- what no post goes out without


@pytest.mark.parametrize(
    ("name", "field", "fields"),
    [
        ("title", "title", {"title": " "}),
        ("text", "body", {"markdown": " \n"}),
        ("section", "category", {"is_filed": False}),
        ("byline", "bylines", {"is_signed": False}),
    ],
)
def test_what_no_post_goes_out_without_is_an_error(name, field, fields):
    (finding,) = judge(said(**fields)).findings

    assert (finding.check.name, finding.is_error) == (name, True)
    assert finding.problem.field == field


def test_what_the_forms_ask_for_themselves_is_held_against_nobody_twice():
    report = judge(said("TK", is_filed=False, is_signed=False))

    assert [error.check.name for error in report.errors] == ["section", "byline", "placeholders"]
    assert [error.check.name for error in blocking(report, before=None)] == ["placeholders"]


@pytest.mark.parametrize("field", ["title", "standfirst", "markdown", "search_title"])
def test_a_post_is_begun_with_its_first_word(field):
    assert not Said(title=" ", markdown="\n", is_filed=True, is_signed=True).is_begun
    assert Said(**{"title": "", field: "Rain"}).is_begun


# ---------------------------------------------------------------- pictures


def test_a_picture_without_alt_text_is_an_error_that_says_where_it_is():
    report = judge(picture(alt=""))

    assert [str(error) for error in report.errors] == [
        (
            "“pier.png” has no alt text (Line 3, under “Shore”)."
            " Say what it shows, or mark it decorative."
        )
    ]


def test_a_file_name_is_no_alt_text():
    assert messages("alt-text", picture(alt="IMG_2041.JPG")) == [
        "The alt text of “pier.png” is a file name"
    ]


@pytest.mark.parametrize(
    "fields",
    [
        {"alt": "", "is_decorative": True},
        {"alt": "The file pier.png, opened in an editor"},
        {"alt": "", "is_known": False, "is_elsewhere": True},
    ],
)
def test_decorative_pictures_and_links_to_pictures_need_no_alt_text(fields):
    assert not found("alt-text", picture(**fields))


def test_a_picture_that_is_not_there_is_pointed_out_once():
    assert messages("missing-pictures", picture(is_known=False)) == [
        "There is no picture called “pier.png”"
    ]
    without_alt = judge(picture(is_known=False, alt=""))
    assert [one.check.name for one in without_alt.findings] == ["alt-text"]


def test_a_heavy_picture_is_pointed_out_with_its_weight():
    assert messages("picture-weight", picture(weight=900 * 1024)) == [
        "“pier.png” weighs 900.0\xa0KB"
    ]
    assert not found("picture-weight", picture(weight=500 * 1024))
    assert not found("picture-weight", picture(weight=None))


# ---------------------------------------------------------------- links


@pytest.mark.parametrize(
    ("leads", "name", "is_error"),
    [
        (Leads.NOWHERE, "dead-links", True),
        (Leads.DESK, "dead-links", True),
        (Leads.NO_ANCHOR, "dead-anchors", True),
        (Leads.HIDDEN, "hidden-links", False),
    ],
)
def test_a_link_that_leads_nowhere_is_found(leads, name, is_error):
    (finding,) = judge(link(leads)).findings

    assert (finding.check.name, finding.is_error) == (name, is_error)
    assert (str(finding.problem.place), finding.problem.subject) == ("Line 7", "/posts/x/")


def test_a_link_without_words_is_an_error():
    (finding,) = judge(link(words="")).findings

    assert (finding.check.name, finding.is_error) == ("empty-links", True)


@pytest.mark.parametrize("words", ["here", "Click here", "Read more…", "hier"])
def test_words_of_a_link_that_say_nothing_alone_are_pointed_out(words):
    assert found("vague-links", link(words=words))


def test_a_percent_sign_in_an_address_is_no_format():
    assert messages("dead-links", link(Leads.NOWHERE, href="/100%25s/")) == [
        "Nothing answers at /100%s/"
    ]


# ---------------------------------------------------------------- placeholders


@pytest.mark.parametrize(
    "text",
    [
        "TODO: ask Ruth.",
        "It cost TK pounds.",
        "The figure is TKTK.",
        "XXX",
        "Lorem ipsum dolor sit amet.",
        "See the report [link] for more.",
        "Said [name], chief executive.",
        "[insert quote here]",
        "FIXME later",
    ],
)
def test_what_was_left_to_be_written_is_an_error(text):
    report = judge(said(f"Before.\n\n{text}\n", text=f"Before.\n{text}"))

    assert [error.check.name for error in report.errors] == ["placeholders"]
    assert report.errors[0].problem.place.line == 3


@pytest.mark.parametrize(
    "text",
    [
        "What “TK” means to a copy editor.",
        'A file full of "TODO" notes.',
        "They shop at TK Maxx.",
        "The todo list of a stroke nurse.",
        "A TODO-list nobody reads.",
        "Written to notes/TODO.md at night.",
        "Lorem ipsum has been the printers' dummy text since the 1500s. Not Lorem ipsum again.",
        "He said [the minister] would resign.",
        "The link between rain and rates.",
        "https://example.org/TK/page",
        "Attack, stick and TKO.",
    ],
)
def test_words_that_only_look_like_placeholders_are_left_alone(text):
    assert not found("placeholders", said(f"Before. {text}"))


def test_placeholders_are_found_in_the_title_and_around_it():
    problems = found("placeholders", said(title="TK title", search_description="TODO"))

    assert [problem.field for problem in problems] == ["title", "search_description"]


# ---------------------------------------------------------------- headings


def test_a_heading_that_skips_a_level_is_pointed_out():
    (problem,) = found("headings", said("## One\n\n#### Two\n\n##### Three\n"))

    assert problem.message == "“Two” skips a level"
    assert str(problem.place) == "Line 3, under “One”"
    assert "### in place of ####" in problem.remedy


def test_a_heading_of_the_level_of_the_title_is_pointed_out():
    assert messages("headings", said("Title\n=====\n\n## One")) == [
        "“Title” has the level of the title"
    ]


@pytest.mark.parametrize(
    "markdown",
    [
        "## One\n\n### Two\n\n## Three\n\n### Four",
        "```\n# a comment\n#### another\n```\n\n## One",
        "~~~~\n```\n#### still code\n~~~~",
        "One\n---\n\n### Two",
        "#nohashtag and #1 in a list",
        "- item\n---\n",
    ],
)
def test_headings_that_step_down_in_order_are_left_alone(markdown):
    assert not found("headings", said(markdown))


# ---------------------------------------------------------------- abbreviations


def test_an_abbreviation_that_is_spelled_out_nowhere_is_pointed_out_once():
    (problem,) = found("abbreviations", said("DEFRA said so.\n\nThe QCA and DEFRA disagree."))

    assert problem.message == "DEFRA, QCA are spelled out nowhere"
    assert problem.place.line == 1


@pytest.mark.parametrize(
    "text",
    [
        "The Food Standards Agency wrote. The FSA said so.",
        "the local resilience forum (LRF) met; the LRF agreed.",
        "The LRF (local resilience forum) met.",
        "The BBC, the NHS and the EU, as PDF.",
        "STOP SAYING THAT AT ONCE.",
        "It is NOT true, and not new.",
        "Henry VIII, part III.",
        "TODO",
    ],
)
def test_abbreviations_that_readers_know_or_are_told_of_are_left_alone(text):
    assert not found("abbreviations", said(text))


def test_an_abbreviation_that_the_markup_explains_is_left_alone():
    assert not found("abbreviations", said("DEFRA.", explained=frozenset({"DEFRA"})))


# ---------------------------------------------------------------- around the text


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("standfirst", {"standfirst": ""}),
        ("standfirst", {"standfirst": "x" * 201, "search_description": "d" * 100}),
        ("title-length", {"title": "x" * 61}),
        ("description-length", {"search_description": "x" * 156}),
        ("description-length", {"search_description": "Too short."}),
        ("same-title", {"twin_title": True}),
    ],
)
def test_what_stands_around_the_text_is_looked_at(name, fields):
    (finding,) = judge(said(**fields)).findings

    assert (finding.check.name, finding.is_error) == (name, False)


def test_a_search_title_stands_in_for_a_long_one():
    assert not found("title-length", said(title="x" * 61, search_title="Short"))


def test_an_address_that_another_post_has_is_an_error():
    assert judge(said(twin_slug=True)).errors[0].problem.field == "slug"


# ---------------------------------------------------------------- hostile texts


@pytest.mark.parametrize(
    "line", ["<h1>" * 50_000, "`" * 100_000 + "a", "![" * 50_000, "[" * 100_000, "A" * 200_000]
)
def test_a_hostile_line_is_read_up_to_a_bound(line):
    source = Source(line)

    assert len(source.lines[0]) <= LONGEST_LINE
    assert source.headings == source.pictures == ()
