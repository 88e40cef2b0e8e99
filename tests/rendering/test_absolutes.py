"""Addresses made absolute."""

from __future__ import annotations

import pytest

from posts.rendering import absolute_html

HOST = "https://www.example.org"
BASE = f"{HOST}/posts/sorry/"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('<a href="/x/">', '<a href="https://www.example.org/x/">'),
        ('<a href="#fn:1">', '<a href="https://www.example.org/posts/sorry/#fn:1">'),
        ('<a href="?a=1&amp;b=2">', f'<a href="{BASE}?a=1&amp;b=2">'),
        ('<a href="mailto:a@example.org">', '<a href="mailto:a@example.org">'),
        ('<q cite="/x">', '<q cite="https://www.example.org/x">'),
        (
            '<img src="/a.png" srcset="/a.webp 1w, /b.webp 2w" alt="a > b">',
            f'<img src="{HOST}/a.png" srcset="{HOST}/a.webp 1w, {HOST}/b.webp 2w" alt="a > b">',
        ),
        ('<a href="http://[">', '<a href="http://[">'),
        ('<p>He wrote href="/x" there</p>', '<p>He wrote href="/x" there</p>'),
        ('<a title=" href=&quot;/x&quot;">', '<a title=" href=&quot;/x&quot;">'),
    ],
)
def test_addresses_become_absolute_and_words_stay(before, after):
    assert absolute_html(before, base=BASE) == after
