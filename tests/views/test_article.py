"""The article page: everything it promises, and nothing it should not show."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest

from posts.models import Post
from tests import factories

pytestmark = pytest.mark.django_db


class Outline(HTMLParser):
    """Collects tags with their attributes, and the text of one element by its id."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def outline(html: str) -> Outline:
    parser = Outline()
    parser.feed(html)
    return parser


def page(client, post: Post) -> str:
    response = client.get(post.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def titles_of_more(client, post: Post) -> list[str]:
    more = page(client, post).partition('aria-labelledby="more"')[2]
    return re.findall(r"<h3><a [^>]*>([^<]*)</a></h3>", more)


def test_article_carries_what_a_reader_looks_for(client):
    category = factories.make_category(name="Crisis", paper="rose")
    staff = factories.make_author(name="Noor Haddad")
    guest = factories.make_author(name="Tomás Ribeiro", is_guest=True)
    post = factories.make_post(
        title="Say sorry",
        standfirst="In thirty-one words.",
        category=category,
        authors=[staff, guest],
        tags=[factories.make_tag(name="Apologies")],
        published_at=datetime(2026, 3, 5, 23, 30, tzinfo=UTC),
        lead_picture=factories.make_picture(credit="Photograph: A. Nobody", caption="Eight."),
        body="word " * 500,
    )

    html = page(client, post)

    for words in (
        "<h1>Say sorry</h1>",
        "In thirty-one words.",
        ">Crisis</a>",
        '<a href="/authors/noor-haddad/" rel="author">Noor Haddad</a> and <a',
        '>Tomás Ribeiro</a> <span class="guest">(guest)</span>',
        "5 March 2026",
        "Byte 1<",
        "3 min read",
        "Photograph: A. Nobody",
        'rel="tag">Apologies</a>',
        "Share this post",
    ):
        assert words in html


def test_title_and_standfirst_have_the_punctuation_of_the_text(client):
    html = page(client, factories.make_post(title='The "real" thing', standfirst="It's -- so."))

    assert "<h1>The “real” thing</h1>" in html
    assert "It’s – so." in html
    assert "<title>The “real” thing" in html


def test_portrait_stands_in_for_the_monogram(client):
    portrait = factories.make_picture()
    author = factories.make_author(portrait=portrait)

    html = page(client, factories.make_post(authors=[author]))

    shown = f'src="{portrait.info().url}"'
    assert html.count(shown) == 2
    assert client.get(author.get_absolute_url()).content.decode().count(shown) == 1


def test_page_has_one_h1_and_its_landmarks(client):
    found = outline(page(client, factories.make_post(body="# Not a second one\n\nWords.")))

    assert len(found.all("h1")) == 1
    assert len(found.all("main")) == 1
    assert found.all("main")[0]["id"] == "main"
    assert any(link.get("class") == "skip" and link["href"] == "#main" for link in found.all("a"))


def test_share_links_are_plain_and_carry_the_absolute_address(client):
    html = page(client, factories.make_post(title="Fish & chips", slug="fish"))

    links = [link["href"] or "" for link in outline(html).all("a")]
    shared = [link for link in links if "http%3A%2F%2Ftestserver%2Fposts%2Ffish%2F" in link]
    assert len(shared) == 5
    assert any(link.startswith("mailto:?subject=Fish%20%26%20chips&body=") for link in shared)


def test_buttons_that_need_script_are_hidden_without_it(client):
    html = page(client, factories.make_post())
    buttons = outline(re.sub(r"<template.*?</template>", "", html)).all("button")

    assert len(buttons) == 2
    assert all("hidden" in button for button in buttons)


def test_page_asks_nobody_else_for_anything(client):
    found = outline(page(client, factories.make_post(body="![x](https://far.example/x.png)")))

    sources = [
        tag.get("src") or tag.get("href") or tag.get("srcset") or ""
        for name in ("img", "script", "iframe", "source")
        for tag in found.all(name)
        if tag.get("type") != "application/ld+json"
    ]
    loaded = {"preload", "stylesheet", "icon"}
    sources += [tag["href"] or "" for tag in found.all("link") if tag["rel"] in loaded]
    assert all(source.startswith("/") for source in sources)


def test_contents_list_appears_from_four_headings_on(client):
    three = factories.make_post(body="\n\n".join(f"## Part {n}\n\nText." for n in range(3)))
    four = factories.make_post(body="\n\n".join(f"## Part {n}\n\nText." for n in range(4)))

    assert 'class="toc"' not in page(client, three)
    assert '<a href="#part-3">Part 3</a>' in page(client, four)


def test_foreign_language_is_declared_on_the_words_that_are_in_it(client):
    headings = "\n\n".join(f"## Partie {number}" for number in range(4))
    series = factories.make_series(planned_parts=3)
    fields = {"language": "fr", "series": series, "title": "Pardon", "standfirst": "Court."}

    html = page(client, factories.make_post(body=headings, **fields))

    assert '<article data-paper="slate">' in html
    assert '<h1 lang="fr">Pardon</h1>' in html
    assert '<p class="standfirst" lang="fr">Court.</p>' in html
    assert '<div class="prose" lang="fr">' in html
    assert '<ol role="list" lang="fr">\n<li><a href="#partie-0">' in html
    assert '<a href="#main" aria-current="page" lang="fr">Pardon</a>' in html
    assert '‘<span lang="fr">Pardon</span>’' in html
    assert html.count('lang="fr"') == 6


def test_script_that_runs_from_right_to_left_says_so(client):
    html = page(client, factories.make_post(language="ar", title="عنوان"))

    assert '<h1 lang="ar" dir="rtl">عنوان</h1>' in html
    assert '<div class="prose" lang="ar" dir="rtl">' in html


@pytest.mark.parametrize("kind", ["home", "latest", "series"])
def test_lists_declare_the_language_of_titles_alone(client, kind):
    fields = {"language": "fr", "standfirst": "Court.", "series": factories.make_series()}
    for title in ("Un", "Deux"):
        post = factories.make_post(title=title, **fields)
    paths = {"home": "/", "latest": "/posts/", "series": post.series.get_absolute_url()}

    html = client.get(paths[kind]).content.decode()

    for title in ("Un", "Deux"):
        assert re.search(rf'<a href="/posts/\w+/" lang="fr">{title}</a>', html)
    assert re.search(r'<p class="\w+" lang="fr">Court\.</p>', html)
    assert not re.search(r"<(article|section|div|li)[^>]* lang=", html)


def test_title_is_escaped_everywhere(client):
    html = page(client, factories.make_post(title="<script>alert(1)</script>"))

    assert "<script>alert" not in html


def test_template_code_in_a_text_stays_text(client):
    html = page(client, factories.make_post(body="{{ settings.SECRET_KEY }} {% now 'Y' %}"))

    assert "{{ settings.SECRET_KEY }}" in html
    assert "{% now" in html


def test_search_title_and_description_go_to_the_head_only(client):
    html = page(client, factories.make_post(search_title="Found", search_description="Read it."))

    assert "<title>Found | PR Bytes</title>" in html
    assert '<meta name="description" content="Read it.">' in html


# ------------------------------------------------------------------ more from the category


def test_more_shows_the_newest_of_the_category_and_never_itself(client):
    category, other = factories.make_category(), factories.make_category()
    for hour in range(5):
        factories.make_post(
            title=f"Post {hour}",
            category=category,
            published_at=factories.LONG_AGO + hour * factories.HOUR,
        )
    factories.make_post(title="Elsewhere", category=other)

    shown = titles_of_more(client, Post.objects.get(title="Post 4"))

    assert shown == ["Post 3", "Post 2", "Post 1"]


def test_more_puts_posts_that_share_a_tag_first(client):
    tag = factories.make_tag()
    for hour in range(6):
        factories.make_post(
            title=f"Post {hour}",
            tags=[tag] if hour in {0, 1, 5} else [],
            published_at=factories.LONG_AGO + hour * factories.HOUR,
        )

    shown = titles_of_more(client, Post.objects.get(title="Post 5"))

    assert shown == ["Post 1", "Post 0", "Post 4"]


def test_more_is_absent_when_there_is_nothing_more(client):
    post = factories.make_post()
    factories.make_draft(category=post.category)

    assert "More from" not in page(client, post)


def test_more_counts_posts_that_are_filed_here_too(client):
    post = factories.make_post(category=factories.make_category())
    guest = factories.make_post(
        title="Filed here too", category=factories.make_category(), further=[post.category]
    )

    assert titles_of_more(client, post) == [guest.title]


# ------------------------------------------------------------------ series


def test_series_box_lists_public_parts_and_counts_those_to_come(client):
    series = factories.make_series(title="The honest apology", planned_parts=3)
    first = factories.make_post(title="First", series=series)
    factories.make_post(title="Second", series=series)
    factories.make_scheduled(title="Third", series=series)

    html = page(client, first)

    assert "byte 1 of 3" in html
    assert "Second" in html
    assert "1 more to come" in html
    assert "Third" not in html


def test_part_leads_back_and_on(client):
    series = factories.make_series()
    parts = [
        factories.make_post(title=f"Part {part}", series=series, series_part=part)
        for part in (1, 3, 4)
    ]

    html = page(client, parts[1])

    assert f'Back to byte 1</span><a href="{parts[0].get_absolute_url()}">Part 1</a>' in html
    assert f'On to byte 4</span><a href="{parts[2].get_absolute_url()}">Part 4</a>' in html


def test_only_part_leads_nowhere(client):
    html = page(client, factories.make_post(series=factories.make_series()))

    assert "Back to byte" not in html
    assert "On to byte" not in html


# ------------------------------------------------------------------ previous and next


def turned(client, post: Post) -> list[str | None]:
    turned = dict(re.findall(r'rel="(prev|next)">([^<]*)</a>', page(client, post)))
    return [turned.get("prev"), turned.get("next")]


def test_previous_and_next_follow_the_clock_not_the_numbers(client):
    late = factories.make_post(title="Late", published_at=factories.LONG_AGO + 2 * factories.HOUR)
    early = factories.make_post(title="Early")
    middle = factories.make_post(title="Middle", published_at=factories.LONG_AGO + factories.HOUR)

    assert turned(client, early) == [None, "Middle"]
    assert turned(client, middle) == ["Early", "Late"]
    assert turned(client, late) == ["Middle", None]


def test_posts_of_one_minute_follow_each_other_once(client):
    posts = [factories.make_post(title=f"Post {number}") for number in range(3)]

    assert [turned(client, post) for post in posts] == [
        [None, "Post 1"],
        ["Post 0", "Post 2"],
        ["Post 1", None],
    ]


def test_previous_and_next_pass_over_what_is_hidden(client):
    post = factories.make_post()
    factories.make_scheduled()
    factories.make_expired(published_at=factories.LONG_AGO + factories.HOUR)
    factories.make_unpublished(published_at=factories.LONG_AGO - factories.HOUR)

    assert turned(client, post) == [None, None]
    assert "Previous and next byte" not in page(client, post)


# ------------------------------------------------------------------ where it is from


def test_citation_names_authors_title_publication_number_day_and_address(client):
    staff = factories.make_author(name="Noor Haddad")
    guest = factories.make_author(name="Tomás Ribeiro", is_guest=True)
    post = factories.make_post(title='Say "sorry"', slug="sorry", authors=[staff, guest])

    html = page(client, post)

    assert (
        "<p>Noor Haddad and Tomás Ribeiro, ‘<span>Say “sorry”</span>’, <cite>PR Bytes</cite>, "
        f"byte {post.number}, 5 January 2026, http://testserver/posts/sorry/\n</p>"
    ) in html


def test_citation_of_an_unsigned_post_begins_with_its_title(client):
    html = page(client, factories.make_post(title="Unsigned"))

    assert "<p>‘<span>Unsigned</span>’, <cite>" in html


def test_button_that_copies_code_is_inert_and_speaks_the_language_of_the_site(client):
    html = page(client, factories.make_post(language="de", body="```\na\n```"))

    template = html.partition("<template data-copy-code>")[2].partition("</template>")[0]
    assert 'lang="en-gb"' in template
    assert template.endswith(">Copy code</button>")
    assert "Copy code" not in html.replace(template, "")
