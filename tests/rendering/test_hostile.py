"""Texts made to take for ever: each is rendered or refused in little time, at any size.

Time is the processor's, not the clock's, and the bound is many times what is needed, so that the
outcome does not depend on the machine. What keeps it is the meter, tested in ``test_guard``.
"""

from __future__ import annotations

import time

import pytest

from posts.rendering import RenderRefused, render, sanitize_html

SECONDS = 2.0
SIZE = 5_000


def repeat(piece: str, size: int = SIZE) -> str:
    return (piece * (size // len(piece) + 1))[:size]


def steps(line: str, size: int = SIZE) -> str:
    """Lines that begin with ever more of something."""
    return "".join(line.format(n=n, deep="    " * n) for n in range(int((size / 2) ** 0.5)))


REPEATED = [
    *("[", "]", "![", "[^1]", "[a](", "[a](<", '[a](b "', "[a][b]", "[[a](b)", "![a](b)"),
    *("`", "`a``b```c", "\\`", "\\", "*", "_", "*a ", "**a", "***a", "*_", "*a _b ", "__a "),
    *("<", "<a ", '<a x="', "<a x='\"", "</", "</a", "<!--", "x <!-- a", "<?", "<![CDATA[", "<!a"),
    *(
        "<div>",
        "<div>\n\n",
        "<b>",
        "<b>\n\n",
        "<b><p>",
        "<table>",
        "<td>",
        "<ul><li>",
        "<p>",
        "<svg>",
    ),
    *("<script>", "<style>a", "<textarea>", '<iframe src="//x">', "<img src=a>", "<details>"),
    *("<figure><img src=a>", "<div markdown=1>\n\n", "</div>", "a<b>&amp;"),
    *("&", "&#", "&lt;", "&#60;", "&amp", ">", "> ", "> a\n\n", "> - ", "- > ", "- ", "1. "),
    *(
        "- a\n",
        "- a\n\n",
        "- a\n1. b\n",
        "|",
        "|\n",
        "|a|\n|-|\n|b|\n\n",
        "-|",
        "a",
        "lorem ipsum ",
    ),
    *("\n", " ", " \n", "\t", "a  \n", ":::", ":::\n", "::: note\n\n", "::: term A\na\n:::\n"),
    *(
        "*[",
        "*[a]: b\n\n",
        '[a]: /x "',
        "[a]: x\n",
        "[a]:\n",
        "[^1]: x\n\n",
        "# a\n",
        "#",
        "a\n=\n",
    ),
    *("---\n", "- - -", '"', "'", '"a ', "...", "--", "<a@b.c>", "<a@", "<http://a>", "<http://a "),
    *("{", "{:", "*a*{", "*a*{: .b}", "# a {#b}\n", "{{", "{{a}}", "{%", "{{\n\n", "{% a"),
    *(
        "\u200b",
        "\u202e",
        "\u0301",
        "\u0301\u0316",
        "\u0301\u0316\u0334",
        "\ud800",
        "\x00",
        "\ufdd0",
    ),
    *("\x02klzzwxh:0001\x03", "wzxhzdk:0", "```\n", "~~~\n\n", "```a\n", "- ```\n", "    a\n\n"),
    *(
        "a\n: b\n\n",
        ": a\n",
        "~~",
        "~~a ",
        "==a",
        "^a",
        "~a",
        '\\"',
        "> a\n> -- b\n",
        "Table: a\n\n",
    ),
]
COMPOSED = {
    "nested links": "[" * 4_000 + "a" + "](x)" * 4_000,
    "backticks of every length": " ".join("`" * n for n in range(1, 240)),
    "emphasis never closed": "*a " * 5_000 + "a* " * 5_000,
    "one note referred to often": repeat("[^1]") + "\n\n[^1]: x",
    "notes in a chain": "[^0]\n\n" + "".join(f"[^{n}]: [^{n + 1}]\n\n" for n in range(500)),
    "many notes": "".join(f"[^{n}]: x\n" for n in range(3_000)),
    "many abbreviations": "".join(f"*[A{n}]: x\n" for n in range(3_000)),
    "an abbreviation everywhere": "*[a]: b\n\n" + repeat("a "),
    "many definitions": "".join(f"[a{n}]: /x\n" for n in range(3_000)),
    "a table wide and long": f"|{'a|' * 500}\n|{'-|' * 500}\n" + "|a|\n" * 1_000,
    "a table of 10,000 rows": "|a|b|\n|-|-|\n" + "|a|b|\n" * 10_000,
    "a table of backticks": "|a|b|\n|-|-|\n|" + repeat("`|"),
    "ever deeper lists": steps("{deep}- a\n"),
    "ever deeper quotations": "".join(">" * n + " a\n" for n in range(1, 240)),
    "ever deeper definitions": steps("{deep}: a\n\n"),
    "ever longer fences": "".join("`" * (3 + n) + "\n" for n in range(240)),
    "formatting reopened": "".join(f"<b id={n}><p>" for n in range(1_500)),
    "an attribute bomb": "<a " + " ".join(f"x{n}=y" for n in range(4_000)) + ">b</a>",
    "an attribute list": "a\n{: " + repeat("a=b ") + "}",
    "a number without end": "&#" + "9" * SIZE + ";",
    "a title without end": '[a](b "' + repeat('" ') + ")",
    "brackets in an address": "[a](" + repeat("()") + ")",
    "a picture as data": "![a](data:image/png;base64," + repeat("A") + ")",
    "code on one line": "```typescript\n" + repeat("a.b.") + "\n```",
    "code of blank lines": "```c\n" + repeat("\n") + "\n```",
    "code full of entities": "```html\n" + repeat("<") + "\n```",
    "same headings": repeat("## same\n\n"),
    "callouts never closed": "::: note\n\n" * 900 + ":::\n\n" * 90,
    "markdown in html in html": '<div markdown="1">' * 150 + repeat("<p>a</p>\n") + "</div>" * 150,
}


def seconds_to_render(text: str) -> float:
    started = time.process_time()
    try:
        render(text)
    except RenderRefused as refusal:
        assert str(refusal)  # noqa: PT017
    return time.process_time() - started


@pytest.mark.parametrize("piece", REPEATED, ids=repr)
def test_piece_repeated_is_rendered_or_refused_soon(piece: str) -> None:
    assert seconds_to_render(repeat(piece)) < SECONDS


@pytest.mark.parametrize("name", COMPOSED)
def test_composition_is_rendered_or_refused_soon(name: str) -> None:
    assert seconds_to_render(COMPOSED[name]) < SECONDS


@pytest.mark.parametrize("piece", ["[", "![", "<a ", "> ", "- ", "`", "*a ", "<div>", "&", "{{"])
def test_megabyte_is_refused_at_once(piece: str) -> None:
    with pytest.raises(RenderRefused, match="characters; at most 250,000"):
        render(repeat(piece, 1_000_000))


@pytest.mark.parametrize("piece", ["a", "lorem ipsum ", "Plain words.\n", '"a" -- ', "é" * 9 + " "])
def test_largest_text_that_is_taken_renders_soon(piece: str) -> None:
    assert seconds_to_render(repeat(piece, 250_000)) < SECONDS


@pytest.mark.parametrize("piece", REPEATED[::4], ids=repr)
def test_what_is_rendered_is_safe_however_odd(piece: str) -> None:
    html = render(repeat(piece, 70)).html

    assert sanitize_html(html) == html


def test_refusal_harms_no_later_text() -> None:
    before = render("A *text*.")

    with pytest.raises(RenderRefused):
        render(repeat("["))

    assert render("A *text*.") == before
