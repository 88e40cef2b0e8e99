"""`manage.py check_content`: what it lists, and how it ends."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from posts.models import Post
from tests import factories

pytestmark = pytest.mark.django_db

LONG = "One sentence that tells readers what they are about to get here."


def run(*arguments: str) -> tuple[str, str]:
    """Return what the command printed, and the error it ended with."""
    out = io.StringIO()
    try:
        call_command("check_content", *arguments, stdout=out)
    except CommandError as error:
        return out.getvalue(), str(error)
    return out.getvalue(), ""


def signed(**fields: Any) -> Post:
    """Return a live post, or one of another status, with somebody who signs it."""
    return factories.make_post(authors=[factories.make_author()], **fields)


def test_sound_posts_are_counted_and_nothing_is_listed():
    signed(standfirst=LONG)

    assert run() == ("1 posts: 0 errors and 0 warnings in 0 of them.\n", "")


def test_errors_are_listed_by_post_with_its_address_at_the_desk(settings):
    post = signed(title="Unfinished", standfirst=LONG, body="One.\n\nTODO: two.")

    printed, error = run()

    assert printed == (
        f"Unfinished\n  {settings.SITE_URL}/admin/posts/post/{post.pk}/change/\n"
        "    error    placeholders: “TODO” was left in (Line 3). Write what belongs there, or take"
        " it out.\n"
    )
    assert error == "1 posts: 1 errors and 0 warnings in 1 of them."


def test_warnings_fail_only_where_that_is_asked():
    signed()

    assert run()[1] == ""
    assert "1 warnings" in run("--fail-on", "warning")[1]


def test_the_state_says_which_posts():
    signed(body="TODO", standfirst=LONG)
    signed(status="draft", published_at=None, body="TODO", standfirst=LONG)

    assert run("--state", "draft")[1].startswith("1 posts: 1 errors")
    assert run("--state", "all")[1].startswith("2 posts: 2 errors")
    assert run("--state", "scheduled")[1] == ""


def test_only_the_checks_that_are_named_are_run():
    signed(body="TODO [](/posts/none/)")

    printed, _error = run("--check", "standfirst")

    assert "placeholders" not in printed
    assert "warning  standfirst" in printed


def test_a_check_that_there_is_not_is_refused_with_those_there_are():
    _printed, error = run("--check", "spelling")

    assert error.startswith("There is no check called 'spelling'. There are: title, text, section,")
