"""Tags, links and pictures in a text: put in Markdown outside code, and never executed."""

import time
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posts.importers.bodies import Body, prepare_body
from posts.importers.code import change_outside_code
from posts.importers.entry import Entry
from posts.importers.leads import Lead
from posts.importers.pictures import TreePictures
from posts.importers.planning import Addresses
from posts.importers.tree import TreeFile
from posts.importers.values import Kind

PAGE = PurePosixPath("content/posts/a/index.md")
OTHERS = {
    "content/posts/a/index.md": "a",
    "content/posts/b.md": "b",
    "content/posts/2026-01-02-c.md": "c",
    "content/fr/d/index.md": "d-fr",
}
PICTURES = [
    "content/posts/a/beside.png",
    "static/img/root.png",
    "pictures/demo.png",
    "assets/x.jpg",
]


def prepared(body: str, **fields: object) -> Body:
    entries = [
        Entry(path=PurePosixPath(path), title="T", slug=slug, body="", old_paths=(f"/old/{slug}/",))
        for path, slug in OTHERS.items()
    ]
    addresses = Addresses(entries, {PurePosixPath(path): slug for path, slug in OTHERS.items()})
    files = [TreeFile(PurePosixPath(path), Path(path), Kind.PICTURE) for path in PICTURES]
    page = Entry(path=PAGE, title="T", slug="a", body=body, **fields)  # type: ignore[arg-type]
    return prepare_body(page, addresses, TreePictures(files))


@pytest.mark.parametrize(
    ("body", "markdown"),
    [
        ('{% image "assets/x.jpg" "An [alt]" %}', "![An &#91;alt&#93;](assets/x.jpg)"),
        ('{% image_with_class "assets/x.jpg" "wide" "Alt" %}', "![Alt](assets/x.jpg)"),
        (
            '{% include "figure.html",\n image: "/assets/x.jpg",\n alt: "A", caption: "C" %}',
            '![A](/assets/x.jpg "C")',
        ),
        (
            "{% include figure.html src='a b.png' caption='say \"x\"' %}",
            '![](<a b.png> "say &quot;x&quot;")',
        ),
        ('{{< figure src="x.png" alt="A" title="T" >}}', '![A](x.png "T")'),
        ('[l]({{ "/x/" | url }})', "[l](/x/)"),
        ("[l]({{ '/x/' | relative_url }})", "[l](/x/)"),
        ("[l]({{ site.baseurl }}/x/)", "[l](/x/)"),
        ('{{ "https://v.example/1" | embed: "A talk" }}', "[A talk](https://v.example/1)"),
        ("{{< youtube abc_DEF-1 >}}", "[Video](https://www.youtube.com/watch?v=abc_DEF-1)"),
        ('[l]({{< ref "b.md" >}})', "[l](/posts/b/)"),
        ('[l]({{% relref "/posts/b.md#part" %}})', "[l](/posts/b/#part)"),
        ("[l]({% post_url 2026-01-02-c %})", "[l](/posts/c/)"),
        ("[l]({% link content/posts/b.md %})", "[l](/posts/b/)"),
        ("{% highlight ruby linenos %}\nx `y`\n{% endhighlight %}\n", "```ruby\nx `y`\n```"),
        ('{{< highlight go "x=1" >}}\n```\n{{< /highlight >}}\n', "````go\n```\n````"),
        ("[l](../b.md)", "[l](/posts/b/)"),
        ("[l](../b/?q=1#part)", "[l](/posts/b/?q=1#part)"),
        ("[l](@/posts/b.md)", "[l](/posts/b/)"),
        ('[l](/old/b/ "t")', '[l](/posts/b/ "t")'),
        ("[l](/old/B)", "[l](/posts/b/)"),
        ('[l]({{ "/old/b" | url }})', "[l](/posts/b/)"),
        ("[l]: ../b.md", "[l]: /posts/b/"),
        ('<a class="x" href="../b.md">l</a>', '<a class="x" href="/posts/b/">l</a>'),
        ("![A](beside.png)", "![A](posts/a/beside.png)"),
        ('<img alt="A" src="./beside.png">', '<img alt="A" src="posts/a/beside.png">'),
        ("![A](/img/root.png)", "![A](/img/root.png)"),
        ("![A](demo.png)", "![A](demo.png)"),
        ("![A](/assets/x.jpg?v=1)", "![A](/assets/x.jpg?v=1)"),
    ],
)
def test_what_markdown_can_say_is_said_in_markdown(body, markdown):
    assert prepared(body).markdown.strip() == markdown


@pytest.mark.parametrize(
    "body",
    [
        '{{ "maya" | team_link }}',
        '{% image "" "Alt" %} {% image %}',
        "{{< figure alt='no source' >}} {% include figure.html src=page.image %}",
        "{{< youtube >}} {% x %}",
        "{% for x in y %}{{ x }}{% endfor %}",
        "{% include nav.html %}",
        "{{< unknown >}} {{% other x %}}",
        '{% raw %}{{ "/x/" | url }}{% endraw %}',
        "{% raw %}{{{% endraw %} your secret }}",
        '`{{ "/x/" | url }}`',
        '``a ` {{ "/x/" | url }}``',
        '```\n{{ "/x/" | url }}\n```',
        '- item\n\n  ~~~\n  {{ "/x/" | url }}\n  ~~~',
        'Words\n\n    {{ "/x/" | url }}',
        "[l](../../outside.md) [m](https://x.example/b.md) [n](#part) [o](mailto:a@x.example)",
        "[l](//x.example/old/b/)",
        "![A](../../../../etc/passwd.png) ![B](https://x.example/demo.png)",
        '{% post_url nowhere %} {{< ref "nowhere.md" >}}',
        "{% highlight ruby %} never closed",
        "{{ image }}",
    ],
)
def test_everything_else_stays_the_text_it_is(body):
    assert prepared(body).markdown == body


def test_the_pages_own_picture_is_what_its_variable_means():
    body = prepared("![A]({{ image | url }})", lead=Lead("/img/root.png", alt="Lead"))

    assert body.markdown == "![A](/img/root.png)"
    assert body.lead == "img/root.png"


def test_pictures_are_wished_for_with_their_alt_text():
    body = prepared('![One &quot;x&quot;](beside.png) <img src="/img/root.png" alt="Two">')

    assert [(wish.name, wish.alt) for wish in body.wishes] == [
        ("posts/a/beside.png", 'One "x"'),
        ("img/root.png", "Two"),
    ]


def test_a_lead_picture_that_is_not_there_is_noted():
    body = prepared("Words.", lead=Lead("/gone.png"))

    assert (body.lead, body.notes) == ("", ["lead picture not in the tree: /gone.png"])


def test_missing_and_foreign_pictures_are_noted():
    notes = prepared("![](gone.png) ![](https://x.example/y.png) ![](z.svg)").notes

    assert "pictures not in the tree: gone.png, z.svg" in notes
    assert any("https://x.example/y.png" in note for note in notes)
    assert any(note.startswith("SVG is not taken") for note in notes)


@given(st.text(alphabet=st.sampled_from("`~ \n\tab-*>{%}[]()!<\"'=x.md#"), max_size=120))
def test_no_text_is_lost_where_nothing_is_changed(text):
    assert change_outside_code(text, lambda stretch: stretch) == text


@pytest.mark.parametrize(
    "piece",
    ["{% highlight x %}\n", "{% raw %}", "{{", "{%", "`", "``` ", "[a](", "![", "<img ",
     '<a href="', "[x]: y ", "    x\n\n", "- a\n\n    x\n", "](<", '{% include figure "', "` ``",
     "![![](", "(", "{% image " + "x" * 1900 + " %}"],
)  # fmt: skip
def test_hostile_texts_take_linear_time(piece):
    started = time.process_time()

    prepared(piece * (300_000 // len(piece)))

    assert time.process_time() - started < 2
