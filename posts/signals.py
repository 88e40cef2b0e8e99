"""Keeping the search index true: whatever changes the words of a post indexes it again.

All of it is part of the caller's transaction, if there is one. Tags and authors are put under their
letters as they are saved. After a migration the triggers are seen to that write the stamp and keep
dates and counts, and the estimates that SQLite plans by.
"""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models import QuerySet
from django.db.models.signals import post_delete, post_migrate, post_save, pre_migrate, pre_save
from django.dispatch import receiver

from posts import append_only, estimates, search, stamp, tallies
from posts.changes import touch, words_changed
from posts.models import AuditEntry, Author, Byline, Event, Post, Tag, Tagging
from posts.models.search_entry import TABLE


@receiver(words_changed)
def index_words(posts: list[int], **_options: Any) -> None:
    """Index posts whose words have changed."""
    search.index_posts(posts)


@receiver(pre_save, sender=Author)
@receiver(pre_save, sender=Tag)
def stand_under_letter(instance: Author | Tag, **_options: Any) -> None:
    """Put a row under the letter of its name, unless the name is not loaded."""
    if "name" not in instance.get_deferred_fields():
        instance.stand_under_letter()


@receiver(post_save, sender=Tagging)
@receiver(post_save, sender=Byline)
def index_name(instance: Tagging | Byline, *, raw: bool = False, **_options: Any) -> None:
    """Index a post that got a tag or an author; not while a fixture, half of it, is loaded."""
    if not raw:
        touch([_post_of(instance)])


@receiver(post_delete, sender=Tagging)
@receiver(post_delete, sender=Byline)
def index_without_name(instance: Tagging | Byline, origin: Any = None, **_options: Any) -> None:
    """Index a post that lost a tag or an author, unless it goes itself."""
    model = origin.model if isinstance(origin, QuerySet) else type(origin)
    if model is not Post:
        touch([_post_of(instance)])


@receiver(post_delete, sender=Post)
def forget(instance: Post, **_options: Any) -> None:
    """Take a deleted post out of the index."""
    search.forget_posts([instance.pk])


@receiver(post_delete, sender=Post)
def audit_deletion(instance: Post, **_options: Any) -> None:
    """Tell the audit log that a post was deleted, and as what."""
    AuditEntry.objects.record(Event.DELETED, post=instance, detail=str(instance.state().label))


@receiver(post_migrate)
def fill_index(sender: AppConfig, *, using: str = "default", **_options: Any) -> None:
    """Index what is missing after a migration, and forget what a flush has left behind.

    There may be no index: after a migration backwards, or one that was stopped on its way.
    """
    if sender.name == "posts" and _has_index(using):
        search.bring_up_to_date()


def _has_index(using: str) -> bool:
    """Tell whether the index is there, with all of its columns."""
    connection = connections[using]
    if TABLE not in connection.introspection.table_names():
        return False
    with connection.cursor() as cursor:
        columns = connection.introspection.get_table_description(cursor, TABLE)
    return connection.vendor != "postgresql" or "pairs" in {column.name for column in columns}


@receiver(post_migrate)
def watch_tables(sender: AppConfig, *, using: str = "default", **_options: Any) -> None:
    """Make the triggers that a migration has left out, or dropped with a table."""
    if sender.name != "posts":
        return
    tables = connections[using].introspection.table_names()
    if stamp.TABLE in tables:
        stamp.watch(using)
    if tallies.KEPT in tables:
        tallies.watch(using)
    append_only.guard(using)


@receiver(pre_migrate)
def pause_tallies(
    sender: AppConfig, plan: Any = (), *, using: str = "default", **_options: Any
) -> None:
    """Take the triggers of dates and counts away while tables are changed."""
    if sender.name == "posts" and any(step.app_label == "posts" for step, _backwards in plan):
        tallies.pause(using)


@receiver(post_migrate)
def estimate(sender: AppConfig, *, using: str = "default", **_options: Any) -> None:
    """Tell SQLite anew of the size of tables that a migration may have built anew."""
    if sender.name == "posts":
        estimates.tell(using)


def _post_of(instance: Tagging | Byline) -> int:
    return instance.content_object_id if isinstance(instance, Tagging) else instance.post_id
