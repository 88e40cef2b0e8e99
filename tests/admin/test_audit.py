"""The audit log at the desk: to be read and filtered, by those who may, and never changed."""

from __future__ import annotations

import pytest
from django.urls import reverse

from posts.models import AuditEntry, Event
from tests import factories

pytestmark = pytest.mark.django_db

LIST = reverse("admin:posts_auditentry_changelist")


def test_log_is_listed_and_filtered(admin_client):
    post = factories.make_post(title="Quarterly figures")
    AuditEntry.objects.record(Event.PUBLISHED, post=post)
    AuditEntry.objects.record(Event.ROLES_CHANGED, detail="anna: + Editor")

    everything = admin_client.get(LIST).content.decode()
    roles = admin_client.get(LIST, {"event": Event.ROLES_CHANGED}).content.decode()
    found = admin_client.get(LIST, {"q": "quarterly"}).content.decode()

    assert "Quarterly figures" in everything
    assert "anna: + Editor" in everything
    assert "Quarterly figures" not in roles
    assert "anna: + Editor" in roles
    assert "Quarterly figures" in found


def test_nothing_in_it_can_be_changed(admin_client):
    entry = AuditEntry.objects.record(Event.PUBLISHED)

    change = reverse("admin:posts_auditentry_change", args=[entry.pk])
    delete = reverse("admin:posts_auditentry_delete", args=[entry.pk])

    assert admin_client.post(change, {"detail": "x"}).status_code == 403
    assert admin_client.post(delete, {"post": "yes"}).status_code == 403
    assert admin_client.get(reverse("admin:posts_auditentry_add")).status_code == 403


def test_log_needs_its_permission(log_in):
    assert log_in("view_post", "change_post").get(LIST).status_code == 403
    assert log_in("view_auditentry").get(LIST).status_code == 200


def test_deleting_a_post_names_who_did_it(admin_client, admin_user):
    post = factories.make_post(title="Gone")

    admin_client.post(reverse("admin:posts_post_delete", args=[post.pk]), {"post": "yes"})

    entry = AuditEntry.objects.get(event=Event.DELETED)
    assert (entry.post_title, entry.account_name) == ("Gone", admin_user.username)
