from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from posts.models import Post, State
from tests import factories

LIST = reverse("admin:posts_post_changelist")

NO_SECTION = "Choose a section. A published post needs one."
NO_AUTHOR = "Add at least one author. A published post needs one."

pytestmark = pytest.mark.django_db


def run(client, action: str, *posts: Post, **data):
    chosen = {"action": action, "_selected_action": [post.pk for post in posts]}
    return client.post(LIST, chosen | data, follow=True)


def messages_of(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_publishing_makes_ready_posts_live(admin_client):
    posts = [factories.make_draft(authors=[factories.make_author()]) for _ in range(2)]

    response = run(admin_client, "publish", *posts)

    assert Post.objects.published().count() == 2
    assert messages_of(response) == ["Published: 2 posts."]


def test_publishing_leaves_what_is_not_ready_and_says_why(admin_client):
    ready = factories.make_draft(title="Ready", authors=[factories.make_author()])
    lone = factories.make_draft(title="Lone", category=None)
    late = factories.make_draft(
        title="Late", authors=[factories.make_author()], expires_at=timezone.now() - factories.HOUR
    )

    response = run(admin_client, "publish", ready, lone, late)

    assert list(Post.objects.published()) == [ready]
    assert messages_of(response) == [
        "Late: The post must expire after it goes live.",
        f"Lone: {NO_SECTION} {NO_AUTHOR}",
        "Published: 1 post.",
    ]


def test_publishing_a_draft_whose_planned_date_has_passed_makes_it_live_now(admin_client):
    past = timezone.now() - timedelta(days=40)
    drafts = [
        factories.make_draft(published_at=past, authors=[factories.make_author()], **fields)
        for fields in ({}, {"embargo_until": timezone.now() + factories.HOUR})
    ]
    before = factories.make_unpublished(published_at=past, authors=[factories.make_author()])

    response = run(admin_client, "publish", *drafts, before)

    fresh, held = (Post.objects.get(pk=post.pk) for post in drafts)
    assert timezone.now() - fresh.published_at < timedelta(minutes=1)
    assert held.published_at == held.embargo_until
    assert Post.objects.get(pk=before.pk).published_at == past
    assert messages_of(response)[1].startswith("Their planned dates had passed")
    assert before.title not in messages_of(response)[1]


def test_publishing_a_planned_draft_keeps_its_date(admin_client):
    moment = timezone.now() + factories.HOUR
    post = factories.make_draft(authors=[factories.make_author()], published_at=moment)

    run(admin_client, "publish", post)

    post.refresh_from_db()
    assert (post.state(), post.published_at) == (State.SCHEDULED, moment)


def test_unpublishing_takes_back_published_posts_only(admin_client):
    live, draft = factories.make_post(), factories.make_draft()

    response = run(admin_client, "unpublish", live, draft)

    live.refresh_from_db()
    draft.refresh_from_db()
    assert (live.state(), draft.state()) == (State.UNPUBLISHED, State.DRAFT)
    assert messages_of(response) == ["Unpublished: 1 post."]


def test_retagging_asks_first(admin_client):
    post = factories.make_post(title="Chosen", tags=[factories.make_tag(name="used")])
    factories.make_tag(name="unused")

    response = run(admin_client, "retag", post)

    page = response.content.decode()
    assert "Chosen" in page
    assert [tag.name for tag in response.context["form"].fields["remove"].queryset] == ["used"]


def test_retagging_adds_and_removes(admin_client):
    old = factories.make_tag(name="old")
    posts = [factories.make_post(tags=[old]) for _ in range(2)]

    response = run(admin_client, "retag", *posts, add="new, old stock", remove=[old.pk], apply="1")

    assert {frozenset(post.tags.names()) for post in posts} == {frozenset({"new", "old stock"})}
    assert messages_of(response) == ["Change tags: 2 posts."]


def test_retagging_takes_a_tag_in_other_capitals_for_the_one_that_is_there(admin_client):
    tag, post = factories.make_tag(name="École"), factories.make_post()

    run(admin_client, "retag", post, add="école", apply="1")

    assert list(post.tags.all()) == [tag]


def test_retagging_with_nothing_named_asks_again(admin_client):
    post = factories.make_post()

    response = run(admin_client, "retag", post, apply="1")

    assert "Name a tag to add, or choose one to remove." in response.content.decode()


def test_changing_the_section_keeps_further_ones(admin_client):
    old, new, further = (factories.make_category() for _ in range(3))
    post = factories.make_post(category=old, further=[further])

    run(admin_client, "change_section", post, category=new.pk, apply="1")

    post.refresh_from_db()
    assert post.category == new
    assert set(post.categories.all()) == {new, further}


def test_every_change_is_kept_in_the_post_s_history(admin_client):
    post = factories.make_post()

    run(admin_client, "unpublish", post)

    assert LogEntry.objects.get(object_id=str(post.pk)).change_message == "Unpublished"


def test_actions_that_publish_are_not_offered_without_the_permission(writer):
    factories.make_draft()

    page = writer.get(LIST).content.decode()

    assert 'value="retag"' in page
    assert 'value="publish"' not in page
    assert 'value="unpublish"' not in page


def test_actions_that_publish_are_refused_without_the_permission(writer):
    draft = factories.make_draft(authors=[factories.make_author()])

    run(writer, "publish", draft)

    assert not Post.objects.published().exists()


def test_retagging_leaves_published_posts_alone_without_the_permission(writer):
    live, draft = factories.make_post(), factories.make_draft()

    response = run(writer, "retag", live, draft, add="new", apply="1")

    assert (set(live.tags.names()), set(draft.tags.names())) == (set(), {"new"})
    assert messages_of(response)[0].startswith("1 post was left alone")


@pytest.mark.parametrize(
    ("make", "state", "why"),
    [
        (factories.make_unpublished, State.UNPUBLISHED, "It expires in the past."),
        (factories.make_draft, State.DRAFT, "The post must expire after it goes live."),
    ],
)
def test_publishing_an_expired_post_is_refused(admin_client, make, state, why):
    now = timezone.now()
    post = make(
        authors=[factories.make_author()],
        published_at=now - 2 * factories.HOUR,
        expires_at=now - factories.HOUR,
    )

    response = run(admin_client, "publish", post)

    post.refresh_from_db()
    assert post.state() == state
    assert why in messages_of(response)[0]


@pytest.mark.parametrize(("count", "messages"), [(10, 11), (11, 12), (13, 12)])
def test_only_the_first_ten_refusals_are_given_with_their_reason(admin_client, count, messages):
    posts = [factories.make_draft(category=None) for _ in range(count)]

    found = messages_of(run(admin_client, "publish", *posts))

    assert len(found) == messages
    assert sum(NO_SECTION in message for message in found) == 10


@pytest.mark.parametrize(
    ("action", "answer"), [("retag", {"add": "new"}), ("change_section", {"category": "SECTION"})]
)
def test_a_change_of_all_posts_behind_the_filters_carries_one_choice(admin_client, action, answer):
    old, section = factories.make_category(), factories.make_category()
    kept = factories.make_post(category=old)
    drafts = [factories.make_draft(category=old) for _ in range(60)]
    chosen = {"action": action, "_selected_action": [drafts[0].pk], "select_across": "1"}
    filtered = f"{LIST}?state=draft"

    page = admin_client.post(filtered, chosen | {"index": "0"}).content.decode()
    answer = {key: section.pk if value == "SECTION" else value for key, value in answer.items()}
    admin_client.post(filtered, chosen | answer | {"apply": "1"})

    assert page.count('name="_selected_action"') == 1
    assert 'name="select_across" value="1"' in page
    assert "60 posts" in page
    assert sum(f"{post.title}</li>" in page for post in drafts) == 50
    changed = Post.objects.filter(tags__name="new") | Post.objects.filter(category=section)
    assert set(changed.values_list("pk", flat=True)) == {post.pk for post in drafts}
    assert kept.pk not in {post.pk for post in changed}
