"""What one file says, read without a database."""

from pathlib import PurePosixPath

import pytest

from posts.importers.entry import Entry, read_entry
from posts.importers.paths import find_language_folders
from posts.importers.values import ImportRefused, ImportSkipped


def entry(
    head: str = "", body: str = "Words.", path: str = "posts/a.md", **options: object
) -> Entry:
    text = f"---\n{head}\n---\n{body}"
    return read_entry(PurePosixPath(path), text, **options)  # type: ignore[arg-type]


def test_keys_count_whatever_their_case_and_separators():
    read = entry("Title: A\nPublish-Date: 2026-01-02\nImage_Alt: Alt\nimage: /x.png")

    assert (read.title, read.published_at.day, read.lead.alt) == ("A", 2, "Alt")


@pytest.mark.parametrize(
    ("head", "path", "slug"),
    [
        ("slug: Own Slug", "2026-01-02-name.md", "own-slug"),
        ("permalink: /old/place/", "2026-01-02-name.md", "place"),
        ("permalink: /old/place.html", "2026-01-02-name.md", "place"),
        ("permalink: /:year/:title/", "2026-01-02-name.md", "name"),
        ("title: T", "2026-01-02-name.md", "name"),
        ("title: T", "posts/bundle/index.md", "bundle"),
        ("title: T", "posts/2026-01-02-bundle/index.fr.md", "bundle"),
        ("title: A headline", "2026-01-02.md", "a-headline"),
        ("title: T", "_posts/ÉTÉ à Kraków.md", "été-à-kraków"),
        ("title: '***'", "!!!.md", "post"),
        ("slug: 'a/b/c'", "x.md", "c"),
        ("permalink: /a/b/index.html", "x.md", "b"),
    ],
)
def test_the_slug_comes_from_the_first_that_gives_one(head, path, slug):
    assert entry(head, path=path).slug == slug


@pytest.mark.parametrize(
    ("path", "date"),
    [
        ("_posts/2026-01-02-a.md", "2026-01-02"),
        ("_posts/2026-1-2-a.md", "2026-01-02"),
        ("posts/2026-01-02-a/index.md", "2026-01-02"),
        ("posts/2026/01/02/a.md", "2026-01-02"),
        ("posts/a.md", None),
    ],
)
def test_a_path_tells_the_date(path, date):
    moment = entry("title: T", path=path).published_at

    assert (moment and moment.date().isoformat()) == date


@pytest.mark.parametrize(
    ("head", "path", "status"),
    [
        ("date: 2026-01-02", "a.md", "published"),
        ("date: 2036-01-02", "a.md", "published"),
        ("date: 2026-01-02\ndraft: true", "a.md", "draft"),
        ("date: 2026-01-02\ndraft: 'false'", "a.md", "published"),
        ("date: 2026-01-02\npublished: false", "a.md", "draft"),
        ("published: 2026-01-02", "a.md", "published"),
        ("date: 2026-01-02", "_drafts/a.md", "draft"),
        ("date: 2026-01-02\nunlisted: true", "a.md", "draft"),
        ("title: T", "a.md", "draft"),
    ],
)
def test_status_follows_from_draft_and_date(head, path, status):
    assert entry(head, path=path).status == status


def test_a_post_without_a_date_says_so():
    assert "no date: imported as a draft" in entry("title: T").notes


@pytest.mark.parametrize(
    ("head", "line", "words"),
    [
        ("title: T\ndate: 2016-02-30", 3, "day is out of range"),
        ("title: T\ndate: soon", 3, "Write it as"),
        ("title: T\ndraft: perhaps", 3, "true or false"),
        ("title: " + "x" * 201, 2, "200 fit"),
        ("date: 2026-01-02\nexpiryDate: 2026-01-01", 3, "before it goes live"),
        ("author: " + "Xy" * 70, 2, "120 fit"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_line(head, line, words):
    with pytest.raises(ImportRefused, match=words) as refusal:
        entry(head)

    assert refusal.value.line == line


def test_an_impossible_date_in_the_path_is_refused():
    with pytest.raises(ImportRefused, match="Rename the file"):
        entry("title: T", path="2026-02-30-a.md")


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("", "a.md"),
        ("\n \n", "a.md"),
        ("---\nredirect_to: /b/\n---\n", "a.md"),
        ("<p>A page</p>", "a.html"),
        ("# Notes", "NOTES.md"),
    ],
)
def test_files_that_are_no_posts_are_skipped(text, path):
    with pytest.raises(ImportSkipped):
        read_entry(PurePosixPath(path), text)


def test_html_with_front_matter_is_a_post():
    assert entry("title: T", "<p>Words</p>", path="a.html").body == "<p>Words</p>"


@pytest.mark.parametrize(
    ("body", "title", "rest"),
    [
        ("# From the text #\n\nWords", "From the text", "Words"),
        ("From the text\n=====\n\nWords", "From the text", "Words"),
        ("Words", "A name", "Words"),
        ("#hashtag\n", "A name", "#hashtag"),
    ],
)
def test_a_missing_title_comes_from_the_heading_or_the_name(body, title, rest):
    read = read_entry(PurePosixPath("2026-01-02-a-name.md"), body)

    assert (read.title, read.body.strip()) == (title, rest)


def test_a_heading_that_repeats_the_title_is_left_out():
    assert entry("title: The *Same*", "# the same\n\nWords").body.strip() == "Words"


def test_another_heading_stays():
    assert entry("title: T", "# Other\n\nWords").body.startswith("# Other")


@pytest.mark.parametrize(
    ("given", "title"),
    [
        ("Hello, <strike>World</strike>", "Hello, World"),
        ("An end</em> alone<br>here", "An end</em> alone here"),
        ("How <video> works", "How <video> works"),
        ("When a <b is c", "When a <b is c"),
        ("Q&amp;A", "Q&A"),
        ("1 < 2 <em>and</em> 3 > 2", "1 < 2 and 3 > 2"),
    ],
)
def test_titles_lose_dress_and_keep_words(given, title):
    assert entry(f"title: '{given}'").title == title


def test_a_long_standfirst_is_cut_and_nothing_is_lost():
    long = " ".join(f"Sentence number {n} stands here." for n in range(30))

    read = entry(f"title: T\ndescription: {long}", "Words.")

    assert len(read.standfirst) <= 500
    assert read.standfirst.endswith("here.")
    assert read.body.startswith(long)


def test_a_long_standfirst_that_the_text_repeats_is_only_cut():
    long = " ".join(f"Sentence number {n} stands here." for n in range(30))

    assert entry(f"title: T\ndescription: {long}", f"**Sentence** {long[9:]}").body.count("29") == 1


def test_links_in_a_standfirst_become_words():
    read = entry(
        "title: T\nexcerpt: 'See [it](https://a.example) <a href=\"https://b.example\">there</a>'"
    )

    assert read.standfirst == "See it there"


@pytest.mark.parametrize(
    ("head", "tags"),
    [
        ("tags: [Press, 'two words', press]", ("Press", "two words")),
        ("tags: press, radio", ("press", "radio")),
        ("tags: two words", ("two words",)),
        ("tags: [2016, yes]", ("2016", "yes")),
        ("keywords: [a]", ("a",)),
        ("taxonomies:\n  tags: [a]", ("a",)),
        ("tags:\n- {name: a}\n- ~\n- ''", ("a",)),
        ("tags: [" + "x" * 101 + ", b]", ("b",)),
    ],
)
def test_tags(head, tags):
    assert entry(head).tags == tags


def test_french_spaces_before_marks_stay():
    title = "Le SNC\u00a0: «\u202foui\u202f»"

    assert entry(f"title: '{title}'").title == title


def test_names_have_plain_spaces():
    read = entry("author: Ada\u00a0Byron\ntags: [two\u00a0words]")

    assert (read.people[0].name, read.tags) == ("Ada Byron", ("two words",))


def test_a_post_is_part_of_one_series():
    read = entry("series: [A, B]")

    assert read.series == "A"
    assert any("“A” was taken" in note for note in read.notes)


def test_a_text_of_keys_alone_is_a_post():
    assert entry("title: T", body="").title == "T"


def test_a_long_word_for_a_standfirst_is_cut_too():
    assert entry("title: T\nsummary: " + "word " * 120).standfirst.endswith("word…")


def test_json_values_may_be_what_they_look_like():
    head = '{"title": true, "draft": true, "series": {"name": "S"}, "date": 20260102}'

    read = read_entry(PurePosixPath("a.md"), f"{head}\nWords")

    assert (read.title, read.status, read.series) == ("true", "draft", "S")


def test_tags_in_lists_of_lists_are_flattened():
    assert entry("tags: [[a, b], c]").tags == ("a", "b", "c")


def test_jekyll_divides_texts_at_blanks():
    assert entry("tags: a b\ncategories: c d", splits_at_blanks=True).tags == ("a", "b")


@pytest.mark.parametrize(
    ("head", "categories"),
    [
        ("category: Mergers, demergers", ("Mergers, demergers",)),
        ("categories: [A, B]\ncategory: B", ("B", "A")),
        ("section: A", ("A",)),
        ("category: [A, B]", ("A", "B")),
    ],
)
def test_the_single_category_comes_first(head, categories):
    assert entry(head).categories == categories


@pytest.mark.parametrize(
    ("path", "section"),
    [
        ("content/press-room/a.md", "Press room"),
        ("content/en/posts/a.md", ""),
        ("_posts/2026/a.md", ""),
        ("content/crisis/a-bundle/index.md", "Crisis"),
    ],
)
def test_a_folder_may_name_the_section(path, section):
    assert entry("title: T", path=path).section == section


@pytest.mark.parametrize(
    ("head", "path", "language"),
    [
        ("lang: fr", "a.md", "fr"),
        ("lang: pt_BR", "a.md", "pt-br"),
        ("lang: en-US", "a.md", ""),
        ("lang: zh-CN", "a.md", "zh-hans"),
        ("title: T", "a.fr.md", "fr"),
        ("title: T", "content/fr/a.md", "fr"),
        ("title: T", "content/it/a.md", ""),
        ("lang: tlh", "content/fr/a.md", ""),
    ],
)
def test_language_comes_from_key_name_or_folder(head, path, language):
    paths = [
        PurePosixPath(p)
        for p in ("x/de/x.png", "content/fr/a.md", "content/en/a.md", "x/content/it/a.md")
    ]

    assert (
        entry(head, path=path, language_folders=find_language_folders(paths)).language == language
    )


def test_old_addresses_lose_their_hosts():
    read = entry(
        "permalink: /p/\naliases: ['http://[x', /a, 'https://h.example/b/?x', '/:pattern/', '/']\n"
        "redirect_from: c%C3%A9/\ntumblr_url: http://t.example/post/1/d",
        path="_posts/2026-01-02-n.md",
    )

    assert read.old_paths == ("/p/", "/a", "/b/", "/cé/", "/post/1/d", "/2026/01/02/n/")


@pytest.mark.parametrize(
    ("head", "source"),
    [
        ("image: /x.png", "/x.png"),
        ("hero: false\nimage: x.png", "x.png"),
        ("cover: {image: x.png, alt: A, caption: C}", "x.png"),
        ("images: [x.png, y.png]", "x.png"),
        ("extra: {image: x.png}", "x.png"),
        ("featured_image: x.png", "x.png"),
        ("title: T", ""),
    ],
)
def test_the_lead_picture_in_its_shapes(head, source):
    lead = entry(head).lead

    assert (lead.source if lead else "") == source


def test_a_sentence_for_a_key_is_noted_with_its_line():
    read = entry("title: T\n<p>A sentence that someone broke off, and that goes on and on</p>: x")

    assert any("line 3" in note for note in read.notes)


def test_revision_counts_only_after_publication():
    assert entry("date: 2026-01-02\nlastmod: 2026-01-01").revised_at is None
    assert entry("date: 2026-01-02\nupdated: 2026-01-03").revised_at.day == 3


def test_zola_toml_is_read():
    text = (
        '+++\ntitle = "T"\ndate = 2026-01-02T08:00:00Z\nupdated = 2026-01-03\ndraft = false\n'
        'aliases = ["old"]\n[taxonomies]\ntags = ["a"]\ncategories = ["C"]\n'
        'authors = ["Ada Byron"]\n'
        '[extra]\nimage = "x.png"\n+++\nWords'
    )

    read = read_entry(PurePosixPath("content/blog/t.md"), text)

    assert (read.tags, read.categories, read.people[0].name) == (("a",), ("C",), "Ada Byron")
    assert (read.published_at.hour, read.old_paths, read.lead.source) == (8, ("/old",), "x.png")
