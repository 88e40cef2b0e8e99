"""Telling people at the desk of what concerns them: a notice there, and an e-mail."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.urls import reverse

from posts.models import Notice, Post

if TYPE_CHECKING:
    from posts.acting import Account

logger = logging.getLogger(__name__)

# How long a mail server may take; whoever pressed the button waits for it.
SECONDS = 10


def tell(
    accounts: Iterable[Any], *, post: Post, text: str, by: Account | None, by_mail: bool = True
) -> None:
    """Tell accounts of something about a post that they see at the desk, all but whoever did it.

    Part of the caller's transaction. The e-mails leave once it is committed; one that cannot be
    sent is logged, and its notice stands at the desk all the same.
    """
    told = {account.pk: account for account in accounts if account.is_active and account.is_staff}
    told.pop(by.pk if by else None, None)
    told = {key: account for key, account in told.items() if _is_seen(post, account)}
    Notice.objects.bulk_create(
        Notice(account=account, post=post, text=text) for account in told.values()
    )
    addresses = [account.email for account in told.values() if account.email and by_mail]
    if addresses:

        def send() -> None:  # No partial: Django names what fails, and a partial has no name.
            _send(addresses, post, text)

        transaction.on_commit(send, robust=True)


def publishers() -> list[Any]:
    """Return the accounts that may publish."""
    accounts = get_user_model()._default_manager
    allowed: Any = accounts.with_perm(
        "posts.publish_post", backend="django.contrib.auth.backends.ModelBackend"
    )
    return list(allowed.filter(is_staff=True).distinct())


def concerned(post: Post) -> list[Any]:
    """Return the accounts to which a post belongs: who began it, and who signs it."""
    accounts = get_user_model()._default_manager
    signing = accounts.filter(author__bylines__post=post)
    return [*filter(None, [post.started_by]), *signing]


def _is_seen(post: Post, account: Any) -> bool:
    return Post.objects.at_desk_for(account).filter(pk=post.pk).exists()


def _send(addresses: list[str], post: Post, text: str) -> None:
    page = reverse("admin:posts_post_review", args=[post.pk])
    body = f"{text}\n\n{settings.SITE_URL}{page}\n"
    subject = f"[{settings.SITE.name}] {post.title}"
    connection = get_connection(timeout=SECONDS)
    try:
        connection.open()
        # One each, so that nobody learns of others' addresses.
        for address in addresses:
            message = EmailMessage(_on_one_line(subject), body, to=[address])
            try:
                connection.send_messages([message])
            except Exception as error:  # noqa: BLE001  # One bad address does not stop the others.
                logger.error("no e-mail about “%s” could be sent: %s", post, error)
    except OSError as error:  # smtplib's errors are such.
        logger.error("no e-mail about “%s” could be sent: %s", post, error)
    finally:
        connection.close()


def _on_one_line(text: str) -> str:
    return " ".join(text.split())
