from __future__ import annotations

import pytest
from django.urls import reverse

from posts.models import Post, Status
from posts.revisions import copy_of
from tests import factories
from tests.admin.conftest import typed

pytestmark = pytest.mark.django_db


def change(post: Post) -> str:
    return reverse("admin:posts_post_change", args=[post.pk])


def preview(post: Post | None = None) -> str:
    if post is None:
        return reverse("admin:posts_post_preview_new")
    return reverse("admin:posts_post_preview", args=[post.pk])


UPLOAD = reverse("admin:posts_picture_upload")


@pytest.fixture
def account(django_user_model):
    account = django_user_model.objects.create_user("ruth", is_staff=True)
    account.groups.add(factories.role("Author"))
    return account


@pytest.fixture
def author_account(client, account):
    client.force_login(account)
    return client


def test_a_writer_sees_the_status_without_a_choice(writer):
    post = factories.make_draft()

    page = writer.get(change(post)).content.decode()

    assert '<div class="readonly">Draft</div>' in page
    assert 'name="status"' not in page


def test_a_writer_may_save_a_draft(writer):
    post = factories.make_draft()

    writer.post(change(post), typed(post=post, title="Better"))

    assert Post.objects.get().title == "Better"


def test_the_byline_belongs_to_the_post_and_needs_no_permission_of_its_own(writer):
    author = factories.make_author()
    post = factories.make_draft()

    writer.post(change(post), typed(post=post, authors=[author]))

    assert Post.objects.get().byline == [author]


def test_publishing_needs_an_author_whoever_publishes(log_in):
    editor = log_in("view_post", "change_post", "publish_post")
    post = factories.make_draft()
    data = typed(post=post, status="published", category=post.category_id)

    response = editor.post(change(post), data)

    assert "Add at least one author." in response.content.decode()
    assert Post.objects.get().status == Status.DRAFT


def test_links_of_an_author_need_no_permission_of_their_own(log_in):
    author = factories.make_author(name="Ada")
    data = {"name": "Ada", "slug": "ada", "links-TOTAL_FORMS": 1, "links-INITIAL_FORMS": 0}
    data |= {"links-0-label": "Home", "links-0-url": "ada.example", "links-0-position": 0}

    log_in("change_author").post(reverse("admin:posts_author_change", args=[author.pk]), data)

    assert author.links.get().url == "https://ada.example"


def test_a_writer_who_sends_a_status_all_the_same_publishes_nothing(writer):
    post = factories.make_draft()
    author = factories.make_author()
    data = typed(post=post, authors=[author], status="published", category=post.category_id)

    writer.post(change(post), data)

    assert Post.objects.get().status == Status.DRAFT


def test_a_writer_changes_nothing_that_readers_see(writer):
    author = factories.make_author()
    post = factories.make_post(title="Live", authors=[author])
    data = typed(post=post, authors=[author], title="Changed", category=post.category_id)

    for button in ["_continue", "_save", "_aside"]:
        sent = writer.post(change(post), data | {button: "Save"})
        assert sent.status_code == 302
        assert Post.objects.get().title == "Live"

    assert copy_of(post.pk).revision.snapshot["title"] == "Changed"


def test_a_writer_may_not_delete_a_published_post(writer):
    post = factories.make_post()

    response = writer.post(reverse("admin:posts_post_delete", args=[post.pk]), {"post": "yes"})

    assert response.status_code == 403


def test_a_writer_deletes_a_draft_with_all_that_follows_it(writer):
    post = factories.make_draft()
    post.former_addresses.create(path="/old/")

    writer.post(reverse("admin:posts_post_delete", args=[post.pk]), {"post": "yes"})

    assert not Post.objects.exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_previews_and_uploads_send_the_public_to_the_login(client, method):
    post = factories.make_draft()

    for address in [preview(), preview(post), UPLOAD]:
        response = getattr(client, method)(address)
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("admin:login"))


@pytest.mark.parametrize("method", ["get", "post"])
def test_previews_are_refused_to_staff_without_permission(log_in, method):
    client = log_in()
    post = factories.make_draft()

    responses = [getattr(client, method)(address) for address in [preview(), preview(post)]]

    assert [response.status_code for response in responses] == [403, 403]


def test_a_preview_of_no_post_tells_staff_without_permission_nothing(log_in):
    response = log_in().get(reverse("admin:posts_post_preview", args=[12345]))

    assert response.status_code == 403


def test_who_may_only_view_sees_what_is_stored_and_previews_nothing_typed(log_in):
    client = log_in("view_post")
    post = factories.make_draft(title="Stored")

    looked, typed_in = client.get(preview(post)), client.post(preview(post), typed())

    assert (looked.status_code, typed_in.status_code) == (200, 403)


def test_uploads_are_refused_to_staff_without_permission(log_in):
    assert log_in("change_post").post(UPLOAD).status_code == 403


def test_an_upload_is_not_a_page(admin_client):
    assert admin_client.get(UPLOAD).status_code == 405


@pytest.mark.parametrize("codename", ["add_post", "change_post", "view_post"])
def test_the_form_offers_uploads_only_to_those_who_may_add_pictures(log_in, codename):
    post = factories.make_draft()

    page = log_in(codename, "view_post").get(change(post)).content.decode()

    assert "data-upload" not in page
    assert 'id="upload"' not in page


HIDDEN = "Sentinel of a draft"


@pytest.fixture
def draft() -> Post:
    """Return a draft that others than those who may view posts must not learn of."""
    post = factories.make_draft(
        title=HIDDEN,
        series=factories.make_series(),
        series_part=1,
        lead_picture=factories.make_picture(),
    )
    post.former_addresses.create(path="/old/")
    return post


@pytest.mark.parametrize("may_see", [False, True])
@pytest.mark.parametrize("noun", ["series", "picture", "formeraddress"])
def test_a_draft_is_named_only_to_those_who_may_see_posts(log_in, draft, noun, may_see):
    rows = {"series": draft.series, "picture": draft.lead_picture}
    client = log_in(f"view_{noun}", *(["view_post"] if may_see else []))
    address = (
        reverse(f"admin:posts_{noun}_change", args=[rows[noun].pk])
        if noun in rows
        else reverse("admin:posts_formeraddress_changelist")
    )

    response = client.get(address)

    assert response.status_code == 200
    assert (HIDDEN in response.content.decode()) is may_see


@pytest.mark.parametrize("changes", [{"series": "SERIES", "series_part": 1}, {"slug": "old"}])
def test_a_message_about_a_draft_in_the_way_does_not_name_it(log_in, draft, changes):
    draft.former_addresses.create(path=reverse("posts:post", args=["old"]))
    changes = {
        key: draft.series_id if value == "SERIES" else value for key, value in changes.items()
    }

    response = log_in("add_post").post(reverse("admin:posts_post_add"), typed(**changes))

    page = response.content.decode()
    assert "Another post " in page
    assert HIDDEN not in page


@pytest.mark.parametrize(("names", "shown"), [(["Further"], "Further"), ([], "Nowhere else.")])
def test_who_may_only_view_sees_the_further_sections(log_in, names, shown):
    further = [factories.make_category(name=name) for name in names]
    post = factories.make_post(category=factories.make_category(name="Main"), further=further)

    page = log_in("view_post").get(change(post)).content.decode()

    assert f'<div class="readonly">{shown}</div>' in page


@pytest.mark.parametrize("is_published", [True, False])
def test_page_that_readers_see_is_changed_only_by_who_may_publish(log_in, is_published):
    page = factories.make_page(title="Old", is_published=is_published)
    data = {"title": "New", "path": page.path, "position": 0, "is_published": "on", "body": "B"}

    log_in("change_page", "view_page").post(f"/admin/posts/page/{page.pk}/change/", data)

    page.refresh_from_db()
    expected = ("Old", True) if is_published else ("New", False)
    assert (page.title, page.is_published) == expected


def test_a_live_post_of_another_is_said_to_be_anothers(author_account):
    post = factories.make_post(title="Theirs <b>", slug="theirs")

    response = author_account.get(change(post), follow=True)

    said = [str(message) for message in response.context["messages"]]
    assert response.redirect_chain[-1][0] == reverse("admin:index")
    link = '<a href="/posts/theirs/">/posts/theirs/</a>'
    assert said == [f"You may not change “Theirs &lt;b&gt;”. Readers see it at {link}."]


@pytest.mark.parametrize(
    "make", [factories.make_draft, factories.make_scheduled, factories.make_expired]
)
def test_a_post_of_another_that_readers_do_not_see_is_not_there(author_account, make):
    post = make(title="Theirs")

    response = author_account.get(change(post), follow=True)
    missing = author_account.get(reverse("admin:posts_post_change", args=[999]), follow=True)

    def told(page) -> list[str]:
        return [str(message) for message in page.context["messages"]]

    assert told(response) == [words.replace("999", f"{post.pk}") for words in told(missing)]


@pytest.mark.parametrize(("is_pinned", "said"), [(True, "Yes"), (False, "–")])
def test_whether_a_post_leads_is_said_in_a_word(author_account, account, is_pinned, said):
    post = factories.make_post(is_pinned=is_pinned, started_by=account)

    page = author_account.get(change(post)).content.decode()

    part = page[page.index("field-lead_story") :][:600]
    assert f'<div class="readonly">{said}</div>' in part
    assert "icon-" not in part


def test_who_may_publish_chooses_whether_a_post_leads(admin_client):
    page = admin_client.get(change(factories.make_post())).content.decode()

    assert 'name="is_pinned"' in page
    assert "field-lead_story" not in page


def test_changes_of_who_may_not_publish_wait_for_an_editor(author_account, account):
    post = factories.make_post(started_by=account, authors=[factories.make_author()])
    form = author_account.get(change(post))
    fields = {"category": post.category_id, "published_at": "2026-01-05T08:00"}
    data = typed(post=post, title="Better", authors=post.byline, **fields)
    data |= {"base": form.context["base"], "_aside": ""}

    answer = author_account.post(change(post), data, follow=True)

    assert "Readers see the post as it was until an editor publishes" in answer.content.decode()


def test_who_may_not_publish_is_not_told_that_a_date_schedules(desk, admin_client):
    own, others = (one.get(reverse("admin:posts_post_add")) for one in (desk, admin_client))

    assert "Whoever publishes it decides." in own.content.decode()
    assert "schedules the post" not in own.content.decode()
    assert "schedules the post" in others.content.decode()


def test_who_logged_out_is_told_so_in_the_desk_s_own_words(admin_client):
    page = admin_client.post(reverse("admin:logout")).content.decode()

    assert "You are logged out of the desk in this browser." in page
    assert "quality time" not in page
