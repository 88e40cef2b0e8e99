from __future__ import annotations

from posts.rendering import render

from .validity import faults


def test_note_is_marked_up_as_a_note() -> None:
    html = render("Words[^a].\n\n[^a]: The source.").html

    assert html == (
        '<p>Words<a href="#fn:1" class="fn" id="fnref:1" role="doc-noteref" aria-label="Note 1">1'
        "</a>.</p>\n"
        '<section class="notes" role="doc-endnotes" aria-labelledby="notes"><h2 id="notes">'
        '<a class="anchor" href="#notes">Notes</a></h2><ol><li id="fn:1"><p>The source. '
        '<a href="#fnref:1" role="doc-backlink"'
        ' aria-label="Back to note 1 in the text">Back</a></p></li></ol></section>'
    )


def test_notes_are_numbered_by_first_reference() -> None:
    html = render("One[^z], two[^a].\n\n[^a]: Second.\n[^z]: First.").html

    assert html.index("First.") < html.index("Second.")


def test_unused_note_is_kept_at_the_end() -> None:
    html = render("One[^b].\n\n[^a]: Unused.\n\n[^b]: Used.").html

    assert html.index("Used.") < html.index("Unused.")


def test_two_references_to_one_note_have_ids_of_their_own() -> None:
    html = render("One[^a], two[^a].\n\n[^a]: Note.").html

    assert faults(html) == []
    assert 'href="#fnref:1:2"' in html


def test_reference_without_a_note_is_text() -> None:
    assert render("Words[^a].").html == "<p>Words[^a].</p>"


def test_note_holds_several_paragraphs() -> None:
    html = render("A[^a].\n\n[^a]: First.\n\n    Second.\n\nAfter.").html

    assert "<p>First.</p><p>Second. <a" in html
    assert html.index("After.") < html.index("First.")


def test_note_refers_to_a_further_note() -> None:
    html = render("A[^a].\n\n[^a]: See[^b].\n[^b]: There.").html

    assert '<li id="fn:2"><p>There. ' in html


def test_reference_inside_a_link_is_text() -> None:
    assert ">see [^a]</a>" in render("[see [^a]](/x)\n\n[^a]: Note.").html


def test_reference_in_code_is_code() -> None:
    assert "<code>[^a]</code>" in render("`[^a]`\n\n[^a]: Note.").html


def test_person_can_not_forge_a_note() -> None:
    html = render('<note name="a">x</note> <a class="fn" id="fn:1" href="#x">1</a>').html

    assert 'id="fn:1"' not in html
