from __future__ import annotations

import hashlib
import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from posts.models import LinkState, PreviewLink
from posts.models.preview_link import TOKEN
from posts.revisions import latest
from tests import factories

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def make_link(admin_user, **fields):
    revision = latest(factories.make_draft().pk)
    fields = {"by": admin_user, "expires_at": timezone.now() + DAY} | fields
    return PreviewLink.objects.make(revision, **fields)


def test_token_is_in_no_column_of_the_database(admin_user):
    link, token = make_link(admin_user, note="A source")

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {PreviewLink._meta.db_table}")
        row = cursor.fetchone()

    assert not any(token in str(value) for value in row)
    assert hashlib.sha256(token.encode()).hexdigest() in row
    assert link.note == "A source"


def test_tokens_are_256_random_bits_and_fit_the_address(admin_user):
    tokens = {make_link(admin_user)[1] for _link in range(5)}

    assert len(tokens) == 5
    assert all(re.fullmatch(TOKEN, token) for token in tokens)


def test_link_is_found_by_its_token_alone(admin_user):
    link, token = make_link(admin_user)
    make_link(admin_user)

    assert list(PreviewLink.objects.of_token(token)) == [link]
    assert not PreviewLink.objects.of_token(link.digest).exists()


def test_link_is_active_until_its_minute_or_until_it_is_revoked(admin_user):
    link, _token = make_link(admin_user)

    assert link.state is LinkState.ACTIVE
    assert PreviewLink.objects.active(at=link.expires_at - timedelta(seconds=1)).exists()
    assert not PreviewLink.objects.active(at=link.expires_at).exists()
    link.revoked_at = timezone.now()
    link.save()
    assert link.state is LinkState.REVOKED
    assert not PreviewLink.objects.active().exists()


def test_database_takes_no_link_without_an_end(admin_user):
    for expires_at in (None, timezone.now() - DAY):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_link(admin_user, expires_at=expires_at)


def test_openings_are_counted_of_active_links_only(admin_user):
    link, token = make_link(admin_user)
    own = PreviewLink.objects.of_token(token)
    own.count_open()
    own.count_open()
    link.refresh_from_db()
    counted_at = link.last_opened_at
    own.update(revoked_at=timezone.now())

    assert own.count_open() == 0
    link.refresh_from_db()
    assert (link.opens, link.last_opened_at) == (2, counted_at)
