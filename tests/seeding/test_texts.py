"""Texts put together from rendered parts are what their Markdown renders to."""

from __future__ import annotations

from dataclasses import asdict
from random import Random

from posts.rendering import render
from posts.seeding.texts import Texts
from posts.seeding.wording import Wording

SITE = "https://publication.example"


def texts(*, seed: int = 7, count: int = 40):
    random = Random(seed)
    pool = Texts(Wording(random), site_url=SITE)
    return [pool.text(random) for _ in range(count)]


def test_a_text_is_what_its_markdown_renders_to():
    for text in texts():
        rendered = render(text.markdown, site_url=SITE)

        assert text.html == rendered.html
        assert text.headings == [asdict(heading) for heading in rendered.headings]
        kept = ("text", "excerpt", "word_count", "reading_minutes")
        assert [getattr(text, name) for name in kept] == [getattr(rendered, name) for name in kept]


def test_texts_have_700_to_900_words_and_differ():
    made = texts(count=400)

    assert all(700 <= text.word_count <= 900 for text in made)
    assert len({text.markdown for text in made}) == 400


def test_the_same_seed_makes_the_same_texts():
    assert texts(count=3) == texts(count=3) != texts(seed=8, count=3)
