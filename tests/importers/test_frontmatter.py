"""Front matter in three languages and many tempers; pure, no database."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posts.importers.frontmatter import read_front_matter, read_json
from posts.importers.values import ImportRefused
from posts.importers.yamlreading import read_yaml


@pytest.mark.parametrize(
    ("text", "format_", "values"),
    [
        ("---\ntitle: A\n---\nBody", "YAML", {"title": "A"}),
        ("\ufeff---\r\ntitle: A\r\n---\r\nBody", "YAML", {"title": "A"}),
        ("---  \ntitle: A\n...\nBody", "YAML", {"title": "A"}),
        ("---\n---\nBody", "YAML", {}),
        ("---\n# nothing\n---\nBody", "YAML", {}),
        ('+++\ntitle = "A"\n+++\nBody', "TOML", {"title": "A"}),
        ('{"title": "A"}\nBody', "JSON", {"title": "A"}),
        ('{\n  "title": "A",\n  "tags": ["b"]\n}\n\nBody', "JSON", {"title": "A", "tags": ["b"]}),
        (';;;\n"title": "A",\n;;;\nBody', "JSON", {"title": "A"}),
        (';;;\n{"title": "A"}\n;;;\nBody', "JSON", {"title": "A"}),
        ("Body", "", {}),
        ("-----\nBody", "", {}),
        ("{{ shortcode }} Body", "", {}),
    ],
)
def test_keys_and_body_are_told_apart(text, format_, values):
    matter = read_front_matter(text)

    assert (matter.format, matter.values) == (format_, values)
    assert matter.body.endswith("Body")
    assert not matter.format or matter.body.strip() == "Body"


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("title: 1984", "1984"),
        ("title: 1.10", "1.10"),
        ("title: no", "no"),
        ("title: 12:30:45", "12:30:45"),
        ("title: 2026-05-04", "2026-05-04"),
        ("title: 0o17", "0o17"),
        ("title: 'it''s'", "it's"),
        ("title: ~", None),
        ("title:", None),
        ("title: ''", ""),
        ("title: >-\n  two\n  lines", "two lines"),
        ("title: !!str 5", "5"),
        ("title: A\t\t", "A"),
        ("title: [a, &x b, *x]", ["a", "b", "b"]),
    ],
)
def test_yaml_values_are_what_their_author_saw(line, value):
    assert read_front_matter(f"---\n{line}\n---\n").values == {"title": value}


def test_yaml_merges_fill_in_what_is_not_said():
    text = "---\nbase: &b {x: 1, y: 2}\nown:\n  x: 3\n  <<: *b\n---\n"

    assert read_front_matter(text).values["own"] == {"x": "3", "y": "2"}


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("---\ntitle: A\n", 1, "never closed"),
        ("+++\ntitle = 'A'\n", 1, "never closed"),
        ("---\ntitle: A\ntitle: B\n---\n", 3, "twice"),
        ("---\ntitle: A\ndescription: one: two\n---\n", 3, "quotation marks"),
        ("---\ntitle: A\nx:\n\t- b\n---\n", 4, "replace the tab"),
        ("---\ntitle: 'A\n---\n", None, "Close the quotation mark"),
        ("---\ntitle: *none\n---\n", 2, "quotation marks"),
        ("---\ntitle: * none\n---\n", 2, "begins with"),
        ("---\ntitle: !!python/object/apply:os.system [ls]\n---\n", 2, "tag"),
        ("---\ntitle: !custom x\n---\n", 2, "tag"),
        ("---\n? [a, b]\n: c\n---\n", 2, "key"),
        ("---\njust words\n---\n", 2, "no keys"),
        ("---\n- a\n- b\n---\n", 2, "no keys"),
        ("---\ntitle: A\n<<: b\n---\n", None, "<<"),
        ("---\ntitle: \x07\n---\n", 2, "does not allow"),
        ("+++\ntitle = A\n+++\n", 2, "TOML"),
        ("+++\na = 1\nd = 2016-02-30\n+++\n", 3, "TOML"),
        ("+++\na = 1\na = 2\n+++\n", 3, "TOML"),
        ('{"title": "A",\n "b": }\nBody', 2, "JSON"),
        ('{"title": "A",\n"title": "B"}\n', 2, "twice"),
        (';;;\n\n"a": {"b": 1,\n"b": 2}\n;;;\n', 4, "twice"),
        ('{"a": {"b": 1}, "c": {"b": 1,\n"b": 2}}\n', None, "twice"),
        (';;;\n"title": \n;;;\n', None, "JSON"),
        ("---\nx: {a: b}: c\n---\n", 2, "YAML"),
        ("---\n? {a: b}\n: c\n---\n", 2, "key"),
        ("---\na: b\n%YAML 1.1\n---\n", None, "YAML"),
        ("---\nx: &a [1]\n? *a\n: c\n---\n", 3, "key"),
        ("---\na: &a [*a]\n---\n", 2, "stands for nothing"),
    ],
)
def test_a_refusal_names_line_and_remedy(text, line, words):
    with pytest.raises(ImportRefused, match=words) as refusal:
        read_front_matter(text)

    assert line is None or refusal.value.line == line


def test_yaml_data_with_a_second_document_is_refused():
    with pytest.raises(ImportRefused, match="second YAML document"):
        read_yaml("a: b\n---\nc: d\n")


def test_deep_json_data_is_refused():
    with pytest.raises(ImportRefused, match=r"nested too deeply|recursion"):
        read_json("[" * 100_000)


def _bomb() -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    return "\n".join(lines)


@pytest.mark.parametrize(
    "head",
    [
        _bomb(),
        "x: " + "[" * 5000,
        "x: " + "{a: " * 5000,
        "- " * 5000,
        "x: [" + ", ".join(["&a a"] + ["*a"] * 300) + "]",
        "x: " + "y" * 200_000,
    ],
)
def test_yaml_bombs_are_refused_at_once(head):
    started = time.process_time()

    with pytest.raises(ImportRefused):
        read_front_matter(f"---\n{head}\n---\n")

    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    "text",
    [
        '{"a": ' + "[" * 100_000,
        "+++\na = " + "[" * 5000 + "\n+++\n",
        '{"a": ' + "9" * 5000 + "}\n",
        "+++\na = " + "9" * 5000 + "\n+++\n",
    ],
)
def test_deep_and_huge_values_of_json_and_toml_are_refused(text):
    with pytest.raises(ImportRefused):
        read_front_matter(text)


@given(st.text(alphabet=st.sampled_from("abc:-'\"\n\t []{}&*!|>%@`#,?~ \r\ufeff+;.="), max_size=80))
def test_any_text_is_read_or_refused(text):
    for opening in ("", "---\n", "+++\n", ";;;\n", "{"):
        try:
            matter = read_front_matter(opening + text)
        except ImportRefused:
            continue
        assert all(isinstance(key, str) for key in matter.values)


_plain = st.text(
    alphabet=st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp", "Cn", "Co")), max_size=30
)


@given(st.dictionaries(st.from_regex(r"[a-z]{1,8}", fullmatch=True), _plain, max_size=5))
def test_quoted_yaml_comes_back_as_it_was(values):
    head = "".join(
        "{}: '{}'\n".format(key, value.replace("'", "''")) for key, value in values.items()
    )

    assert read_front_matter(f"---\n{head}---\nBody").values == values
