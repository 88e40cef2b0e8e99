"""Errors block publishing, wherever it is done, unless somebody says why they should not."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from posts.models import AuditEntry, CheckOverride, Event, Post, Status, WorkingCopy
from posts.revisions import kept, latest
from tests import factories
from tests.admin.conftest import typed

NEW = reverse("admin:posts_post_checks_new")
LIST = reverse("admin:posts_post_changelist")

pytestmark = pytest.mark.django_db


def form(post: Post) -> str:
    return reverse("admin:posts_post_change", args=[post.pk])


def checks(post: Post) -> str:
    return reverse("admin:posts_post_checks", args=[post.pk])


def filled(post: Post, **changes: object) -> dict:
    """Return the form of a post with `changes`, as a browser sends it."""
    given = {
        "title": post.title,
        "slug": post.slug,
        "body": post.body,
        "status": post.status,
        "category": post.category_id or "",
        "base": latest(post.pk).pk,
    }
    return typed(post=post, authors=post.byline, **{**given, **changes})


@pytest.fixture
def draft() -> Post:
    """Return a draft that could be published but for its placeholder."""
    return factories.make_draft(title="Rain", body="Rain: TODO.", authors=[factories.make_author()])


@pytest.fixture
def live() -> Post:
    """Return a live post with an error that went out with it."""
    author = factories.make_author()
    return factories.make_post(title="Old", body="Rain: TODO. A tpyo.", authors=[author])


def test_checks_tell_nothing_of_what_is_out_of_sight(log_in):
    factories.make_draft(title="The merger", slug="merger", body="## We sell")
    factories.make_page(path="layoffs", is_published=False)
    links = "[x](/posts/merger/#we-sell) [y](/layoffs/)"
    given = typed(title="The merger", slug="x", body=links)

    seen = log_in("view_post", "view_page", "add_post").post(NEW, given).content.decode()
    page = log_in("add_post", "change_own_draft").post(NEW, given).content.decode()

    for address in ["/posts/merger/#we-sell", "/layoffs/"]:
        assert f"Readers do not see {address} now" in seen
        assert f"Nothing answers at {address}" in page
    assert "Another post has the same title" in seen
    assert "Another post has the same title" not in page


def said(response) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


# ---------------------------------------------------------------- the form


def test_a_draft_is_saved_with_any_error(admin_client, draft):
    response = admin_client.post(form(draft), filled(draft, body="TODO TK [](/none/)"))

    assert response.status_code == 302
    assert Post.objects.get().body == "TODO TK [](/none/)"


@pytest.mark.parametrize("days", [None, 3])
def test_an_error_blocks_publishing_and_scheduling_and_says_what_to_fix(admin_client, draft, days):
    at = timezone.localtime() + timedelta(days=days) if days else None
    moment = f"{at:%Y-%m-%dT%H:%M}" if at else ""

    response = admin_client.post(
        form(draft), filled(draft, status="published", published_at=moment)
    )

    page = response.content.decode()
    assert response.status_code == 200
    assert "Not published: 1 error must be fixed first" in page
    assert "“TODO” was left in (Line 1)" in page
    assert Post.objects.get().status == "draft"


def test_a_new_post_is_blocked_as_well(admin_client):
    data = typed(
        authors=[factories.make_author()],
        status="published",
        category=factories.make_category().pk,
        body="TK",
    )

    response = admin_client.post(reverse("admin:posts_post_add"), data)

    assert "Not published" in response.content.decode()
    assert not Post.objects.exists()


def test_a_warning_blocks_nothing(admin_client, draft):
    data = filled(draft, body="#### Deep\n\nDEFRA.", status="published")

    assert admin_client.post(form(draft), data).status_code == 302
    assert Post.objects.get().status == "published"


def test_a_typo_in_a_live_post_is_put_right_whatever_was_wrong_before(admin_client, live):
    data = filled(live, body="Rain: TODO. A typo.", published_at="2026-01-05T08:00")

    assert admin_client.post(form(live), data).status_code == 302
    assert Post.objects.get().body == "Rain: TODO. A typo."


def test_a_new_error_in_a_live_post_blocks(admin_client, live):
    data = filled(live, body="Rain: TODO. TK.", published_at="2026-01-05T08:00")

    page = admin_client.post(form(live), data).content.decode()

    assert "Not published: 1 error" in page
    assert Post.objects.get().body == "Rain: TODO. A tpyo."


# ---------------------------------------------------------------- in spite of it


def test_a_reason_lets_the_errors_pass_that_were_seen_and_is_kept(admin_client, draft):
    data = filled(draft, status="published")
    seen = {"_checks_reason": " Quotes the sign. ", "_checks_seen": ["placeholders:TODO"]}

    response = admin_client.post(form(draft), data | seen)

    assert response.status_code == 302
    override = CheckOverride.objects.get()
    assert (override.post, override.reason) == (draft, "Quotes the sign.")
    assert (override.names, override.made_by.username) == (["placeholders"], "admin")
    entry = AuditEntry.objects.get(event=Event.CHECKS_OVERRIDDEN)
    assert (entry.post, entry.account_name) == (draft.pk, "admin")
    assert "Quotes the sign." in entry.detail
    assert "placeholders: “TODO” was left in" in entry.detail
    page = admin_client.get(form(draft)).content.decode()
    assert "Quotes the sign." in page


@pytest.mark.parametrize(
    "sent",
    [
        {"_checks_reason": "  ", "_checks_seen": ["placeholders:TODO"]},
        {"_checks_reason": "It must.", "_checks_seen": ["placeholders:TK"]},
        {"_checks_reason": "It must."},
    ],
)
def test_no_reason_and_errors_that_were_not_seen_block(admin_client, draft, sent):
    response = admin_client.post(form(draft), filled(draft, status="published") | sent)

    assert response.status_code == 200
    assert not CheckOverride.objects.exists()


def test_a_reason_that_was_not_needed_is_not_kept(admin_client, draft):
    seen = {"_checks_reason": "It must.", "_checks_seen": ["placeholders:TODO"]}

    admin_client.post(form(draft), filled(draft, body="Done.", status="published") | seen)

    assert Post.objects.get().status == "published"
    assert not CheckOverride.objects.exists()


# ---------------------------------------------------------------- bulk


def test_the_bulk_action_publishes_what_has_no_errors_and_names_the_rest(admin_client, draft):
    author = factories.make_author()
    sound = factories.make_draft(title="Sound", authors=[author])

    data = {"action": "publish", "_selected_action": [draft.pk, sound.pk]}
    response = admin_client.post(LIST, data)

    assert "Rain: “TODO” was left in (Line 1)" in said(response)
    assert list(Post.objects.published()) == [sound]


def test_the_bulk_action_leaves_what_is_out_already_alone(admin_client, live):
    response = admin_client.post(LIST, {"action": "publish", "_selected_action": [live.pk]})

    assert "TODO" not in said(response)


# ---------------------------------------------------------------- changes kept aside


def aside(post: Post, **changes: object) -> dict:
    data = filled(post, published_at="2026-01-05T08:00", **changes)
    del data["_continue"]
    return data | {"_aside": "1"}


def test_changes_are_kept_aside_with_any_error(admin_client, live):
    admin_client.post(form(live), aside(live, body="TK"))

    assert WorkingCopy.objects.get().revision.snapshot["body"] == "TK"


def test_changes_with_a_new_error_are_kept_without_their_minute(admin_client, live):
    minute = timezone.localtime() + timedelta(days=1)

    response = admin_client.post(
        form(live), aside(live, body="TK", changes_go_live_at=f"{minute:%Y-%m-%dT%H:%M}")
    )

    assert "errors block publishing" in said(response)
    copy = WorkingCopy.objects.get()
    assert (copy.goes_live_at, copy.revision.snapshot["body"]) == (None, "TK")


def test_a_reason_lets_changes_go_live_at_their_minute(admin_client, live):
    minute = timezone.localtime() + timedelta(days=1)
    changes = {"body": "TK", "changes_go_live_at": f"{minute:%Y-%m-%dT%H:%M}"}
    seen = {"_checks_reason": "A quotation.", "_checks_seen": ["placeholders:TK"]}

    admin_client.post(form(live), aside(live, **changes) | seen)

    assert WorkingCopy.objects.get().goes_live_at
    assert CheckOverride.objects.get().reason == "A quotation."


def test_a_new_error_blocks_publishing_the_changes(admin_client, live):
    admin_client.post(form(live), aside(live, body="TK"))
    copy = WorkingCopy.objects.get()
    data = filled(live, body="TK", published_at="2026-01-05T08:00", base=copy.revision_id)

    response = admin_client.post(form(live), data)

    assert "Not published" in response.content.decode()
    assert WorkingCopy.objects.exists()
    assert Post.objects.get().body == "Rain: TODO. A tpyo."


# ---------------------------------------------------------------- the panel


def test_the_form_says_what_must_be_fixed_and_what_is_done(admin_client, draft):
    page = admin_client.get(form(draft)).content.decode()

    assert "“TODO” was left in" in page
    assert '<span class="grade">Fix</span>' in page
    assert '<span class="grade">Look</span>' in page
    assert '<span class="grade">Done</span>' in page


def test_what_is_typed_is_judged_and_nothing_is_stored(admin_client, draft):
    page = admin_client.post(checks(draft), filled(draft, body="## New\n\nTK.")).content.decode()

    assert "“TK” was left in" in page
    assert "Line 3, under “New”" in page
    assert 'data-line="1">New</a>' in page
    assert Post.objects.get().body == "Rain: TODO."


def test_a_new_post_is_judged_as_it_is_typed(admin_client):
    page = admin_client.post(NEW, typed(title="Fresh", body="TK.")).content.decode()

    assert "“TK” was left in" in page
    assert "posts › fresh" in page
    assert admin_client.get(NEW).status_code == 200


def left(page: str) -> list[str]:
    """Return what the panel says must be fixed."""
    return re.findall(r'<li class="error">.*?<a [^>]*>(.*?)</a>', page)


def test_section_and_author_are_taken_from_what_is_typed(admin_client):
    author, section = factories.make_author(), factories.make_category()
    whole = {"body": "Words.", "category": section.pk}

    page = admin_client.post(NEW, typed(body="Words.")).content.decode()

    assert left(page) == ["It is filed under no section", "Nobody signs it"]
    assert 'href="#id_category"' in page
    assert 'href="#bylines-group"' in page
    assert left(admin_client.post(NEW, typed(authors=[author], **whole)).content.decode()) == []


@pytest.mark.parametrize("status", ["draft", "published"])
def test_a_section_and_an_author_that_are_taken_out_are_missed_at_once(admin_client, status):
    post = factories.make_draft(authors=[factories.make_author()])
    sent = filled(post, category="", status=status) | {"bylines-0-DELETE": "on"}

    page = admin_client.post(checks(post), sent).content.decode()

    assert left(page) == ["It is filed under no section", "Nobody signs it"]
    assert left(admin_client.get(form(post)).content.decode()) == []


def test_a_refused_form_says_beside_it_what_is_still_missing(admin_client):
    author, section = factories.make_author(), factories.make_category()
    add = reverse("admin:posts_post_add")
    data = {"status": "published", "body": "Words."}

    unsigned = admin_client.post(add, typed(category=section.pk, **data)).content.decode()
    unfiled = admin_client.post(add, typed(authors=[author], **data)).content.decode()

    assert left(unsigned) == ["Nobody signs it"]
    assert left(unfiled) == ["It is filed under no section"]
    assert "Not published" not in unsigned + unfiled
    assert 'name="_checks_seen"' not in unsigned + unfiled


def test_a_post_without_a_text_is_published_with_a_reason_only(admin_client, draft):
    data = filled(draft, body=" ", status="published")

    page = admin_client.post(form(draft), data).content.decode()
    assert "Not published: 1 error must be fixed first" in page
    assert left(page) == ["There is no text"]

    seen = {"_checks_reason": "A picture is all.", "_checks_seen": ["text:"]}
    assert admin_client.post(form(draft), data | seen).status_code == 302


def test_nothing_is_checked_where_nothing_is_written(admin_client):
    empty = typed(title="", body="")

    for page in [
        admin_client.get(reverse("admin:posts_post_add")).content.decode(),
        admin_client.post(NEW, empty).content.decode(),
    ]:
        assert "Nothing is written yet." in page
        assert '<span class="grade">' not in page

    page = admin_client.post(NEW, empty | {"status": "published"}).content.decode()
    assert left(page)[:2] == ["There is no title", "There is no text"]


def test_what_is_said_beside_its_field_is_not_said_once_more(admin_client, draft):
    factories.make_post(slug="taken")

    page = admin_client.post(
        form(draft), filled(draft, body="Words.", slug="taken", status="published")
    ).content.decode()

    assert "Another post has this address. Choose another." in page
    assert "Not published" not in page


def test_bulk_publishing_says_once_what_a_post_lacks(admin_client):
    factories.make_draft(title="Rain", category=None)
    post = Post.objects.get()

    response = admin_client.post(LIST, {"action": "publish", "_selected_action": [post.pk]})

    assert said(response) == (
        "Rain: Choose a section. A published post needs one."
        " Add at least one author. A published post needs one. Published: 0 posts."
    )


def test_a_text_that_cannot_be_rendered_is_a_422(admin_client, draft):
    assert admin_client.post(checks(draft), filled(draft, body="x" * 3_000_000)).status_code == 422


def test_who_may_only_look_sees_the_checks_and_gives_no_reason(log_in, draft):
    reader = log_in("view_post")

    page = reader.get(form(draft)).content.decode()

    assert "“TODO” was left in" in page
    assert "_checks_reason" not in page
    assert reader.get(checks(draft)).status_code == 200
    assert reader.post(checks(draft), filled(draft)).status_code == 403


def test_who_may_not_publish_is_offered_no_reason(writer, draft):
    assert "_checks_reason" not in writer.get(form(draft)).content.decode()


def test_the_checks_are_for_those_who_may_see_the_post(client, log_in, draft):
    stranger = log_in("view_tag")

    assert client.get(checks(draft)).status_code == 302
    assert stranger.get(checks(draft)).status_code == 403
    assert stranger.get(NEW).status_code == 403
    assert stranger.get(reverse("admin:posts_post_card")).status_code == 403


def test_the_card_is_drawn_from_what_is_typed(admin_client):
    section = factories.make_category(slug="rain")
    address = reverse("admin:posts_post_card")
    asked = {"title": "A title", "section": section.slug, "number": "173", "slug": "x"}

    response = admin_client.get(address, asked)

    assert response["Content-Type"] == "image/png"
    assert "private" in response["Cache-Control"]
    assert admin_client.get(address, {"number": "٣x"}).status_code == 200
    assert admin_client.get(address, {"title": "A \0 title"}).status_code == 400


def test_errors_are_not_published_by_bringing_a_revision_back(admin_client):
    post = factories.make_post(body="Rain: TODO.", authors=[factories.make_author()])
    published = latest(post.pk)
    with kept([post.pk], by=None):
        post.unpublish()
        post.save()
    history = reverse("admin:posts_post_history", args=[post.pk])

    admin_client.post(history, {"revision": published.number, "publication": "on"})
    assert Post.objects.get().status == Status.UNPUBLISHED
