"""Old revisions go by a command, and what somebody may still want stays."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command

from posts.management.commands import prune_revisions
from posts.models import Autosave
from posts.revisions import kept
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def post():
    post = factories.make_draft(body="0")
    with time_machine.travel(datetime(2026, 1, 1, tzinfo=UTC), tick=False) as clock:
        for number in range(9):
            with kept([post.pk], by=None):
                post.body = str(number)
                post.save()
            clock.shift(timedelta(days=1))
        yield post


def prune(*arguments: str) -> str:
    said = io.StringIO()
    call_command("prune_revisions", *arguments, stdout=said)
    return said.getvalue()


def test_old_ones_go_and_the_last_stay(post, monkeypatch):
    monkeypatch.setattr(prune_revisions, "BATCH", 2)

    assert prune("--days", "1", "--last", "3") == "6 revisions are gone.\n"
    assert list(post.revisions.values_list("number", flat=True)) == [9, 8, 7]


def test_nothing_goes_before_its_time(post):
    assert prune() == "0 revisions are gone.\n"


def test_rehearsal_deletes_nothing(post):
    assert prune("--days", "1", "--last", "3", "--dry-run") == "6 revisions would go.\n"
    assert post.revisions.count() == 9


@pytest.mark.parametrize("number", ["0", "-1", "many", "9" * 30])
def test_number_that_makes_no_sense_is_refused(post, number):
    with pytest.raises(CommandError, match=f"{number!r} is no number|expected one argument"):
        prune("--days", number)
    assert post.revisions.count() == 9


@pytest.mark.parametrize("base", ["9" * 30, "1" * 5000])
def test_what_an_opened_form_claims_stops_nothing(post, admin_user, base):
    Autosave.objects.create(user=admin_user, key="new", fields={"base": [base]})

    assert prune("--days", "1", "--last", "3") == "6 revisions are gone.\n"
