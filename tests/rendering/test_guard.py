from __future__ import annotations

import pytest
from markdown import Markdown

from posts.rendering import RenderRefused, render
from posts.rendering.guard import MAX_ELEMENTS, Meter, check_size


def test_refusal_names_what_was_given_the_bound_and_the_remedy() -> None:
    with pytest.raises(RenderRefused) as refusal:
        check_size("a" * 250_001)

    assert str(refusal.value) == (
        "The text has 250,001 characters; at most 250,000 can be rendered."
        " Split it into several posts."
    )


def test_longest_text_passes() -> None:
    check_size("a" * 250_000)


def test_refusal_names_the_line_it_can_not_go_beyond() -> None:
    with pytest.raises(RenderRefused, match=r"more than 200 abbreviations \(from line 201 on\)"):
        render("".join(f"*[A{number}]: x\n" for number in range(300)))


def test_meter_refuses_once_the_allowance_is_used_up() -> None:
    meter = Meter()
    meter.begin(1_000)
    meter.spend(1_012_000)

    with pytest.raises(RenderRefused, match="too many steps"):
        meter.spend(1)


def test_longer_text_is_allowed_more_steps() -> None:
    meter = Meter()
    meter.begin(2_000)

    meter.spend(1_024_000)


def test_text_is_counted_afresh_each_time() -> None:
    text = "[" * 500

    for _ in range(4):
        render(text)


def test_quadratic_scan_for_brackets_is_refused_by_count() -> None:
    with pytest.raises(RenderRefused, match="too many steps"):
        render("[" * 20_000)


def test_scan_for_the_end_of_an_address_is_refused_by_count() -> None:
    with pytest.raises(RenderRefused, match="too many steps"):
        render("[a](" * 5_000)


def test_block_that_is_read_again_for_each_line_is_refused_by_count() -> None:
    with pytest.raises(RenderRefused, match="too many steps"):
        render("a\n=\n" * 5_000)


def test_table_is_refused_before_its_cells_are_made() -> None:
    with pytest.raises(RenderRefused, match="table cells"):
        render(f"|{'a|' * 500}\n|{'-|' * 500}\n" + "|a|\n" * 100)


def test_elements_are_bounded() -> None:
    with pytest.raises(RenderRefused, match="7,000"):
        render("<div>" + "<p>a</p>" * MAX_ELEMENTS + "</div>")


def test_tags_are_bounded() -> None:
    with pytest.raises(RenderRefused, match="20,000 HTML tags"):
        render("</p>" * 20_001)


def test_blocks_are_bounded() -> None:
    with pytest.raises(RenderRefused, match="14,000 blocks"):
        render("a\n\n" * 15_000)


def test_nesting_beyond_the_parsers_reach_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def give_up(*_: object) -> str:
        raise RecursionError

    monkeypatch.setattr(Markdown, "convert", give_up)

    with pytest.raises(RenderRefused, match="too deeply"):
        render("Words")


@pytest.mark.parametrize("mark", ["> ", ">", "- ", "1. ", "> - "])
def test_levels_of_lists_and_quotations_are_bounded(mark: str) -> None:
    with pytest.raises(RenderRefused, match=r"39 levels .* \(from line 3 on\)"):
        render("Words\n\n" + mark * 40 + "a")


@pytest.mark.parametrize("rule", ["- " * 60, "* " * 60, "-" * 60])
def test_long_rule_is_no_nesting(rule: str) -> None:
    assert render(rule).html == "<hr>"


def test_escaped_characters_are_bounded() -> None:
    with pytest.raises(RenderRefused, match="angle brackets"):
        render("<p>" + "&lt;" * 15_001)


def test_long_honest_article_is_far_from_any_bound() -> None:
    section = (
        "## A heading\n\n" + "Words with a [link](https://o.example/a) and *stress*. " * 8 + "\n\n"
        "- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n> Said so.\n>\n> -- Someone, there\n\n"
    )

    rendered = render(section * 80)

    assert rendered.word_count == 4_800
