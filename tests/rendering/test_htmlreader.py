from __future__ import annotations

import pytest

from posts.rendering.htmlreader import MAX_DEPTH, read_html
from posts.rendering.tree import to_html


@pytest.mark.parametrize(
    ("given_html", "expected"),
    [
        ("<p>a<p>b", "<p>a</p><p>b</p>"),
        ("<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>"),
        ("<ul><li>a<ul><li>b</ul><li>c</ul>", "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"),
        ("<tr><td>a<td>b<tr><td>c", "<tr><td>a</td><td>b</td></tr><tr><td>c</td></tr>"),
        ("<b>a</i></b>", "<b>a</b>"),
        ("<b><i>a</b>b", "<b><i>a</i></b>b"),
        ("<br/>a<HR>", "<br>a<hr>"),
        ("a < b", "a &lt; b"),
        ("<!-- x -->a<!DOCTYPE html>b<?pi?>c", "abc"),
        ("<!-- never <!-- closed", "&lt;!-- never &lt;!-- closed"),
        ("<xmp>a<xmp>b", "<xmp></xmp>a<xmp></xmp>b"),
        ("<a href=x title='it''s'>y</a>", '<a href="x" title="it">y</a>'),
        ('<a href="a&amp;b">x</a>', '<a href="a&amp;b">x</a>'),
        ("<p onclick=x style=y>z", "<p>z</p>"),
        ("<table><tr><td></table>a", "<table><tr><td></td></tr></table>a"),
        ("<td>a</div>b</td>", "<td>ab</td>"),
        ("<script>a</b><", "<script></script>a&lt;"),
        ("&copy;&nbsp;&bogus;", "©\u00a0&amp;bogus;"),
    ],
)
def test_broken_html_is_read_as_a_tree(given_html: str, expected: str) -> None:
    assert to_html(read_html(given_html).children) == expected


def test_depth_is_bounded_and_words_are_not_lost() -> None:
    root = read_html("<b>" * 500 + "words")

    assert to_html(root.children).count("<b>") == MAX_DEPTH
    assert root.text() == "words"
