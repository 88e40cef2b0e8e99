"""What templates may trust, and what none of them may contain."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from posts.rendering.headings import RESERVED

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = sorted((Path(__file__).resolve().parent.parent / "templates").rglob("*.html"))

# HTML that was sanitised when it was stored. Nothing else is ever trusted.
TRUSTED = {
    "biography_html",
    "content_html",
    "entry.series.description_html",
    "note_html",
    "series.description_html",
    "standing.body_html",
}


def test_only_stored_and_sanitised_html_is_trusted():
    found = {
        expression
        for path in TEMPLATES
        for expression in re.findall(r"\{\{\s*([^}|]+)\|[^}]*safe", path.read_text())
    }

    assert found == TRUSTED


# Where Python says that a text is safe: stored HTML, escaped addresses, JSON without markup, and
# what templates rendered, filled with values that are escaped wherever the template escapes them.
TRUSTING = {
    "posts/feeds/texts.py",
    "posts/sitemaps.py",
    "posts/stencils.py",
    "posts/structured.py",
}


def test_python_trusts_no_text_anywhere_else():
    literal = r"""(?:"[^"]*"|'[^']*')\)"""  # That is no text of anybody.
    called = re.compile(rf"\bmark_safe\(|\bSafeString\((?!{literal})")
    sources = [path for room in ("posts", "prsite") for path in (ROOT / room).rglob("*.py")]

    found = {str(path.relative_to(ROOT)) for path in sources if called.search(path.read_text())}

    assert found == TRUSTING


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_template_has_nothing_inline_and_escapes_everything(path: Path):
    text = path.read_text()

    assert not re.search(r"autoescape\s+off|<style|\sstyle=|\son[a-z]+=|javascript:", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)(?![^>]*type=\"application/(?:ld\+)?json\")", text)


def test_ids_of_an_article_s_page_are_kept_from_the_headings_of_its_text():
    named = ["base.html", "posts/post.html", "posts/_article.html", "posts/_copy_code.html"]
    folder = Path(__file__).resolve().parent.parent / "templates"

    text = "".join((folder / path).read_text() for path in named)
    own = set(re.findall(r'\bid="([\w-]+)"', text))

    assert own <= RESERVED
