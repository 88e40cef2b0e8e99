from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template
from django.utils import translation

from posts.moments import at_time

AT = datetime(2026, 11, 29, 9, 5, tzinfo=UTC)
SUMMER = datetime(2026, 6, 3, 14, 30, tzinfo=UTC)
FORMATS = ("DATETIME_FORMAT", "|date:'T'", '|date:"T"')


def rendered(source: str, **values: object) -> str:
    return Template("{% load moments %}" + source).render(Context(values))


def test_a_moment_is_written_with_its_zone():
    assert rendered("{{ at|in_words }}", at=AT) == "29 November 2026, 09:05 GMT"
    assert rendered("{{ at|in_words }}", at=SUMMER) == "3 June 2026, 15:30 BST"
    assert rendered("{{ at|in_brief }}", at=AT) == "29 Nov 2026, 09:05 GMT"
    assert at_time(SUMMER) == "15:30 BST"


def test_no_moment_is_nothing():
    assert rendered("{{ at|in_words }}{{ at|in_brief }}", at=None) == ""


@pytest.mark.parametrize(
    ("options", "start", "said"),
    [
        ("", "<time ", "29 November 2026, 09:05 GMT"),
        (" is_in_column=True", "<time ", "29 Nov 2026, 09:05 GMT"),
        (" quiet=True", '<time class="quiet" ', "29 November 2026, 09:05 GMT"),
    ],
)
def test_the_element_of_a_moment_tells_machines_too(options, start, said):
    html = rendered("{% moment at" + options + " %}", at=AT)

    assert html == f'{start}datetime="2026-11-29T09:05:00+00:00">{said}</time>'


def test_a_moment_is_written_in_the_language_of_the_desk():
    with translation.override("de"):
        assert rendered("{{ at|in_words }}", at=AT) == "29. November 2026, 09:05 GMT"


def test_templates_of_the_desk_write_moments_in_no_other_way():
    folder = Path(settings.BASE_DIR) / "templates"

    found = [
        path
        for path in (*folder.glob("admin/**/*.html"), folder / "posts/preview.html")
        if any(form in path.read_text() for form in FORMATS)
    ]

    assert not found
